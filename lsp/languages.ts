/** What editors call the languages that there is something to say about, each with an ending of file names that means the same. */
export const languages: Readonly<Record<string, string>> = {
  mqttpolicy: 'mqttpolicy',
  mqtt: 'mqtt',
  json: 'json',
  jsonc: 'jsonc',
  yaml: 'yaml',
};

/** Those that are nobody else's: a document in one of them is always ours. */
export const ownLanguages: readonly string[] = ['mqttpolicy', 'mqtt'];

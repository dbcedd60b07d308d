/** What stands out inside a topic: names, wildcards, the marks between levels. */
export function topicParts(language: string): object[] {
  return [
    { match: '\\{[^{}]*\\}', name: `variable.parameter.name.${language}` },
    { match: '(?<![^ \\t/"])[+#](?=[/", \\t]|$)', name: `keyword.operator.wildcard.${language}` },
    { match: '/', name: `punctuation.separator.level.${language}` },
  ];
}

import type { Reader } from './document.js';

/** The formats that can be read, by the end of the file's name. Each reader is loaded when it is first asked for. */
const LOADERS: Readonly<Record<Format, () => Promise<Reader>>> = {
  json: async () => (await import('./json.js')).readJson,
  yaml: async () => (await import('./yaml.js')).readYaml,
  session: async () => (await import('./session.js')).readSession,
};

export type Format = 'json' | 'yaml' | 'session';

const EXTENSIONS = new Map<string, Format>([
  ['json', 'json'],
  ['jsonc', 'json'],
  ['yaml', 'yaml'],
  ['yml', 'yaml'],
  ['mqtt', 'session'],
]);

/** The endings of the files that can be read, without the dot. */
export const readableExtensions: readonly string[] = [...EXTENSIONS.keys()];

/** Which format a file has, told by its name; `undefined` if none that can be read. */
export function formatOf(path: string): Format | undefined {
  const dot = path.lastIndexOf('.');
  if (dot < 0) return undefined;
  const ending = path.slice(dot + 1);
  return EXTENSIONS.get(ending) ?? EXTENSIONS.get(ending.toLowerCase());
}

/** The reader for a file, or `undefined` if there is none for its name. The reader never throws. */
export async function readerFor(path: string): Promise<Reader | undefined> {
  const format = formatOf(path);
  if (format === undefined) return undefined;
  const reader = loaded.get(format) ?? (await LOADERS[format]());
  loaded.set(format, reader);
  return reader;
}

/** The reader for a format, once some file of it has been read. */
export function readerAtHand(format: Format | undefined): Reader | undefined {
  return format && loaded.get(format);
}

/** A second `import()` of the same module takes longer than reading a small file. */
const loaded = new Map<Format, Reader>();

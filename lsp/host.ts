/** What the server needs of the machine it runs on, so that everything else can be tried without one. */
export interface Host {
  readonly version: string;
  /** The bytes of a file, or nothing where there is none that can be read. */
  readBytes(path: string): Uint8Array | undefined;
  /** The files below a folder that can be linted, as absolute paths, in the order of a lint run: a list for each folder. */
  filesBelow(folder: string): Iterable<readonly string[]>;
  /** Unix seconds. */
  now(): number;
  /** The address of a page of the package, `docs/rules/topic/syntax.md`, if it is there. */
  pageOf(path: string): string | undefined;
}

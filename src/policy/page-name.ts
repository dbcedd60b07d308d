/** How one page names another: a built-in policy or a file beside it by its name, any other file by its path. */

/** Whether it is the path of a file, in one of the two forms of a policy. */
export function isPagePath(name: string): boolean {
  return /\.(?:mqttpolicy|json)$/i.test(name);
}

/** Whether the file that it names holds the JSON form. */
export function isJsonPage(name: string): boolean {
  return /\.json$/i.test(name);
}

/** The path of the file, seen from the page; nothing where such a name can be that of no file. */
export function pagePath(name: string): string | undefined {
  if (isPagePath(name)) return name;
  return /[/\\]/.test(name) ? undefined : `${name}.mqttpolicy`;
}

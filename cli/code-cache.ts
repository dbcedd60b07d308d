/** Name of the code cache that fits this Node and this bundle. V8 itself compares no more than the length of the source. */
export function bundleCacheName(bundleHash: string): string {
  return `main.${process.version}.${process.arch}.${bundleHash}.cache`;
}

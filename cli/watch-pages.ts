/** Looks at the files that a policy was read from, and at those that were missing. */
import { unwatchFile, watchFile } from 'node:fs';

/** Milliseconds between looks at a file. Looking is what also sees a link that now leads elsewhere, as in a ConfigMap. */
const lookEvery = 500;

export interface PageWatch {
  /**
   * Gives what `load` gives. `load` tells each file that it looks for; from then on `changed` is called whenever one of them changes, comes
   * or goes. A load that fails has not seen every page, so the files of the last one that worked stay watched beside its own.
   */
  load<T>(load: (looksFor: (file: string) => void) => Promise<T>): Promise<T>;
  stop(): void;
}

export function watchPages(changed: () => void): PageWatch {
  const watched = new Set<string>();
  const leave = (file: string): void => {
    watched.delete(file);
    unwatchFile(file, changed);
  };
  return {
    async load(load) {
      const seen = new Set<string>();
      const loaded = await load((file) => {
        seen.add(file);
        if (watched.has(file)) return;
        watched.add(file);
        watchFile(file, { interval: lookEvery, persistent: false }, changed);
      });
      for (const file of watched) if (!seen.has(file)) leave(file);
      return loaded;
    },
    stop() {
      for (const file of watched) leave(file);
    },
  };
}

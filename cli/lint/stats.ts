/** Where the time of a run went. */

import { counted } from '../../src/text/counted.js';
import type { Report } from '../formats/index.js';
import { table } from '../table.js';
import { printable } from '../terminal.js';

const slowestShown = 5;

export class Stats {
  readonly #phases: { readonly name: string; readonly milliseconds: number }[] = [];
  readonly #files: { readonly path: string; readonly milliseconds: number }[] = [];
  #fromCache = 0;
  #last = 0;

  /** What has passed since the phase before, or since the process started. */
  phase(name: string): void {
    const now = performance.now();
    this.#phases.push({ name, milliseconds: now - this.#last });
    this.#last = now;
  }

  file(path: string, milliseconds: number, fromCache: boolean): void {
    if (fromCache) this.#fromCache++;
    this.#files.push({ path, milliseconds });
  }

  /** For people. `cache` says what there is to say about the file that keeps results, if there is one. */
  text({ files, summary }: Report, cache?: { readonly note?: string | undefined }): string {
    const { errors, warnings, hints } = summary;
    const slowest = this.#files.toSorted((a, b) => b.milliseconds - a.milliseconds).slice(0, slowestShown);
    return table([
      ['files', String(files.length)],
      ...(cache
        ? [
            [
              'from the cache',
              `${this.#fromCache} ${cache.note === undefined ? '' : `(${printable(cache.note)})`}`.trim(),
            ],
          ]
        : []),
      ['clients', String(files.reduce((sum, { clients }) => sum + clients, 0))],
      ['findings', [counted(errors, 'error'), counted(warnings, 'warning'), counted(hints, 'hint')].join(', ')],
      ...this.#phases.map(({ name, milliseconds }) => [name, `${milliseconds.toFixed(1)} ms`]),
      ...slowest.map(({ path, milliseconds }) => [`${milliseconds.toFixed(1)} ms`, printable(path)]),
    ]);
  }
}

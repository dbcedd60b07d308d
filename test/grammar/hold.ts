/** A reading of a text by a grammar, held against one by an oracle. */
import type { TextFault } from '../../grammar/text-fault.js';

/** Throws when they differ. The oracle says nothing of a text with faults, and then the grammar must have found some. */
export function hold<T extends { readonly text: string; readonly faults: readonly TextFault[] }>(
  tree: T,
  said: (tree: T) => unknown,
  expected: unknown,
  isWhole: (tree: T) => boolean,
): void {
  const shown = JSON.stringify(tree.text);
  const found = tree.faults.length > 0 ? undefined : said(tree);
  if (JSON.stringify(found) !== JSON.stringify(expected)) {
    const why = tree.faults.map((fault) => fault.message).join(' ');
    throw new Error(`${shown}: ${JSON.stringify(found)}, not ${JSON.stringify(expected)} ${why}`);
  }
  if (!isWhole(tree)) throw new Error(`${shown}: ${JSON.stringify(tree)}`);
}

/** Whether faults stand in the order of the text. */
export function inOrder(faults: readonly TextFault[]): boolean {
  return faults.every(({ offset }, index) => offset >= (faults[index - 1]?.offset ?? 0));
}

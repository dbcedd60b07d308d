/** YAML's `<<: *first` in a list: the mistakes of the first client are those of the second, and are told where they are written. */
import type { Inheritance } from '../readers/document.js';
import type { Draft } from './draft.js';

/** Leaves out what is said at an alias and in the same words of what the alias stands for. */
export function saidOnce(drafts: readonly Draft[], inherited: readonly Inheritance[]): readonly Draft[] {
  const places = new Map(inherited.map(({ at, from }) => [at.start, from]));
  const starts = new Map<string, number[]>();
  for (const draft of drafts) {
    const key = wordsOf(draft);
    const known = starts.get(key);
    if (known) known.push(draft.span.start);
    else starts.set(key, [draft.span.start]);
  }
  return drafts.filter((draft) => {
    const from = places.get(draft.span.start);
    return !from || !starts.get(wordsOf(draft))?.some((start) => from.start <= start && start < from.end);
  });
}

function wordsOf({ rule, message, policy }: Draft): string {
  return JSON.stringify([rule, message, policy ?? null]);
}

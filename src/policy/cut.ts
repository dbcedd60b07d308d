/** Whether a field that a template takes apart can be cut in one way only. */
import type { Atom } from '../topics/pattern.js';
import type { Shape, Template } from './model.js';

export interface TwoCuts {
  readonly text: string;
  readonly first: readonly [name: string, value: string];
  readonly second: readonly [name: string, value: string];
}

const maxTexts = 48;

/**
 * Looks for a text that two neighbouring names of the template share in two ways, among short texts of their shapes. What it
 * finds is a proof; it may miss what only longer texts show.
 */
export function twoCuts(template: Template, shapeOf: (name: string) => Shape | undefined): TwoCuts | undefined {
  const parts = template.levels.flatMap((level, at) => [
    ...(at > 0 ? [{ kind: 'literal' as const, text: '/' }] : []),
    ...(level.kind === 'pieces' ? level.pieces : level.kind === 'literal' ? [level] : []),
  ]);
  for (let at = 0; at < parts.length; at++) {
    const left = parts[at];
    if (left?.kind !== 'name') continue;
    let between = '';
    let next = at + 1;
    for (; parts[next]?.kind === 'literal'; next++) between += (parts[next] as { text: string }).text;
    const right = parts[next];
    if (right?.kind !== 'name') continue;
    const found = share(left.name, between, right.name, shapeOf);
    if (found) return found;
  }
  return undefined;
}

function share(
  left: string,
  between: string,
  right: string,
  shapeOf: (name: string) => Shape | undefined,
): TwoCuts | undefined {
  const characters = [...new Set(['a', 'b', '1', ...between])];
  const seen = new Map<string, string>();
  for (const head of shortTexts(shapeOf(left), characters)) {
    for (const tail of shortTexts(shapeOf(right), characters)) {
      const text = head + between + tail;
      const earlier = seen.get(text);
      if (earlier === undefined) seen.set(text, head);
      else if (earlier !== head) return { text, first: [left, earlier], second: [left, head] };
    }
  }
  return undefined;
}

/** Some short texts of a shape, made of these characters where it admits them and of its own first one where not. */
function shortTexts(shape: Shape | undefined, characters: readonly string[]): string[] {
  if (shape?.kind !== 'level') return grow([{ ranges: [[0x20, 0x7e]], min: 1, max: null }], characters);
  return shape.level.alternatives.flatMap((atoms) => grow(atoms, characters)).slice(0, maxTexts * 2);
}

function grow(atoms: readonly Atom[], characters: readonly string[]): string[] {
  let texts = [''];
  for (const atom of atoms) {
    const fitting = characters.filter((one) =>
      atom.ranges.some(([from, to]) => (one.codePointAt(0) as number) >= from && (one.codePointAt(0) as number) <= to),
    );
    const first = String.fromCodePoint(atom.ranges[0]?.[0] ?? 0x61);
    const alphabet = fitting.length > 0 ? fitting : [first];
    const most = Math.min(atom.max ?? Number.POSITIVE_INFINITY, atom.min + 2);
    if (atom.min > 64) return [];
    const grown: string[] = [];
    for (const text of texts) {
      let runs = [text + (alphabet[0] as string).repeat(Math.max(0, atom.min - 1))];
      if (atom.min === 0) grown.push(text);
      for (let length = Math.max(1, atom.min); length <= most; length++) {
        runs = runs.flatMap((run) => alphabet.map((one) => run + one)).slice(0, maxTexts);
        grown.push(...runs);
      }
    }
    texts = grown.slice(0, maxTexts * 4);
  }
  return texts.slice(0, maxTexts * 2);
}

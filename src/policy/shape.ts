/** Shapes: which texts a name may be, from their syntax tree to the model. Never a regular expression. */
import { type CharacterNode, parseShapeTree, type SetNode, type ShapeAtomNode } from '../../grammar/shape/index.js';
import type { TextFault } from '../../grammar/text-fault.js';
import type { Atom } from '../topics/pattern.js';
import type { Shape } from './model.js';
import { merged, type Range, without } from './ranges.js';

export type ParsedShape = { readonly shape: Shape } | { readonly faults: readonly TextFault[] };

/** What no text of MQTT holds. */
const outsideOfTexts: readonly Range[] = [
  [0, 0],
  [0xd800, 0xdfff],
];
/** And `/`, which no level holds. */
const outside: readonly Range[] = [...outsideOfTexts, [0x2f, 0x2f]];

/**
 * Parses a shape: `any`, `expiry`, or alternatives of literals and sets with counts, `gh-[0-9]{6} | [A-Z]{1,8}`.
 * `slashes`: the shape is of a text that is not a topic level (a part of a token), so it may hold `/`.
 */
export function parseShape(text: string, options: { readonly slashes?: boolean } = {}): ParsedShape {
  if (text === 'any') return { shape: { text, kind: 'any' } };
  if (text === 'expiry') return { shape: { text, kind: 'expiry' } };
  const tree = parseShapeTree(text);
  const faults = [...tree.faults];
  const alternatives = tree.alternatives.map(({ atoms }) =>
    atoms.map((atom) => atomOf(atom, options.slashes === true, faults)),
  );
  if (faults.length > 0) return { faults: faults.sort((a, b) => a.offset - b.offset) };
  return { shape: { text, kind: 'level', level: { alternatives } } };
}

/** Whether a text can only be meant as a shape, not as a template: it holds a set. */
export function looksLikeShape(text: string): boolean {
  return text === 'any' || text === 'expiry' || text.includes('[');
}

/** A part of the model; characters that cannot be in it go to `faults`. */
function atomOf(node: ShapeAtomNode, slashes: boolean, faults: TextFault[]): Atom {
  return node.kind === 'set' ? setOf(node, slashes, faults) : characterOf(node, slashes, faults);
}

function characterOf({ code, offset }: CharacterNode, slashes: boolean, faults: TextFault[]): Atom {
  const message = refusalOf(code, slashes);
  if (message !== undefined) faults.push({ offset, length: 1, message });
  return { ranges: [[code, code]], min: 1, max: 1 };
}

function setOf(node: SetNode, slashes: boolean, faults: TextFault[]): Atom {
  const { complement, min, max } = node;
  const before = faults.length;
  if (!complement) {
    for (const { from, to, offset } of node.ranges) {
      const message = from === to ? refusalOf(from, slashes) : undefined;
      if (message !== undefined) faults.push({ offset, length: 1, message });
    }
  }
  const never = slashes ? outsideOfTexts : outside;
  const named = node.ranges.filter(({ from, to }) => from <= to).map(({ from, to }): Range => [from, to]);
  const ranges = complement ? without([[0, 0x10ffff]], [...named, ...never]) : without(merged(named), never);
  // A set that is empty already says so, or holds an empty range.
  if (ranges.length === 0 && (complement || named.length > 0) && faults.length === before) {
    const { offset, length } = node;
    faults.push({ offset, length, message: 'No character that a topic level may hold is of this set.' });
  }
  return { ranges, min, max };
}

/** Why one character that is spelled out cannot be in the shape. */
function refusalOf(code: number, slashes: boolean): string | undefined {
  if (code === 0) return 'No text of MQTT holds the character NUL [MQTT-1.5.3-2].';
  if (code >= 0xd800 && code <= 0xdfff) return 'This is half a character; no text of MQTT holds it [MQTT-1.5.3-1].';
  if (code === 0x2f && !slashes) return 'A name stands for one level, and a level holds no "/".';
  return undefined;
}

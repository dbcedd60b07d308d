/** Numbers as the language writes them, and their units. */
import type { Span, Word } from '../../grammar/policy/ast.js';
import type { Field } from './fields.js';
import { type Unit, unitFactor } from './model.js';
import { didYouMean, type Problems, replacement, show } from './problems.js';

/** A whole number as the language writes it, in decimal or after `0x`; `undefined` when it is none. */
export function numberOf(text: string): number | undefined {
  if (/^[0-9]{1,15}$/.test(text)) return Number(text);
  return /^0x[0-9A-Fa-f]{1,8}$/.test(text) ? Number.parseInt(text.slice(2), 16) : undefined;
}

export function rangeOf(text: string): readonly [number, number] | undefined {
  const dots = text.indexOf('..');
  if (dots < 0) return undefined;
  const from = numberOf(text.slice(0, dots));
  const to = numberOf(text.slice(dots + 2));
  return from === undefined || to === undefined ? undefined : [from, to];
}

/** The unit as the model has it; `null` after a problem. */
export function unitOf(word: Word | undefined, field: Field, at: Span, problems: Problems): Unit | undefined | null {
  if (!word) {
    // A topic has bytes, characters and levels: without a unit nobody could tell which is meant.
    if (!field.units?.includes('chars')) return undefined;
    const units = field.units.filter((unit) => unit !== 'bytes' && unit !== 'KB' && unit !== 'MB');
    problems.error('policy/unit', at, `A unit is missing: ${field.name} is measured in ${units.join(', ')}.`);
    return null;
  }
  if (field.units?.includes(word.text as Unit)) return word.text as Unit;
  const takes = field.units ? `measured in ${field.units.join(', ')}` : undefined;
  if (Object.hasOwn(unitFactor, word.text)) {
    const why = takes === undefined ? 'it has no unit' : `it is ${takes}`;
    problems.error('policy/unit', word, `"${word.text}" does not fit ${field.name}: ${why}.`);
    return null;
  }
  const why = takes === undefined ? `${field.name} has none` : `${field.name} is ${takes}`;
  const meant = didYouMean(word.text, likeUnit(word.text, field.units ?? []));
  const fix = meant.word === undefined ? undefined : replacement(word, meant.word);
  problems.error('policy/unit', word, `${show(word.text)} is not a unit: ${why}.${meant.text}`, fix);
  return null;
}

/** Every unit of two letters is near every other: of short ones only the capitals may differ. */
function likeUnit(text: string, units: readonly Unit[]): readonly Unit[] {
  return text.length > 2 ? units : units.filter((unit) => unit.toLowerCase() === text.toLowerCase());
}

export function onTheWire(number: number, at: Span, field: Field, unit: Unit | undefined, problems: Problems): boolean {
  if (!field.range || (unit && unit !== field.units?.[0])) return true;
  const [low, high] = field.range;
  if (number >= low && number <= high) return true;
  problems.error('policy/value', at, `${field.name} is ${low} to ${high} on the wire; it can never be ${number}.`);
  return false;
}

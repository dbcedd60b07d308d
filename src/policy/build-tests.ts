/** Checks: a field and the values that it may have, from the syntax tree to the model. */
import type { Span, TestNode, Word } from '../../grammar/policy/ast.js';
import { placeIn, spanOf } from '../../grammar/policy/ast.js';
import { parseNetwork } from './address.js';
import type { Field } from './fields.js';
import type { Test, Unit } from './model.js';
import { didYouMean, type Problems, replacement, show } from './problems.js';
import { looksLikeShape, parseShape } from './shape.js';

const times: ReadonlySet<string> = new Set(['ms', 's', 'min', 'h', 'd']);

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

/** The test of a check on this field; `undefined` after a problem was reported. */
export function buildTest(node: TestNode, field: Field, problems: Problems): Test | undefined {
  if (node.not) {
    problems.notYet(node.not, '"not" in front of a value');
    return undefined;
  }
  if (node.kind === 'is') return presence(node, node.word, field, problems);
  if (field.type === 'packet') {
    problems.error('policy/value', node, `A packet is refused with "none": ${field.name} none.`);
    return undefined;
  }
  const bounds = node.kind === 'compare' ? compared(node, field, problems) : listed(node, field, problems);
  if (!bounds || !node.per) return bounds;
  return rate(bounds, node.per, field, problems);
}

function presence(node: Span, word: Word, field: Field, problems: Problems): Test | undefined {
  const is = word.text === 'none' ? 'none' : 'required';
  const fits = field.type === 'packet' ? is === 'none' : field.optional === true;
  if (fits) return { is };
  const instead =
    field.type === 'packet'
      ? `Write "${field.name} none" to refuse the packet.`
      : `${field.name} is always there; say which values it may have.`;
  problems.error('policy/value', node, `"${is}" does not fit ${field.name}. ${instead}`);
  return undefined;
}

function compared(node: TestNode & { kind: 'compare' }, field: Field, problems: Problems): Test | undefined {
  const { sign, value, unit: unitWord } = node;
  if (!takesNumbers(field, node, problems)) return undefined;
  const number = numberOf(value.text);
  if (number === undefined) {
    if (/^\{.*\}$/.test(value.text)) problems.notYet(value, 'A number that a setting stands for');
    else
      problems.error(
        'policy/number',
        value,
        `${show(value.text)} is not a number. A whole number is expected behind "${sign.text}".`,
      );
    return undefined;
  }
  const unit = unitOf(unitWord, field, node, problems);
  if (unit === null) return undefined;
  if (!onTheWire(number, value, field, unit, problems)) return undefined;
  if (sign.text === '<' && number === 0) {
    problems.error(
      'policy/empty-range',
      spanOf(sign, value),
      'Nothing is less than 0. Write 0 for "exactly 0".',
      replacement(spanOf(sign, value), '0'),
    );
    return undefined;
  }
  const bound = { '<': { below: number }, '<=': { to: number }, '>': { above: number }, '>=': { from: number } }[
    sign.text
  ];
  return bound && { ...bound, ...(unit && { unit }) };
}

function listed(node: TestNode & { kind: 'values' }, field: Field, problems: Problems): Test | undefined {
  const { values, unit: unitWord } = node;
  if (field.type === 'presence') {
    const form = ['client-id', 'username', 'password', 'will.topic'].includes(field.name)
      ? ` Its form is declared in the identity section: ${field.name} {name}, and the shape of {name}.`
      : '';
    problems.error('policy/value', node, `${field.name} takes "none" or "required".${form}`);
    return undefined;
  }
  const numeric = values.every(
    (word) => !word.quoted && (numberOf(word.text) !== undefined || rangeOf(word.text) !== undefined),
  );
  if (field.type === 'text') return oneOf(values, field, problems);
  if (field.type === 'words' || field.type === 'address') {
    if (unitWord) {
      problems.error('policy/unit', unitWord, `${field.name} is a text and has no unit.`);
      return undefined;
    }
    if (field.type === 'address') return networks(values, field, problems);
    const shaped = values.some((word) => !word.quoted && looksLikeShape(word.text));
    return shaped ? shapeTest(node, field, problems) : oneOf(values, field, problems);
  }
  if (field.type === 'shape' && !(unitWord && numeric)) return shapeTest(node, field, problems);
  if (field.type === 'flag') return flags(values, unitWord, field, problems);
  return numbers(node, field, problems);
}

function oneOf(values: readonly Word[], field: Field, problems: Problems): Test | undefined {
  let fine = true;
  for (const word of values) {
    if (!field.values || field.values.includes(word.text)) continue;
    const meant =
      field.alsoWritten && Object.hasOwn(field.alsoWritten, word.text) ? field.alsoWritten[word.text] : undefined;
    const guess =
      meant === undefined ? didYouMean(word.text, field.values) : { text: ` Did you mean "${meant}"?`, word: meant };
    problems.error(
      'policy/value',
      word,
      `${show(word.text)} is not a value of ${field.name}.${guess.text} It is ${field.values.join(', ')}.`,
      guess.word === undefined ? undefined : replacement(word, guess.word),
    );
    fine = false;
  }
  return fine && distinct(values, field, problems) ? { in: values.map((word) => word.text) } : undefined;
}

function networks(values: readonly Word[], field: Field, problems: Problems): Test | undefined {
  for (const word of values) {
    if (parseNetwork(word.text)) continue;
    problems.error(
      'policy/value',
      word,
      `${show(word.text)} is not an address. Write one as 10.0.0.7 or fd00::7, or a network as 192.168.4.0/24.`,
    );
    return undefined;
  }
  return distinct(values, field, problems) ? { in: values.map((word) => word.text) } : undefined;
}

function shapeTest(node: TestNode & { kind: 'values' }, field: Field, problems: Problems): Test | undefined {
  if (node.unit) {
    problems.error(
      'policy/unit',
      node.unit,
      `A shape has no unit. Write a number for the size of ${field.name}, or a shape for its form.`,
    );
    return undefined;
  }
  const parsed = parseShape(node.values.map((word) => word.text).join(' | '));
  if ('faults' in parsed) {
    for (const fault of parsed.faults) problems.error('policy/shape', shapePlace(node.values, fault), fault.message);
    return undefined;
  }
  if (parsed.shape.kind === 'expiry') {
    problems.error('policy/shape', node, '"expiry" is the shape of a part of a token, not of a level.');
    return undefined;
  }
  return { shape: parsed.shape };
}

/** The place of a fault in alternatives that were joined by ` | `. */
export function shapePlace(words: readonly Word[], fault: { readonly offset: number; readonly length: number }): Span {
  let at = fault.offset;
  for (const word of words) {
    if (at <= word.text.length) return placeIn(word, at, Math.min(fault.length, word.text.length - at));
    at -= word.text.length + 3;
  }
  return words[words.length - 1] ?? { offset: 0, length: 0 };
}

const flagWords: Readonly<Record<string, string>> = { true: '1', yes: '1', on: '1', false: '0', no: '0', off: '0' };

function flags(values: readonly Word[], unit: Word | undefined, field: Field, problems: Problems): Test | undefined {
  if (unit) {
    problems.error('policy/unit', unit, `${field.name} is 0 or 1 and has no unit.`);
    return undefined;
  }
  const [only] = values;
  if (values.length === 1 && only && rangeOf(only.text)?.join() === '0,1') return { from: 0, to: 1 };
  for (const word of values) {
    if (word.text === '0' || word.text === '1') continue;
    const meant = Object.hasOwn(flagWords, word.text) ? flagWords[word.text] : undefined;
    problems.error(
      'policy/value',
      word,
      `${field.name} is 0 or 1, as on the wire.${meant === undefined ? '' : ` Write ${meant}.`}`,
      meant === undefined ? undefined : replacement(word, meant),
    );
    return undefined;
  }
  return distinct(values, field, problems) ? { in: values.map((word) => Number(word.text)) } : undefined;
}

function numbers(node: TestNode & { kind: 'values' }, field: Field, problems: Problems): Test | undefined {
  const { values } = node;
  const unit = unitOf(node.unit, field, node, problems);
  if (unit === null) return undefined;
  for (const word of values) {
    const range = word.quoted ? undefined : rangeOf(word.text);
    const number = word.quoted ? undefined : numberOf(word.text);
    if (number === undefined && !range) {
      if (/^\{.*\}$/.test(word.text)) problems.notYet(word, 'A number that a setting stands for');
      else
        problems.error(
          'policy/number',
          word,
          `${show(word.text)} is not a number. ${field.name} takes a number, a range such as 0..1, or a comparison such as <= 8.`,
        );
      return undefined;
    }
    const [from, to] = range ?? [number as number, number as number];
    if (from > to) {
      problems.error(
        'policy/empty-range',
        word,
        `This range is empty: ${from} is greater than ${to}. Write ${to}..${from}.`,
        replacement(word, `${to}..${from}`),
      );
      return undefined;
    }
    if (!onTheWire(from, word, field, unit, problems) || !onTheWire(to, word, field, unit, problems)) return undefined;
  }
  if (values.length > 1) {
    if (unit || values.some((word) => rangeOf(word.text))) {
      problems.notYet(node, unit ? 'A unit behind several values' : 'A range among several values');
      return undefined;
    }
    return distinct(values, field, problems) ? { in: values.map((word) => numberOf(word.text) as number) } : undefined;
  }
  const [only] = values as [Word];
  const [from, to] = rangeOf(only.text) ?? [numberOf(only.text) as number, numberOf(only.text) as number];
  return from === to && !unit ? { in: [from] } : { from, to, ...(unit && { unit }) };
}

function distinct(values: readonly Word[], field: Field, problems: Problems): boolean {
  const seen = new Set<string>();
  for (const word of values) {
    const value = String(numberOf(word.text) ?? word.text);
    if (seen.has(value)) {
      problems.error('policy/value', word, `${show(word.text)} stands twice among the values of ${field.name}.`);
      return false;
    }
    seen.add(value);
  }
  return true;
}

function takesNumbers(field: Field, at: Span, problems: Problems): boolean {
  if (field.type === 'number' || (field.type === 'shape' && field.units)) return true;
  const instead =
    field.type === 'flag'
      ? 'it is 0 or 1'
      : field.values
        ? `it is one of ${field.values.join(', ')}`
        : 'it takes "none" or "required"';
  problems.error('policy/value', at, `${field.name} is not compared with numbers; ${instead}.`);
  return false;
}

/** The unit as the model has it; `null` after a problem. */
function unitOf(word: Word | undefined, field: Field, at: Span, problems: Problems): Unit | undefined | null {
  if (!word) {
    // A topic has bytes, characters and levels: without a unit nobody could tell which is meant.
    if (!field.units?.includes('chars')) return undefined;
    const units = field.units.filter((unit) => unit !== 'bytes' && unit !== 'KB' && unit !== 'MB');
    problems.error('policy/unit', at, `A unit is missing: ${field.name} is measured in ${units.join(', ')}.`);
    return null;
  }
  if (field.units?.includes(word.text as Unit)) return word.text as Unit;
  const takes = field.units ? `it is measured in ${field.units.join(', ')}` : 'it has no unit';
  problems.error('policy/unit', word, `"${word.text}" does not fit ${field.name}: ${takes}.`);
  return null;
}

function onTheWire(number: number, at: Span, field: Field, unit: Unit | undefined, problems: Problems): boolean {
  if (!field.range || (unit && unit !== field.units?.[0])) return true;
  const [low, high] = field.range;
  if (number >= low && number <= high) return true;
  problems.error('policy/value', at, `${field.name} is ${low} to ${high} on the wire; it can never be ${number}.`);
  return false;
}

function rate(test: Test, per: NonNullable<TestNode['per']>, field: Field, problems: Problems): Test | undefined {
  const every = numberOf(per.every.text);
  if (!every) {
    problems.error(
      'policy/number',
      per.every,
      `${show(per.every.text)} is not a number of ${per.unit.text}. Write for example "per 5 s".`,
    );
    return undefined;
  }
  if (!times.has(per.unit.text)) {
    problems.error(
      'policy/unit',
      per.unit,
      `"${per.unit.text}" is no unit of time. A rate is counted per ms, s, min, h or d.`,
    );
    return undefined;
  }
  if (!field.places.includes('session') || 'in' in test || 'is' in test || 'shape' in test) {
    problems.error(
      'policy/value',
      per.keyword,
      'A rate belongs to a limit of "every session", such as publishes <= 300 per 5 s.',
    );
    return undefined;
  }
  return { ...test, per: { every, unit: per.unit.text as Unit } };
}

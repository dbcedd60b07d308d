/** Checks: a field and the values that it may have, from the syntax tree to the model. */
import type { Span, TestNode, Word } from '../../grammar/policy/ast.js';
import { placeIn, spanOf } from '../../grammar/policy/ast.js';
import { parseNetwork } from './address.js';
import type { BuildContext } from './build-context.js';
import type { Field } from './fields.js';
import type { SettingsInTest, Test, Unit } from './model.js';
import { didYouMean, type Problems, replacement, show } from './problems.js';
import { type SettingUse, settingUse } from './setting-use.js';
import { looksLikeShape, parseShape } from './shape.js';
import { nameInBraces } from './template-text.js';

type Bound = 'from' | 'to' | 'below' | 'above';

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
export function buildTest(node: TestNode, field: Field, context: BuildContext): Test | undefined {
  const { problems } = context;
  if (node.not) {
    problems.notYet(node.not, '"not" in front of a value');
    return undefined;
  }
  if (node.kind === 'is') return presence(node, node.word, field, problems);
  if (field.type === 'packet') {
    problems.error('policy/value', node, `A packet is refused with "none": ${field.name} none.`);
    return undefined;
  }
  const bounds = node.kind === 'compare' ? compared(node, field, context) : listed(node, field, context);
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

function compared(node: TestNode & { kind: 'compare' }, field: Field, context: BuildContext): Test | undefined {
  const { problems } = context;
  const { sign, value, unit: unitWord } = node;
  if (!takesNumbers(field, node, problems)) return undefined;
  if (nameInBraces(value.text) !== undefined) return comparedWithSetting(node, field, context);
  const number = numberOf(value.text);
  if (number === undefined) {
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
  const bound = boundOf[sign.text];
  return bound && { [bound]: number, ...(unit && { unit }) };
}

const boundOf: Readonly<Record<string, Bound>> = { '<': 'below', '<=': 'to', '>': 'above', '>=': 'from' };

function comparedWithSetting(
  { sign, value, unit: unitWord, ...node }: TestNode & { kind: 'compare' },
  field: Field,
  { symbols, problems }: BuildContext,
): Test | undefined {
  const unit = unitOf(unitWord, field, node, problems);
  const setting = settingUse(value, 'number', symbols, problems);
  const bound = boundOf[sign.text];
  if (unit === null || !setting || !bound) return undefined;
  const number = numberOf(setting.default ?? '') ?? 0;
  if (setting.default !== undefined && !onTheWire(number, value, field, unit, problems)) return undefined;
  return { [bound]: number, ...(unit && { unit }), settings: { [bound]: setting.name } };
}

function listed(node: TestNode & { kind: 'values' }, field: Field, context: BuildContext): Test | undefined {
  const { problems } = context;
  const { values, unit: unitWord } = node;
  if (field.type === 'presence') {
    const form = ['client-id', 'username', 'password', 'will.topic'].includes(field.name)
      ? ` Its form is declared in the identity section: ${field.name} {name}, and the shape of {name}.`
      : '';
    problems.error('policy/value', node, `${field.name} takes "none" or "required".${form}`);
    return undefined;
  }
  const numeric = values.every(
    (word) =>
      !word.quoted &&
      word.text.split('..', 3).every((text) => numberOf(text) !== undefined || nameInBraces(text) !== undefined),
  );
  if (field.type === 'text') return oneOf(values, field, context);
  if (field.type === 'words' || field.type === 'address') {
    if (unitWord) {
      problems.error('policy/unit', unitWord, `${field.name} is a text and has no unit.`);
      return undefined;
    }
    if (field.type === 'address') return networks(values, field, problems);
    const shaped = values.some((word) => !word.quoted && looksLikeShape(word.text));
    return shaped ? shapeTest(node, field, problems) : oneOf(values, field, context);
  }
  if (field.type === 'shape' && !(unitWord && numeric)) return shapeTest(node, field, problems);
  if (field.type === 'flag') return flags(values, unitWord, field, context);
  return numbers(node, field, context);
}

function oneOf(values: readonly Word[], field: Field, context: BuildContext): Test | undefined {
  const { problems } = context;
  let fine = true;
  const used = settingsAmong(values, 'text', context);
  if (!used) return undefined;
  for (const [at, word] of values.entries()) {
    if (used.has(at)) continue;
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
  if (!fine || !distinct(values, field, problems)) return undefined;
  return { in: values.map((word, at) => (used.get(at) ? (used.get(at)?.default ?? '') : word.text)), ...named(used) };
}

/** The settings among the values, by their index; nothing after a problem. */
function settingsAmong(
  values: readonly Word[],
  wanted: 'number' | 'text',
  { symbols, problems }: BuildContext,
): ReadonlyMap<number, SettingUse> | undefined {
  const used = new Map<number, SettingUse>();
  for (const [at, word] of values.entries()) {
    if (nameInBraces(word.text) === undefined) continue;
    const setting = settingUse(word, wanted, symbols, problems);
    if (!setting) return undefined;
    used.set(at, setting);
  }
  return used;
}

/** What a test with values says of the settings among them. */
function named(used: ReadonlyMap<number, SettingUse>): { settings?: SettingsInTest } {
  if (used.size === 0) return {};
  return { settings: Object.fromEntries([...used].map(([at, { name }]) => [String(at), name])) };
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

function flags(values: readonly Word[], unit: Word | undefined, field: Field, context: BuildContext): Test | undefined {
  const { problems } = context;
  if (unit) {
    problems.error('policy/unit', unit, `${field.name} is 0 or 1 and has no unit.`);
    return undefined;
  }
  const [only] = values;
  if (values.length === 1 && only && rangeOf(only.text)?.join() === '0,1') return { from: 0, to: 1 };
  const used = settingsAmong(values, 'number', context);
  if (!used) return undefined;
  for (const [at, word] of values.entries()) {
    if (word.text === '0' || word.text === '1' || used.has(at)) continue;
    const meant = Object.hasOwn(flagWords, word.text) ? flagWords[word.text] : undefined;
    problems.error(
      'policy/value',
      word,
      `${field.name} is 0 or 1, as on the wire.${meant === undefined ? '' : ` Write ${meant}.`}`,
      meant === undefined ? undefined : replacement(word, meant),
    );
    return undefined;
  }
  if (!distinct(values, field, problems)) return undefined;
  return {
    in: values.map((word, at) => Number(used.get(at) ? (used.get(at)?.default ?? 0) : word.text)),
    ...named(used),
  };
}

/** A number or a range as written, either end of which may be a setting. */
interface Written {
  readonly word: Word;
  readonly ends: readonly [End, End];
}
interface End {
  /** The default, or 0, where a setting stands. */
  readonly number: number;
  readonly setting?: SettingUse;
}

function numbers(node: TestNode & { kind: 'values' }, field: Field, context: BuildContext): Test | undefined {
  const { problems } = context;
  const { values } = node;
  const unit = unitOf(node.unit, field, node, problems);
  if (unit === null) return undefined;
  const written: Written[] = [];
  for (const word of values) {
    const ends = endsOf(word, field, context);
    if (!ends) return undefined;
    for (const { number, setting } of ends) {
      const known = !setting || setting.default !== undefined;
      if (known && !onTheWire(number, word, field, unit, problems)) return undefined;
    }
    written.push({ word, ends });
  }
  if (values.length > 1) {
    if (unit || values.some((word) => word.text.includes('..'))) {
      problems.notYet(node, unit ? 'A unit behind several values' : 'A range among several values');
      return undefined;
    }
    if (!distinct(values, field, problems)) return undefined;
    const used = written.flatMap(({ ends: [{ setting }] }, at) => (setting ? [[at, setting] as const] : []));
    return { in: written.map(({ ends: [{ number }] }) => number), ...named(new Map(used)) };
  }
  const [{ ends }] = written as [Written];
  const [from, to] = ends;
  if (from.number === to.number && !unit && isFixed(from) && isFixed(to)) return { in: [from.number] };
  const settings = {
    ...(from.setting && { from: from.setting.name }),
    ...(to.setting && { to: to.setting.name }),
  };
  return {
    from: from.number,
    to: to.number,
    ...(unit && { unit }),
    ...(Object.keys(settings).length > 0 && { settings }),
  };
}

function isFixed({ setting }: End): boolean {
  return setting === undefined;
}

/** The ends of `8`, `0..8`, `{least}..{most}`; nothing after a problem. */
function endsOf(word: Word, field: Field, context: BuildContext): readonly [End, End] | undefined {
  const { problems } = context;
  const dots = word.text.indexOf('..');
  const texts = word.quoted ? [] : dots < 0 ? [word.text] : [word.text.slice(0, dots), word.text.slice(dots + 2)];
  const ends: End[] = [];
  let at = 0;
  for (const text of texts) {
    const place: Word = { ...placeIn(word, at, text.length), text };
    at += text.length + 2;
    if (nameInBraces(text) !== undefined) {
      const setting = settingUse(place, 'number', context.symbols, problems);
      if (!setting) return undefined;
      ends.push({ number: numberOf(setting.default ?? '') ?? 0, setting });
      continue;
    }
    const number = numberOf(text);
    if (number === undefined) break;
    ends.push({ number });
  }
  const [from, to = from] = ends;
  if (!from || !to || ends.length !== texts.length) {
    problems.error(
      'policy/number',
      word,
      `${show(word.text)} is not a number. ${field.name} takes a number, a range such as 0..1, or a comparison such as <= 8.`,
    );
    return undefined;
  }
  if (from.number > to.number && ends.every(isFixed)) {
    problems.error(
      'policy/empty-range',
      word,
      `This range is empty: ${from.number} is greater than ${to.number}. Write ${to.number}..${from.number}.`,
      replacement(word, `${to.number}..${from.number}`),
    );
    return undefined;
  }
  return [from, to];
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

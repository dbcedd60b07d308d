/** Tests with numbers: comparisons, ranges, rates. */
import type { Span, TestNode, Word } from '../../grammar/policy/ast.js';
import { placeIn, spanOf } from '../../grammar/policy/ast.js';
import type { BuildContext } from './build-context.js';
import type { Field } from './fields.js';
import type { Test, Unit } from './model.js';
import { numberOf, onTheWire, unitOf } from './numbers.js';
import { type Problems, replacement, show } from './problems.js';
import { type SettingUse, settingUse } from './setting-use.js';
import { nameInBraces } from './template-text.js';
import { distinct, named } from './test-values.js';

type Bound = 'from' | 'to' | 'below' | 'above';

const boundOf: Readonly<Record<string, Bound>> = { '<': 'below', '<=': 'to', '>': 'above', '>=': 'from' };

const times: ReadonlySet<string> = new Set(['ms', 's', 'min', 'h', 'd']);

export function compared(node: TestNode & { kind: 'compare' }, field: Field, context: BuildContext): Test | undefined {
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

export function numbers(node: TestNode & { kind: 'values' }, field: Field, context: BuildContext): Test | undefined {
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

function takesNumbers(field: Field, at: Span, problems: Problems): boolean {
  if (field.type === 'number' || field.units) return true;
  const instead =
    field.type === 'flag'
      ? 'it is 0 or 1'
      : field.values
        ? `it is one of ${field.values.join(', ')}`
        : 'it takes "none" or "required"';
  problems.error('policy/value', at, `${field.name} is not compared with numbers; ${instead}.`);
  return false;
}

export function rate(
  test: Test,
  per: NonNullable<TestNode['per']>,
  field: Field,
  problems: Problems,
): Test | undefined {
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

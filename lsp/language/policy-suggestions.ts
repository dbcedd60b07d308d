/** Words that may come at a place of a policy. */
import type { IToken } from 'chevrotain';
import type { LineNode, SectionNode } from '../../grammar/policy/ast.js';
import { spellTemplate } from '../../grammar/policy/spell.js';
import * as t from '../../grammar/policy/tokens.js';
import { packetsOf } from '../../src/policy/build-checks.js';
import { consequences } from '../../src/policy/build-clauses.js';
import { filterModes } from '../../src/policy/build-topics-section.js';
import {
  type Field,
  type FieldPlace,
  fieldsAt,
  isOccasion,
  occasions,
  placeOfSection,
} from '../../src/policy/fields.js';
import type { Source } from '../source.js';
import type { Expected, PolicyCursor } from './policy-cursor.js';
import { type NameUse, namesOf } from './policy-names.js';
import { pageOf } from './policy-page.js';
import { takesClause } from './policy-takes.js';

export interface Suggestion {
  readonly label: string;
  readonly kind: 'keyword' | 'field' | 'value' | 'unit' | 'name' | 'role' | 'topic' | 'text' | 'policy';
  readonly about?: string;
}

/** What the page offers beside the words of the language. */
export interface Around {
  readonly source: Source;
  readonly policies: readonly string[];
  /** Of today. */
  readonly date: string;
}

/** Words of the language that are known and not yet acted upon: nobody is led to them. */
const later = new Set([
  'glob',
  'not',
  'not-counting',
  'order',
  'dialect',
  'delivery',
  'after',
  'warning',
  'or',
  'levels',
]);

export function suggestionsFor(cursor: PolicyCursor, around: Around): Suggestion[] {
  return cursor.expected.flatMap((expected) => suggestionsOf(expected, cursor, around));
}

function suggestionsOf({ type, rule }: Expected, cursor: PolicyCursor, around: Around): Suggestion[] {
  const { before } = cursor;
  if (
    rule === 'clauses' ||
    (rule === 'source' && type === t.Source) ||
    (rule === 'otherwise' && type === t.Otherwise)
  ) {
    if (before.length > 0 && cursor.rule !== 'sectionHead' && !takesClause(cursor, type)) return [];
  }
  switch (type) {
    case t.Verb:
      return ofCategory(t.Verb);
    case t.UnitWord:
      return unitsBehind(cursor);
    case t.FieldWord:
      return fieldWords(rule, cursor, around);
    case t.Name:
      return rule === 'conditionCheck'
        ? ofKind(around, cursor, ['setting'])
        : rule === 'assertLine'
          ? ofKind(around, cursor, ['identity'])
          : undeclared(around, cursor);
    case t.Compare:
      return isNumber(checkedField(cursor)) ? ['<', '<=', '>', '>='].map((label) => ({ label, kind: 'keyword' })) : [];
    case t.None:
      return rule === 'test' && !mayBeAbsent(checkedField(cursor)) ? [] : [{ label: 'none', kind: 'keyword' }];
    case t.TopicWord:
      return templates(cursor, around);
    case t.ValueWord:
      return values(rule, cursor, around);
    case t.AnyWord:
      return anyWord(rule, before, cursor, around);
    case t.Text:
      return rule === 'source' ? titles(around.source) : [];
    case t.Per:
      // A rate counts packets.
      return cursor.section?.head.occasion?.text === 'session' ? [{ label: 'per', kind: 'keyword' }] : [];
    case t.Required:
      return rule === 'test' && mayBeAbsent(checkedField(cursor)) ? [{ label: 'required', kind: 'keyword' }] : [];
    default: {
      const label = type.LABEL;
      return label === undefined || later.has(label) ? [] : [{ label, kind: 'keyword' }];
    }
  }
}

function ofCategory(category: typeof t.Verb): Suggestion[] {
  return t.vocabulary.flatMap(({ LABEL, CATEGORIES = [] }) =>
    LABEL !== undefined && CATEGORIES.includes(category) ? [{ label: LABEL, kind: 'keyword' as const }] : [],
  );
}

// Fields and their values

function fieldWords(rule: string, cursor: PolicyCursor, around: Around): Suggestion[] {
  const own = cursor.section ? placeOfSection(cursor.section.head) : undefined;
  switch (rule) {
    case 'roleList':
      return roles(around.source);
    case 'otherwise':
      return consequences.map((label) => ({ label, kind: 'value' }));
    case 'conditionCheck': {
      const packets = cursor.rule === 'checkLine' ? packetsOf(own) : [];
      return fields([...packets, 'condition']);
    }
    case 'check':
      return takesClause(cursor, t.FieldWord) ? fields(verbsOf(cursor.before)) : [];
    case 'source':
      return [];
    default:
      return own ? fields([own]) : [];
  }
}

function verbsOf(before: readonly IToken[]): FieldPlace[] {
  return before.flatMap(({ image, tokenType }) =>
    (tokenType.CATEGORIES ?? []).includes(t.Verb) && isOccasion(image) ? [image] : [],
  );
}

function fields(places: readonly FieldPlace[]): Suggestion[] {
  const found = new Map<string, Field>();
  for (const place of places) for (const [name, field] of fieldsAt(place)) if (!field.later) found.set(name, field);
  return [...found].map(([label, { about }]) => ({ label, kind: 'field', about }));
}

/** The field whose value stands at the cursor: the last word in front of it that is one. */
function checkedField({ before, section, rule }: PolicyCursor): Field | undefined {
  const own = section && placeOfSection(section.head);
  const places: FieldPlace[] =
    rule === 'checkLine' && own ? [own, ...packetsOf(own), 'condition'] : [...verbsOf(before), 'condition'];
  for (const { image } of [...before].reverse())
    for (const place of places) {
      const field = fieldsAt(place).get(image);
      if (field) return field;
    }
  return undefined;
}

function isNumber(field: Field | undefined): boolean {
  return field?.type === 'number';
}

function mayBeAbsent(field: Field | undefined): boolean {
  return field === undefined || field.optional === true || field.type === 'packet';
}

function unitsBehind(cursor: PolicyCursor): Suggestion[] {
  const [behind] = cursor.before.slice(-1);
  if (cursor.before.at(-2)?.tokenType === t.Per)
    return ['ms', 's', 'min', 'h', 'd'].map((label) => ({ label, kind: 'unit' }));
  if (!behind || !/^[0-9]|^\{/.test(behind.image)) return [];
  return (checkedField(cursor)?.units ?? []).map((label) => ({ label, kind: 'unit' }));
}

function values(rule: string, cursor: PolicyCursor, around: Around): Suggestion[] {
  if (rule !== 'shapeWord') return ofKind(around, cursor, ['setting']);
  const { before } = cursor;
  const isDefault = before.at(-1)?.tokenType === t.Default;
  const isDeclared = before[0]?.tokenType === t.Name;
  if (isDefault) {
    const line = before.slice(1, -1).filter(({ tokenType }) => tokenType === t.PlainWord);
    return line.filter(({ image }) => !image.includes('[')).map(({ image }) => ({ label: image, kind: 'value' }));
  }
  if (isDeclared) return shapes;
  const field = checkedField(cursor);
  const known =
    field?.type === 'flag'
      ? ['0', '1']
      : (field?.values ?? (field?.range && field.range[1] - field.range[0] < 10 ? [...numbers(field.range)] : []));
  return [...known.map((label) => ({ label, kind: 'value' as const })), ...ofKind(around, cursor, ['setting'])];
}

function* numbers([from, to]: readonly [number, number]): Iterable<string> {
  for (let number = from; number <= to; number++) yield String(number);
}

const shapes: Suggestion[] = [
  { label: '[A-Za-z0-9_-]{1,64}', kind: 'value', about: 'Letters, digits, _ and -' },
  { label: '[0-9]{1,10}', kind: 'value', about: 'A number' },
  { label: '[0-9a-f]{8}', kind: 'value', about: 'Eight hexadecimal digits' },
  { label: 'any', kind: 'value', about: 'Any one level' },
];

function anyWord(rule: string, before: readonly IToken[], cursor: PolicyCursor, around: Around): Suggestion[] {
  const previous = before.at(-1)?.tokenType;
  const value = (label: string): Suggestion => ({ label, kind: 'value' });
  if (previous === t.Every) return occasions.map((label) => ({ label, kind: 'keyword' }));
  if (previous === t.Filters) return filterModes.map(value);
  if (previous === t.Level) return ['1', '2', '3', '4'].map(value);
  if (previous === t.Extends || previous === t.On) return around.policies.map((label) => ({ label, kind: 'policy' }));
  if (previous === t.Dated) return [value(around.date)];
  return rule === 'wordList' && before[0]?.tokenType === t.Hosts ? ofKind(around, cursor, ['setting']) : [];
}

// What the page declares

function roles(source: Source): Suggestion[] {
  const declared = namesOf(source).filter(({ kind, isDeclaration }) => kind === 'role' && isDeclaration);
  return [...new Set(declared.map(({ name }) => name))].map((label) => ({ label, kind: 'role' }));
}

/** Names that may stand at the cursor, in braces. */
export function ofKind({ source }: Around, { section }: PolicyCursor, kinds: readonly NameUse['kind'][]): Suggestion[] {
  const found = new Map<string, Suggestion>();
  for (const use of namesOf(source)) {
    if (!use.isDeclaration || !kinds.includes(use.kind)) continue;
    if (use.kind === 'free' && use.section?.head.offset !== section?.head.offset) continue;
    const line = use.section?.lines.find(({ offset }) => offset === use.span.start - 1);
    const about = line && shapeOf(source, line);
    found.set(use.name, { label: `{${use.name}}`, kind: 'name', ...(about && { about }) });
  }
  return [...found.values()];
}

/** What a declaration says of its name. */
function shapeOf(source: Source, line: LineNode): string | undefined {
  if (line.kind !== 'declaration') return undefined;
  const from = line.name.offset + line.name.length;
  return source.text
    .slice(from, line.offset + line.length)
    .replace(/\s+/g, ' ')
    .trim();
}

/** Names that the section uses and nothing declares. */
function undeclared({ source }: Around, { section }: PolicyCursor): Suggestion[] {
  const own = namesOf(source).filter(
    (use) =>
      use.kind === 'unknown' && (section?.head.kind !== 'topics' || use.section?.head.offset === section.head.offset),
  );
  return [...new Set(own.map(({ name }) => name))].map((label) => ({ label: `{${label}}`, kind: 'name' }));
}

function titles(source: Source): Suggestion[] {
  return pageOf(source).page.headLines.flatMap((line) =>
    line.kind === 'source' && line.source.title
      ? [{ label: line.source.title.text, kind: 'text' as const, about: line.source.url?.text ?? '' }]
      : [],
  );
}

/** Topics that stand in the page already: those of the section, and for an assertion all of them from their first level on. */
function templates(cursor: PolicyCursor, around: Around): Suggestion[] {
  const { sections } = pageOf(around.source).page;
  const { rule, section, before } = cursor;
  const names = ofKind(
    around,
    cursor,
    rule === 'identityLine' ? ['identity', 'setting'] : ['identity', 'setting', 'free'],
  );
  if (rule === 'sectionHead')
    return [...unique(sections.flatMap(({ head }) => head.under ?? []).map(({ text }) => text)), ...names];
  if (rule === 'assertLine') return [...unique(sections.flatMap(wholeTopics)), ...names];
  if (rule !== 'topicsLine' || !section) return names;
  const written = new Set(before.map(({ image }) => image));
  const own = sections.find(({ head }) => head.offset === section.head.offset);
  const listed = (own?.lines ?? []).flatMap((line) =>
    line.kind === 'listing' ? [...line.topics, ...(line.clauses.reply ?? [])].map(spellTemplate) : [],
  );
  return [...unique(listed.filter((topic) => !written.has(topic))), ...names];
}

function wholeTopics({ head, lines }: SectionNode): string[] {
  const prefixes = head.under?.map(({ text }) => `${text}/`) ?? [''];
  return lines.flatMap((line) =>
    line.kind === 'listing' && !line.deny
      ? line.topics.flatMap(({ text }) => prefixes.map((prefix) => prefix + text))
      : [],
  );
}

function unique(labels: readonly string[]): Suggestion[] {
  return [...new Set(labels)].map((label) => ({ label, kind: 'topic' }));
}

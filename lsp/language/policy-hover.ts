/** What there is to say about a word of a policy. */
import type { ClausesNode, LineNode, SectionNode, Span } from '../../grammar/policy/ast.js';
import type { ReadPage } from '../../grammar/policy/read.js';
import { spellOtherwise } from '../../grammar/policy/spell.js';
import * as t from '../../grammar/policy/tokens.js';
import { type Field, fields } from '../../src/policy/fields.js';
import { counted } from '../../src/text/counted.js';
import { policyWordDocs } from '../generated/language-docs.js';
import { code, link, plain } from '../markdown.js';
import type { Source } from '../source.js';
import { type NameUse, nameAt, namesOf } from './policy-names.js';
import { pageOf } from './policy-page.js';
import { type PlacedWord, wordsOf } from './policy-words.js';

export interface Said {
  readonly markdown: string;
  readonly start: number;
  readonly end: number;
}

export function sayAt(source: Source, offset: number): Said | undefined {
  const name = nameAt(source, offset);
  if (name) return { markdown: sayName(name, source), ...name.span };
  const page = pageOf(source);
  const line = page.lines.find(
    ({ tokens }) =>
      (tokens[0]?.startOffset ?? 0) <= offset && offset <= (tokens.length > 0 ? t.endOf(tokens.at(-1) as never) : 0),
  );
  const token = line?.tokens.find((one) => one.startOffset <= offset && offset < t.endOf(one));
  if (!line || !token) return undefined;
  const placed = wordsOf(page).find(({ word }) => word.length > 0 && word.offset === token.startOffset);
  const markdown = line.isRead ? sayWord(token, placed, page) : sayKeyword(token.image, token.tokenType.LABEL);
  return markdown === undefined ? undefined : { markdown, start: token.startOffset, end: t.endOf(token) };
}

function sayWord(
  token: { readonly image: string; readonly tokenType: { readonly LABEL?: string } },
  placed: PlacedWord | undefined,
  page: ReadPage,
): string | undefined {
  const { image, tokenType } = token;
  if (!placed) return sayKeyword(image, tokenType.LABEL);
  const { kind, section, line } = placed;
  if (kind === 'template' && line?.kind === 'listing' && section) return sayListing(line, section, page);
  if (kind === 'field') return sayField(image, section);
  if (kind === 'consequence') return policyWordDocs.get(image);
  if (kind !== 'keyword') return undefined;
  const isVerb = line?.kind === 'listing' && (line.verbs.includes(placed.word) || line.deny === placed.word);
  const rule = isVerb && section ? sayListing(line, section, page) : undefined;
  const occasion = section?.head.occasion === placed.word ? `every ${image}` : image;
  return [rule, policyWordDocs.get(occasion)].filter((part) => part !== undefined).join('\n\n---\n\n') || undefined;
}

function sayKeyword(image: string, label: string | undefined): string | undefined {
  return label === undefined ? undefined : policyWordDocs.get(image);
}

function sayField(name: string, section: SectionNode | undefined): string | undefined {
  const where = section?.head.kind === 'identity' ? 'binding' : (section?.head.occasion?.text ?? section?.head.kind);
  const rows = fields.filter((field) => field.name === name);
  const field = rows.find(({ places }) => places.some((place) => place === where)) ?? rows[0];
  if (!field) return undefined;
  const facts = [
    ...(field.values ? [`Values: ${field.values.map(code).join(', ')}.`] : []),
    ...(field.type === 'flag' ? ['Values: `0`, `1`.'] : []),
    ...(field.range ? [`From ${field.range[0]} to ${field.range[1]}.`] : []),
    ...(field.units ? [`Units: ${field.units.map(code).join(', ')}.`] : []),
    ...(field.later ? ['Known, but not yet judged.'] : []),
  ];
  return [`**${plain(name)}**: ${aboutOf(field)}`, ...facts].join('\n\n');
}

function aboutOf({ about }: Field): string {
  return `${plain(about)}.`;
}

// Names

const filledIn = {
  identity: 'A name of the identity: the client fills it in.',
  setting: 'A setting: the one who deploys the policy fills it in, once for all clients.',
  free: 'A free name: any text of its shape.',
  role: 'A role.',
  unknown: 'Not declared in this page.',
} as const;

/** How it is filled in, the line that declares it, and for a name of the identity the fields that it is bound from. */
function sayName(use: NameUse, source: Source): string {
  const shown = use.kind === 'role' ? use.name : `{${use.name}}`;
  const same = namesOf(source).filter(({ key }) => key === use.key);
  const { sections } = pageOf(source).page;
  const lineAt = ({ start }: NameUse['span']): LineNode | undefined =>
    sections.flatMap(({ lines }) => lines).find(({ offset, length }) => offset <= start && start < offset + length);
  const lines = same.flatMap(({ span, isDeclaration }) => {
    const line = lineAt(span);
    return line && (isDeclaration || line.kind === 'binding') ? [textOf(line, source)] : [];
  });
  const uses = same.filter(({ isDeclaration }) => !isDeclaration).length;
  return [
    `**${plain(shown)}** ${filledIn[use.kind]}`,
    ...(lines.length > 0 ? [fenced(lines)] : []),
    `Used in ${counted(uses, 'place')}.`,
  ].join('\n\n');
}

// Rules

/** Whom a listing lets do what to which topics, and what follows otherwise. */
function sayListing(line: LineNode & { kind: 'listing' }, section: SectionNode, page: ReadPage): string {
  const { head } = section;
  const prefixes = head.under?.map(({ text }) => `${text}/`) ?? [''];
  const topics = line.topics.flatMap(({ text }) => prefixes.map((prefix) => `- ${code(prefix + text)}`));
  const roles = line.clauses.roles ?? head.roles;
  const who = roles ? `Clients with the role ${roles.map(({ text }) => code(text)).join(' or ')}` : 'Clients';
  const verbs = line.verbs.map(({ text }) => text).join(' and ');
  const { note, about, source } = line.clauses;
  return [
    `${who} **may ${line.deny ? 'not ' : ''}${plain(verbs)}**${about ? ` (${plain(about.text)})` : ''}`,
    topics.join('\n'),
    ...otherwiseOf(line, section, page),
    ...(note ? [`Note: ${plain(note.text.text)}`] : []),
    ...sourceOf(source ?? section.lines.find((one) => one.kind === 'source')?.source, page),
  ].join('\n\n');
}

function otherwiseOf(line: LineNode & { kind: 'listing' }, section: SectionNode, { page }: ReadPage): string[] {
  const [own] = line.clauses.otherwise;
  const inSection = (one: SectionNode): string | undefined => {
    const found = one.lines.find((other) => other.kind === 'otherwise');
    return found && spellOtherwise(found.otherwise);
  };
  if (own) return [`Where a check does not hold: ${code(spellOtherwise(own))}, says the line.`];
  const ofSection = inSection(section);
  if (ofSection) return [`Where a check does not hold: ${code(ofSection)}, says the section.`];
  return line.verbs.flatMap(({ text }) => {
    const every = page.sections.find(({ head }) => head.occasion?.text === text);
    const found = every && inSection(every);
    return found ? [`Where a check does not hold: ${code(found)}, says ${code(`every ${text}`)}.`] : [];
  });
}

function sourceOf(source: ClausesNode['source'], { page }: ReadPage): string[] {
  if (!source) return [];
  const title = source.title?.text;
  const inHead = page.headLines.flatMap((line) =>
    line.kind === 'source' && line.source.title?.text === title ? (line.source.url?.text ?? []) : [],
  );
  const url = source.url?.text ?? inHead[0];
  return title === undefined && url === undefined ? [] : [`Source: ${link(title ?? url ?? '', url)}`];
}

function textOf({ offset, length }: Span, { text }: Source): string {
  return text.slice(offset, offset + length);
}

function fenced(lines: readonly string[]): string {
  return [
    '```mqttpolicy',
    ...lines.map((line) => line.replace(/\s*\r?\n\s*/g, ' ').replaceAll('```', "'''")),
    '```',
  ].join('\n');
}

import type { Listing, Piece, Policy, Template, TemplateLevel, TopicsSection, Verb } from '../policy/model.js';
import { patternMatches } from '../topics/match.js';
import type { LevelPattern, LevelShape, TopicPattern } from '../topics/pattern.js';
import { concatenate, NON_EMPTY, shapeOfLiteral, shapeOfTexts } from '../topics/shape.js';
import type { Counts } from './compile.js';

/** Verbs as bits, so that one comparison tells whether a listing is about a request. */
export const verbBit: Readonly<Record<Verb, number>> = { publish: 1, subscribe: 2, receive: 4 };

/** One level of an entry. `bound` is a name that the client fills in, by its index; `free` is any text of a shape. */
export type EntryLevel =
  | { readonly kind: 'literal'; readonly text: string }
  | { readonly kind: 'any' }
  | { readonly kind: 'bound'; readonly name: number }
  | { readonly kind: 'free'; readonly shape: LevelShape }
  /** Pieces glued together, at least one of them a bound name. */
  | { readonly kind: 'glued'; readonly pieces: readonly (string | number | LevelShape)[] };

/** A listing under one prefix, with one choice of its alternatives: the unit in which topics are decided. */
export interface Entry {
  readonly listing: Listing;
  readonly section: TopicsSection;
  readonly verbs: number;
  readonly deny: boolean;
  readonly levels: readonly EntryLevel[];
  readonly rest?: { readonly kind: 'any' } | { readonly kind: 'free'; readonly shape: LevelShape };
  /** Template as the page spells it, prefix included. */
  readonly text: string;
  /** In an `overlap` section a listing with wildcards is a filter of its own, granted as written; it lists no topics. */
  readonly filterOnly: boolean;
  /** It says yes or no and nothing beside: no note, nothing left out, no levels that have to be equal. Checks may still decide. */
  readonly isYesOrNo: boolean;
  /** The same, and its levels decide alone. */
  readonly isPlain: boolean;
  /** Its place on the page. */
  readonly order: number;
  /** Levels that hold the same free name, and so must hold the same text. */
  readonly equalLevels: readonly (readonly number[])[];
  /** Topics that the listing leaves out. */
  readonly except: readonly CompiledLevels[];
}

const maxExpansions = 64;

export interface NameTable {
  /** Index of an identity name. */
  boundIndex(name: string): number | undefined;
  readonly boundShapes: readonly LevelShape[];
}

/** Entries of every listing that counts for these roles, in the order of the page. */
export function entriesOf(policy: Policy, names: NameTable, counts: Counts): Entry[] {
  const entries: Entry[] = [];
  for (const section of policy.sections) {
    if (section.section !== 'topics' || !counts(section)) continue;
    const free = new Map<string, LevelShape | 'any'>();
    for (const line of section.lines) {
      if ('shape' in line && 'name' in line)
        free.set(line.name, line.shape.kind === 'level' ? line.shape.level : 'any');
    }
    for (const line of section.lines) {
      if (!('verbs' in line) || !counts(line)) continue;
      for (const template of line.topics) {
        const { except = [] } = line;
        const wholes = prefixed(section.under, template);
        const cut = except.map((one) => prefixed(section.under, one));
        for (const [at, whole] of wholes.entries()) {
          const cuts = cut.map((prefixes) => prefixes[at] as Template);
          addEntries(entries, section, line, whole, cuts, names, free);
        }
      }
    }
  }
  return entries;
}

/** A template under each prefix of its section. */
export function prefixed(under: readonly Template[] | undefined, template: Template): Template[] {
  if (!under || under.length === 0) return [template];
  return under.map((prefix) => ({
    text: template.text === '' ? prefix.text : `${prefix.text}/${template.text}`,
    levels: [...prefix.levels, ...template.levels],
  }));
}

function addEntries(
  into: Entry[],
  section: TopicsSection,
  listing: Listing,
  template: Template,
  except: readonly Template[],
  names: NameTable,
  free: ReadonlyMap<string, LevelShape | 'any'>,
): void {
  let verbs = 0;
  for (const verb of listing.verbs) verbs |= verbBit[verb];
  const hasWildcard = template.levels.some((level) => level.kind === 'single' || level.kind === 'multi');
  for (const chosen of choicesOf(template.levels)) {
    const fill = ({ levels }: Template): CompiledLevels => compileLevels(choose(levels, chosen), names, free);
    const compiled = fill(template);
    const isYesOrNo = listing.note === undefined && except.length === 0 && compiled.equalLevels.length === 0;
    into.push({
      listing,
      section,
      verbs,
      deny: listing.deny === true,
      text: template.text,
      filterOnly: section.filters === 'overlap' && hasWildcard && listing.deny !== true,
      except: except.map(fill),
      isYesOrNo,
      isPlain: isYesOrNo && listing.checks.length === 0,
      order: into.length,
      ...compiled,
    });
  }
}

export interface CompiledLevels {
  readonly levels: readonly EntryLevel[];
  readonly rest?: NonNullable<Entry['rest']>;
  readonly equalLevels: readonly (readonly number[])[];
}

/** A template's levels with every name resolved: bound by index, free by shape. */
export function compileLevels(
  template: readonly TemplateLevel[],
  names: NameTable,
  free: ReadonlyMap<string, LevelShape | 'any'>,
): CompiledLevels {
  const levels: EntryLevel[] = [];
  const freeAt = new Map<string, number[]>();
  let rest: Entry['rest'];
  template.forEach((level, at) => {
    if (level.kind === 'literal') levels.push(level);
    else if (level.kind === 'single') levels.push({ kind: 'any' });
    else if (level.kind === 'multi') rest = { kind: 'any' };
    else if (level.kind === 'path') {
      const shape = free.get(level.name);
      if (shape === undefined || shape === 'any') {
        levels.push({ kind: 'any' });
        rest = { kind: 'any' };
      } else {
        levels.push({ kind: 'free', shape });
        rest = { kind: 'free', shape };
      }
    } else {
      const only = level.pieces.length === 1 ? level.pieces[0] : undefined;
      if (only?.kind === 'name' && names.boundIndex(only.name) === undefined) {
        freeAt.set(only.name, [...(freeAt.get(only.name) ?? []), at]);
      }
      levels.push(compilePieces(level.pieces, names, free));
    }
  });
  const equalLevels = [...freeAt.values()].filter((places) => places.length > 1);
  return rest ? { levels, rest, equalLevels } : { levels, equalLevels };
}

function compilePieces(
  pieces: readonly Piece[],
  names: NameTable,
  free: ReadonlyMap<string, LevelShape | 'any'>,
): EntryLevel {
  const parts: (string | number | LevelShape)[] = [];
  for (const piece of pieces) {
    if (piece.kind === 'literal') parts.push(piece.text);
    else if (piece.kind === 'alternatives') parts.push(shapeOfTexts(piece.texts));
    else {
      const index = names.boundIndex(piece.name);
      const shape = free.get(piece.name);
      if (index !== undefined) parts.push(index);
      else if (shape !== undefined && shape !== 'any') parts.push(shape);
      else if (pieces.length === 1) return { kind: 'any' };
      else parts.push(NON_EMPTY);
    }
  }
  if (parts.length === 1) {
    const [only] = parts;
    if (typeof only === 'string') return { kind: 'literal', text: only };
    if (typeof only === 'number') return { kind: 'bound', name: only };
    return { kind: 'free', shape: only as LevelShape };
  }
  if (parts.every((part) => typeof part === 'string')) return { kind: 'literal', text: parts.join('') };
  if (parts.every((part) => typeof part !== 'number'))
    return { kind: 'free', shape: glue(parts as (string | LevelShape)[]) };
  return { kind: 'glued', pieces: parts };
}

/** The shape of texts and shapes one after the other. */
export function glue(parts: readonly (string | LevelShape)[]): LevelShape {
  const whole = concatenate(parts.map((part) => (typeof part === 'string' ? shapeOfLiteral(part) : part)));
  if (!whole) throw new RangeError('A level of a template is glued from too many alternatives.');
  return whole;
}

/** `{json|cbor}` written out, as long as that makes at most 64 texts; more stay a shape. One choice of each for each text. */
function* choicesOf(levels: readonly TemplateLevel[]): Generator<ReadonlyMap<string, string>> {
  // The same spelling twice in one template is the same value.
  const choices = new Map<string, readonly string[]>();
  for (const level of levels) {
    if (level.kind !== 'pieces') continue;
    for (const piece of level.pieces) {
      if (piece.kind === 'alternatives') choices.set(piece.texts.join('|'), piece.texts);
    }
  }
  let total = 1;
  for (const texts of choices.values()) total *= texts.length;
  if (total === 1 || total > maxExpansions) {
    yield new Map();
    return;
  }
  const keys = [...choices.keys()];
  for (let number = 0; number < total; number++) {
    const chosen = new Map<string, string>();
    let left = number;
    for (let at = keys.length - 1; at >= 0; at--) {
      const key = keys[at] as string;
      const texts = choices.get(key) as readonly string[];
      chosen.set(key, texts[left % texts.length] as string);
      left = Math.floor(left / texts.length);
    }
    yield chosen;
  }
}

/** A template with its alternatives chosen; those without a choice stay. */
function choose(levels: readonly TemplateLevel[], chosen: ReadonlyMap<string, string>): readonly TemplateLevel[] {
  if (chosen.size === 0) return levels;
  return levels.map((level): TemplateLevel => {
    if (level.kind !== 'pieces') return level;
    const pieces = level.pieces.map((piece): Piece => {
      const text = piece.kind === 'alternatives' ? chosen.get(piece.texts.join('|')) : undefined;
      return text === undefined ? piece : { kind: 'literal', text };
    });
    return { kind: 'pieces', pieces };
  });
}

/** Values of the identity names, by index; `undefined` where unknown. */
export type Identity = readonly (string | undefined)[];

/**
 * The set of topics that an entry lists. `own`: for this client; an unknown name is any text of its shape. `relaxed`: every name is any non-empty level, whatever its shape says; for telling why something is refused.
 */
export function patternOfEntry(
  entry: CompiledLevels,
  names: NameTable,
  identity: Identity,
  whose: 'own' | 'relaxed',
): TopicPattern {
  const levels = entry.levels.map((level): LevelPattern => {
    if (level.kind === 'literal' || level.kind === 'any') return level;
    if (level.kind === 'free') return { kind: 'shape', shape: whose === 'relaxed' ? NON_EMPTY : level.shape };
    if (level.kind === 'bound') return boundLevel(level.name, names, identity, whose);
    const parts = level.pieces.map((piece) => {
      if (typeof piece === 'string') return piece;
      if (typeof piece !== 'number') return whose === 'relaxed' ? NON_EMPTY : piece;
      const bound = boundLevel(piece, names, identity, whose);
      return bound.kind === 'literal' ? bound.text : bound.kind === 'shape' ? bound.shape : NON_EMPTY;
    });
    if (parts.every((part) => typeof part === 'string')) return { kind: 'literal', text: parts.join('') };
    return { kind: 'shape', shape: glue(parts) };
  });
  if (!entry.rest) return { levels };
  const rest: LevelPattern =
    entry.rest.kind === 'any'
      ? { kind: 'any' }
      : { kind: 'shape', shape: whose === 'relaxed' ? NON_EMPTY : entry.rest.shape };
  return { levels, rest };
}

/**
 * Whether an entry and a pattern plainly have no topic in common: by their numbers of levels, or a level where both name a text.
 * Quick; `false` says nothing yet. Names that the identity does not fill in are not compared.
 */
export function plainlyApart(entry: CompiledLevels, pattern: TopicPattern, identity: Identity): boolean {
  const mine = entry.levels;
  const theirs = pattern.levels;
  if (mine.length < theirs.length ? !entry.rest : mine.length > theirs.length && !pattern.rest) return true;
  const both = Math.min(mine.length, theirs.length);
  for (let at = 0; at < both; at++) {
    const level = theirs[at] as LevelPattern;
    if (level.kind !== 'literal') continue;
    const own = mine[at] as EntryLevel;
    const text = own.kind === 'literal' ? own.text : own.kind === 'bound' ? identity[own.name] : undefined;
    if (text !== undefined && text !== level.text) return true;
  }
  return false;
}

function boundLevel(name: number, names: NameTable, identity: Identity, whose: 'own' | 'relaxed'): LevelPattern {
  if (whose === 'relaxed') return { kind: 'shape', shape: NON_EMPTY };
  const value = identity[name];
  if (value !== undefined) return { kind: 'literal', text: value };
  return { kind: 'shape', shape: names.boundShapes[name] ?? NON_EMPTY };
}

/** The entry's template with the client's names filled in and the free ones left as the page spells them. */
export function spell(entry: Entry, nameList: readonly string[], identity: Identity): string {
  let text = entry.text;
  nameList.forEach((name, index) => {
    const value = identity[index];
    if (value !== undefined) text = text.split(`{${name}}`).join(value);
  });
  return text;
}

/** Whether a listing leaves this topic out, although its template lists it. */
export function leavesOut(entry: Entry, names: NameTable, identity: Identity, topic: string): boolean {
  return entry.except.some((cut) => patternMatches(patternOfEntry(cut, names, identity, 'own'), topic));
}

/**
 * The ways to fill in what is not known of a topic and of who asks, one for each kind that the policy can tell apart: a text is
 * only ever compared with the literals and names that stand at its level and with the shapes there (a small model; see
 * docs/decisions.md). Levels with a hole are filled in whole.
 */
import type { LevelShape } from '../topics/pattern.js';
import { concatenate, NON_EMPTY, shapeMatches, shapeOfLiteral } from '../topics/shape.js';
import { findText, shapeSample } from '../topics/shape-text.js';
import { utf8Length } from '../topics/syntax.js';
import type { CompiledPolicy } from './compile.js';
import type { Entry, Identity } from './entries.js';
import { type Level, levelCandidates } from './level-candidates.js';
import type { PartialTopic } from './packets.js';

export interface Completion {
  readonly topic: string;
  readonly identity: Identity;
}

/** More ways than this, or more steps to find them: no answer. */
const maxCompletions = 1024;
const maxSteps = 20_000;
/** More levels with holes, or more pieces in one level, than a topic of a program has: no answer. */
const maxHoles = 128;
/** Levels of all completions together. */
const maxLevels = 262_144;

/** Every completion, or `undefined` where there are too many. */
export function completionsOf(
  compiled: CompiledPolicy,
  topic: PartialTopic,
  identity: Identity,
): Completion[] | undefined {
  const levels = levelsOf(topic);
  const holes = placesOfHoles(levels);
  if (holes === undefined) return undefined;
  const budget = { left: maxSteps };
  let identities: (string | undefined)[][] = [[...identity]];
  for (const [index, name] of compiled.names.list.entries()) {
    if (!name.usedInTopics || identity[index] !== undefined) continue;
    const wider: (string | undefined)[][] = [];
    for (const known of identities) {
      const values = nameCandidates(compiled, index, levels, known);
      if (!values) return undefined;
      for (const value of values) wider.push(filledIn(known, index, value));
    }
    identities = wider;
    if (identities.length > maxCompletions) return undefined;
  }
  const completions: Completion[] = [];
  for (const whole of identities) {
    let texts: string[][] = [levels.map((level) => (hasHole(level) ? '' : level.join('')))];
    for (const places of holes) {
      const level = levels[places[0] as number] as Level;
      const choices = levelCandidates(compiled, places, level, levels, whole, budget);
      if (!choices) return undefined;
      const ways = texts.length * choices.length * identities.length;
      if (ways > maxCompletions || ways * levels.length > maxLevels) return undefined;
      texts = texts.flatMap((text) => choices.map((choice) => withText(text, places, choice)));
    }
    for (const text of texts) completions.push({ topic: text.join('/'), identity: whole });
  }
  return completions.length > maxCompletions ? undefined : completions;
}

export function levelsOf(topic: PartialTopic): Level[] {
  if (typeof topic === 'string') return topic.split('/').map((text) => [text]);
  const levels: (string | { readonly hole: string })[][] = [[]];
  for (const part of topic) {
    if (typeof part !== 'string') {
      levels.at(-1)?.push(part);
      continue;
    }
    part.split('/').forEach((text, i) => {
      if (i > 0) levels.push([]);
      if (text !== '') levels.at(-1)?.push(text);
    });
  }
  return levels;
}

/** The fewest bytes that the topic can have: a hole is at least one character. */
export function leastBytes(topic: PartialTopic): number {
  return levelsOf(topic).reduce(
    (sum, level) =>
      sum + level.reduce((bytes, piece) => bytes + (typeof piece === 'string' ? utf8Length(piece) : 1), 0),
    levelsOf(topic).length - 1,
  );
}

/** The levels to be filled in, those with an equal hole together; `undefined` where there are more than anybody writes. */
function placesOfHoles(levels: readonly Level[]): number[][] | undefined {
  const found: number[][] = [];
  const whole = new Map<string, number[]>();
  for (const [at, level] of levels.entries()) {
    if (!hasHole(level)) continue;
    if (level.length > maxHoles) return undefined;
    const only = level.length === 1 ? (level[0] as { hole: string }).hole : undefined;
    const equal = only === undefined ? undefined : whole.get(only);
    if (equal) {
      equal.push(at);
      continue;
    }
    if (found.length === maxHoles) return undefined;
    const places = [at];
    found.push(places);
    if (only !== undefined) whole.set(only, places);
  }
  return found;
}

function hasHole(level: Level): boolean {
  return level.some((piece) => typeof piece !== 'string');
}

function withText(texts: readonly string[], places: readonly number[], choice: string): string[] {
  const copy = [...texts];
  for (const at of places) copy[at] = choice;
  return copy;
}

function filledIn(known: readonly (string | undefined)[], index: number, value: string): (string | undefined)[] {
  const copy = [...known];
  copy[index] = value;
  return copy;
}

/**
 * What an unknown name may be: each text that the topic or a listing has where the name stands, one that fits a level with a hole
 * there, and one that is none of them. `undefined` where several levels with holes would have to fit at once.
 */
function nameCandidates(
  compiled: CompiledPolicy,
  index: number,
  levels: readonly Level[],
  known: Identity,
): string[] | undefined {
  const shape = compiled.names.boundShapes[index] as LevelShape;
  const texts = new Set<string>();
  const open = new Set<number>();
  for (const entry of compiled.compared) {
    for (const [at, level] of entry.levels.entries()) {
      const around =
        level.kind === 'bound' && level.name === index
          ? noText
          : level.kind === 'glued'
            ? textAround(level.pieces, index)
            : undefined;
      if (!around) {
        if (level.kind === 'glued' && level.pieces.includes(index)) return undefined;
        continue;
      }
      const there = levels[at];
      if (!there) continue;
      const literals = literalsAt(compiled, at, known)
        .map((text) => inside(text, around))
        .filter((text) => text !== undefined);
      for (const text of literals) texts.add(text);
      if (there.every((piece) => typeof piece === 'string')) {
        const text = inside(there.join(''), around);
        if (text !== undefined) texts.add(text);
        continue;
      }
      open.add(at);
      const within = concatenate(there.map((piece) => (typeof piece === 'string' ? shapeOfLiteral(piece) : NON_EMPTY)));
      const spelled = concatenate([shapeOfLiteral(around.head), shape, shapeOfLiteral(around.tail)]);
      if (!within || !spelled) return undefined;
      const fitting = findText({
        within: [within, spelled],
        avoid: new Set(literals.map((text) => around.head + text + around.tail)),
      });
      if (fitting !== undefined) texts.add(inside(fitting, around) as string);
    }
  }
  if (open.size > 1) return undefined;
  const taken = [...texts, ...known.filter((value) => value !== undefined)];
  const fresh = shapeSample(shape, taken);
  const fitting = [...texts].filter((text) => text !== '' && shapeMatches(shape, text));
  return fresh === undefined ? fitting : [...fitting, fresh];
}

/** What stands before and after a name in its level. */
interface Around {
  readonly head: string;
  readonly tail: string;
}
const noText: Around = { head: '', tail: '' };

function textAround(
  pieces: Extract<Entry['levels'][number], { kind: 'glued' }>['pieces'],
  index: number,
): Around | undefined {
  const at = pieces.indexOf(index);
  if (at < 0 || pieces.some((piece, place) => place !== at && typeof piece !== 'string')) return undefined;
  return { head: pieces.slice(0, at).join(''), tail: pieces.slice(at + 1).join('') };
}

function inside(text: string, { head, tail }: Around): string | undefined {
  if (text.length <= head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail)) return undefined;
  return text.slice(head.length, text.length - tail.length);
}

/** Literals, and values of known names, that listings have at a level. */
function literalsAt(compiled: CompiledPolicy, at: number, known: Identity): string[] {
  return compiled.compared.flatMap((entry) => {
    const level = entry.levels[at];
    if (level?.kind === 'literal') return [level.text];
    const value = level?.kind === 'bound' ? known[level.name] : undefined;
    return value === undefined ? [] : [value];
  });
}

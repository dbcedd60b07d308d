/**
 * The ways to fill in what is not known of a topic and of who asks, one for each kind that the policy can tell apart: a text is
 * only ever compared with the literals and names that stand at its level and with the shapes there (a small model; see
 * docs/decisions.md). Levels with a hole are filled in whole.
 */
import type { LevelShape } from '../topics/pattern.js';
import { concatenate, NON_EMPTY, sameShape, shapeMatches, shapeOfLiteral } from '../topics/shape.js';
import { cellTexts } from '../topics/shape-search.js';
import { findText, shapeSample } from '../topics/shape-text.js';
import { utf8Length } from '../topics/syntax.js';
import type { CompiledPolicy } from './compile.js';
import type { CompiledLevels, Entry, Identity } from './entries.js';
import type { PartialTopic } from './packets.js';

export interface Completion {
  readonly topic: string;
  readonly identity: Identity;
}

/** More ways than this, or more steps to find them: no answer. */
const maxCompletions = 1024;
const maxSteps = 20_000;

type Level = readonly (string | { readonly hole: string })[];

/** Every completion, or `undefined` where there are too many. */
export function completionsOf(
  compiled: CompiledPolicy,
  topic: PartialTopic,
  identity: Identity,
): Completion[] | undefined {
  const levels = levelsOf(topic);
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
    let texts: string[][] = [[]];
    const filledHoles = new Map<string, number>();
    for (const [at, level] of levels.entries()) {
      if (level.every((piece) => typeof piece === 'string')) {
        texts = texts.map((text) => [...text, level.join('')]);
        continue;
      }
      const only = level.length === 1 ? (level[0] as { hole: string }).hole : undefined;
      const same = only === undefined ? undefined : filledHoles.get(only);
      if (same !== undefined) {
        texts = texts.map((text) => [...text, text[same] as string]);
        continue;
      }
      // An equal hole further on is compared at both levels.
      const places = levels.flatMap((other, place) =>
        place === at || (only !== undefined && isHole(other, only)) ? [place] : [],
      );
      const choices = levelCandidates(compiled, places, level, levels, whole, budget);
      if (!choices) return undefined;
      texts = texts.flatMap((text) => choices.map((choice) => [...text, choice]));
      if (texts.length * identities.length > maxCompletions) return undefined;
      if (only !== undefined) filledHoles.set(only, at);
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

function isHole(level: Level, hole: string): boolean {
  return level.length === 1 && typeof level[0] !== 'string' && level[0]?.hole === hole;
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

/** Texts for a level with holes, one of each kind that the policy's levels at these places tell apart. */
function levelCandidates(
  compiled: CompiledPolicy,
  places: readonly number[],
  level: Level,
  levels: readonly Level[],
  identity: Identity,
  budget: { left: number },
): string[] | undefined {
  const within = concatenate(level.map((piece) => (typeof piece === 'string' ? shapeOfLiteral(piece) : NON_EMPTY)));
  if (!within) return undefined;
  const texts = new Set<string>();
  const shapes: LevelShape[] = [];
  const addShape = (shape: LevelShape): void => {
    if (!shapes.some((known) => sameShape(known, shape))) shapes.push(shape);
  };
  for (const entry of compiled.compared) {
    for (const at of places) {
      // A free name that stands twice: the other place says what this one has to be.
      for (const group of entry.equalLevels) {
        if (!group.includes(at)) continue;
        for (const other of group) {
          if (places.includes(other)) continue;
          const opposite = levels[other];
          if (!opposite) continue;
          if (opposite.some((piece) => typeof piece !== 'string')) return undefined;
          texts.add(opposite.join(''));
        }
      }
      const there = levelAt(entry, at);
      if (!there) continue;
      if (there.kind === 'literal') texts.add(there.text);
      else if (there.kind === 'free') addShape(there.shape);
      else if (there.kind === 'bound') {
        const value = identity[there.name];
        if (value !== undefined) texts.add(value);
        // Whether the level could be anybody's name.
        addShape(compiled.names.boundShapes[there.name] as LevelShape);
      } else if (there.kind === 'glued') {
        // How it looks for any client tells "somebody else's" from "unknown".
        const relaxed = concatenate(
          there.pieces.map((piece) => (typeof piece === 'string' ? shapeOfLiteral(piece) : NON_EMPTY)),
        );
        if (!relaxed) return undefined;
        addShape(relaxed);
        const parts = there.pieces.map((piece) => (typeof piece === 'number' ? identity[piece] : piece));
        if (parts.some((part) => part === undefined)) continue;
        if (parts.every((part) => typeof part === 'string')) texts.add(parts.join(''));
        else {
          const shape = concatenate(
            parts.map((part) => (typeof part === 'string' ? shapeOfLiteral(part) : (part as LevelShape))),
          );
          if (!shape) return undefined;
          addShape(shape);
        }
      }
    }
  }
  for (const checks of Object.values(compiled.checks)) {
    for (const check of checks) {
      if (check.policyField === 'level' && 'shape' in check.test && check.test.shape.kind === 'level')
        addShape(check.test.shape.level);
    }
  }
  return cellTexts({ within: [within], by: shapes, texts, byDollar: places.includes(0), notEmpty: true }, budget);
}

function levelAt(entry: CompiledLevels, at: number): Entry['levels'][number] | undefined {
  return entry.levels[at] ?? (entry.rest?.kind === 'free' ? { kind: 'free', shape: entry.rest.shape } : undefined);
}

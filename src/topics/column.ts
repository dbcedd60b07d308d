/** One level of several patterns at once: which texts all of the wanted patterns allow there, and which of them to try. */

import { levelMatches } from './match.js';
import type { LevelPattern, LevelShape, TopicPattern } from './pattern.js';
import { sameShape } from './shape.js';
import type { Budget } from './shape-search.js';
import { cellTexts } from './shape-search.js';
import type { Wanted } from './shape-text.js';
import { findText, shortestText } from './shape-text.js';

export type Column = { readonly kind: 'literal'; readonly text: string } | ({ readonly kind: 'open' } & Wanted);

/** `readable`: texts for people; `short`: as few bytes as possible, for topics near the limit. */
export type Style = 'readable' | 'short';

/** The level pattern that a topic's level `index` must be of; `undefined` where the pattern has ended. */
export function levelOf(pattern: TopicPattern, index: number): LevelPattern | undefined {
  return pattern.levels[index] ?? pattern.rest;
}

/** What level `index` of a topic of `count` levels must be, to be in all the patterns; `undefined`: nothing can. */
export function columnOf(patterns: readonly TopicPattern[], index: number, count: number): Column | undefined {
  let literal: string | undefined;
  const shapes: LevelShape[] = [];
  let any = false;
  for (const pattern of patterns) {
    const level = levelOf(pattern, index);
    if (!level) return undefined;
    if (level.kind === 'any') any = true;
    else if (level.kind === 'shape') {
      if (!shapes.some((shape) => sameShape(shape, level.shape))) shapes.push(level.shape);
    } else if (literal !== undefined && literal !== level.text) return undefined;
    else literal = level.text;
  }
  if (literal === undefined) {
    return { kind: 'open', within: shapes, notDollarFirst: any && index === 0, notEmpty: count === 1 };
  }
  const text = literal;
  if (text === '' && count === 1) return undefined;
  return patterns.every((pattern) => levelMatches(levelOf(pattern, index) as LevelPattern, text, index === 0))
    ? { kind: 'literal', text }
    : undefined;
}

/** A way to fill a level: the text, and which of the patterns to be avoided still hold the topic then. */
export interface Choice {
  readonly text: string;
  readonly alive: readonly TopicPattern[];
}

/**
 * The ways to fill an open level that are worth trying: the best ones with regard to which of the `alive` patterns they leave.
 * No element: the level cannot be filled. `undefined`: too many ways for the budget.
 * Without shapes one fresh text is best of all, since every pattern that holds it holds all texts.
 */
export function choicesFor(
  column: Wanted,
  index: number,
  alive: readonly TopicPattern[],
  style: Style,
  firstOpen: boolean,
  budget: Budget,
): Choice[] | undefined {
  const texts = new Set<string>();
  const shapes: LevelShape[] = [];
  let byDollar = false;
  for (const pattern of alive) {
    const level = levelOf(pattern, index) as LevelPattern;
    if (level.kind === 'literal') texts.add(level.text);
    else if (level.kind === 'any') byDollar ||= index === 0 && !column.notDollarFirst;
    else if (!column.within.some((shape) => sameShape(shape, level.shape))) {
      if (!shapes.some((shape) => sameShape(shape, level.shape))) shapes.push(level.shape);
    }
  }
  const choose = (text: string): Choice => ({
    text,
    alive: alive.filter((pattern) => levelMatches(levelOf(pattern, index) as LevelPattern, text, index === 0)),
  });
  if (shapes.length === 0 && !byDollar) {
    if (column.within.length === 0) return [choose(freshText(texts, style, firstOpen, column.notEmpty === true))];
    const wanted = { ...column, avoid: texts };
    const fresh = style === 'short' ? shortestText(wanted) : findText(wanted);
    if (fresh !== undefined) return [choose(fresh)];
    if (texts.size === 0) return [];
  }
  const avoidsAll = (text: string) =>
    !texts.has(text) &&
    !(byDollar && !text.startsWith('$')) &&
    !shapes.some((shape) => levelMatches({ kind: 'shape', shape }, text, false));
  if (style === 'readable') {
    for (const text of READABLE) {
      if (avoidsAll(text) && column.within.every((shape) => levelMatches({ kind: 'shape', shape }, text, false)))
        return [choose(text)];
    }
  }
  const found = cellTexts({ ...column, by: shapes, texts, byDollar }, budget, avoidsAll);
  return found && best(found.map(choose));
}

const READABLE = ['other', 'x', '1', 'X'];

/** A text that none of the patterns at hand names. */
function freshText(taken: ReadonlySet<string>, style: Style, firstOpen: boolean, notEmpty: boolean): string {
  if (style === 'short' && !notEmpty && !taken.has('')) return '';
  const first = style === 'readable' && firstOpen ? ['other'] : [];
  for (const text of [
    ...first,
    ...'xyzabcdefghijklmnopqrstuvw0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.,:;~!%&()*=<>?@[]^|{} ',
  ]) {
    if (!taken.has(text)) return text;
  }
  for (let number = 1; ; number++) if (!taken.has(`x${number}`)) return `x${number}`;
}

/** Leaves out what is no better than another choice: one that leaves a superset of patterns alive. */
function best(choices: readonly Choice[]): Choice[] {
  const sorted = [...choices].sort((a, b) => a.alive.length - b.alive.length);
  const result: Choice[] = [];
  for (const choice of sorted) {
    const left = new Set(choice.alive);
    if (!result.some((better) => better.alive.every((pattern) => left.has(pattern)))) result.push(choice);
  }
  return result;
}

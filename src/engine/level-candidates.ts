/** What a level with holes may be: the texts that a policy can tell apart there. */
import type { LevelShape } from '../topics/pattern.js';
import { concatenate, NON_EMPTY, sameShape, shapeOfLiteral } from '../topics/shape.js';
import { type Budget, type Cells, cellTexts } from '../topics/shape-search.js';
import type { CompiledPolicy } from './compile.js';
import type { CompiledLevels, Entry, Identity } from './entries.js';

export type Level = readonly (string | { readonly hole: string })[];

/** Texts for a level with holes, one of each kind that the policy's levels at these places tell apart. */
export function levelCandidates(
  compiled: CompiledPolicy,
  places: readonly number[],
  level: Level,
  levels: readonly Level[],
  identity: Identity,
  budget: Budget,
): string[] | undefined {
  const within = concatenate(level.map((piece) => (typeof piece === 'string' ? shapeOfLiteral(piece) : NON_EMPTY)));
  if (!within) return undefined;
  const texts = new Set<string>();
  const opposites: string[] = [];
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
          opposites.push(opposite.join(''));
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
  const pieces = level.map((piece) => (typeof piece === 'string' ? piece : null));
  const question = JSON.stringify([pieces, places, identity, opposites]);
  const cells = { within: [within], by: shapes, texts, byDollar: places.includes(0), notEmpty: true };
  return rememberedTexts(compiled, question, cells, budget);
}

function levelAt(entry: CompiledLevels, at: number): Entry['levels'][number] | undefined {
  return entry.levels[at] ?? (entry.rest?.kind === 'free' ? { kind: 'free', shape: entry.rest.shape } : undefined);
}

interface Remembered {
  readonly texts: string[];
  readonly steps: number;
}

/** Many topics of a file have their holes at the same levels. */
const remembered = new WeakMap<CompiledPolicy, Map<string, Remembered>>();
const mostRemembered = 512;
const longestRemembered = 1000;

/** What is remembered costs as much of the budget as finding it: the answer must not depend on what was asked before. */
function rememberedTexts(
  compiled: CompiledPolicy,
  question: string,
  cells: Cells,
  budget: Budget,
): string[] | undefined {
  const known = remembered.get(compiled) ?? new Map<string, Remembered>();
  remembered.set(compiled, known);
  const before = known.get(question);
  if (before) {
    budget.left -= before.steps;
    return budget.left < 0 ? undefined : before.texts;
  }
  const { left } = budget;
  const texts = cellTexts(cells, budget);
  if (texts && question.length <= longestRemembered) {
    if (known.size >= mostRemembered) known.clear();
    known.set(question, { texts, steps: left - budget.left });
  }
  return texts;
}

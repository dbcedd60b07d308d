/**
 * Would the comparison with the oracle notice a mistake? Each planted bug is one that is easily made. The room is built from its
 * source with the one change, and the comparison has to find a disagreement.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Disagreements } from './comparison.js';
import {
  fewTextsOf,
  intersectionsOf,
  longFiltersOf,
  matchingOf,
  patternsOf,
  randomLists,
  randomPairs,
  setsOf,
  shapesOf,
  shortFilters,
  shortNames,
  syntaxOf,
  Universe,
} from './comparison.js';
import { textsOver } from './oracle.js';
import type { Room } from './room.js';
import { room } from './room.js';

interface Bug {
  readonly what: string;
  readonly file: string;
  readonly right: string;
  readonly wrong: string;
}

const bugs: readonly Bug[] = [
  {
    what: '"#" is taken in the middle of a filter',
    file: 'syntax.ts',
    right: 'i + 1 !== length || (i > 0',
    wrong: '(i > 0',
  },
  {
    what: 'two low surrogates are taken for a character',
    file: 'syntax.ts',
    right: 'high <= 0xdbff',
    wrong: 'high <= 0xdfff',
  },
  {
    what: '"#" matches names that begin with "$"',
    file: 'match.ts',
    right: '(first === PLUS || first === HASH)',
    wrong: 'first === PLUS',
  },
  {
    what: '"a/#" does not match "a"',
    file: 'match.ts',
    right: 'at === topicLength && i + 2 === filterLength',
    wrong: 'at !== topicLength && i + 2 === filterLength',
  },
  {
    what: 'a filter matches topics that end before it',
    file: 'match.ts',
    right: "return index >= levels.length && topic !== '';",
    wrong: "return topic !== '';",
  },
  {
    what: '"+" covers "$x" as a first level',
    file: 'plain.ts',
    right: "(inner.kind === 'literal' && !inner.text.startsWith('$'))",
    wrong: "inner.kind === 'literal'",
  },
  {
    what: 'the levels below "#" are forgotten when one filter covers another',
    file: 'plain.ts',
    right: 'if (inner.rest && !(outer.rest && coversLevel(outer.rest, inner.rest, count === 0))) return false;',
    wrong: '',
  },
  {
    what: 'the parent of "#" is not looked at',
    file: 'search.ts',
    right: 'lengths.add(shortest);',
    wrong: '',
  },
  {
    what: 'topics that are longer than every filter are not looked at',
    file: 'search.ts',
    right: 'longest = Math.max(longest, levels.length + 1);',
    wrong: 'longest = Math.max(longest, levels.length);',
  },
  {
    what: 'the topic of one empty level is taken to exist',
    file: 'column.ts',
    right: "if (text === '' && count === 1) return undefined;",
    wrong: '',
  },
  {
    what: 'the text for a wildcard is one that another filter names',
    file: 'column.ts',
    right: 'if (!taken.has(text)) return text;',
    wrong: 'return text;',
  },
  {
    what: 'what two filters have in common ends in "#" when one of them does',
    file: 'algebra.ts',
    right: 'if (left.rest && right.rest)',
    wrong: 'if (left.rest || right.rest)',
  },
  {
    what: 'a run of characters takes what the next one needs',
    file: 'shape.ts',
    right: 'if (atom.min === atom.max) return true;',
    wrong: 'return true;',
  },
  {
    what: 'a run of characters may be one longer',
    file: 'automaton.ts',
    right: 'max === null || read < max',
    wrong: 'max === null || read <= max',
  },
  {
    what: 'the text for "+" as a first level may begin with "$"',
    file: 'shape-text.ts',
    right: "if (notDollarFirst && text === '')",
    wrong: "if (notDollarFirst && text === '$')",
  },
  {
    what: 'of several ways to fill a level only the first is tried',
    file: 'branching.ts',
    right: 'if (further) return [text, ...further];',
    wrong: 'return further && [text, ...further];',
  },
  {
    what: 'a pattern that ends in a shape is escaped by one level at most',
    file: 'search.ts',
    right: 'longest += endings;',
    wrong: '',
  },
];

const folder = fileURLToPath(new URL('../../src/topics/', import.meta.url));
const exported = ['algebra', 'match', 'search', 'shape', 'shape-search', 'shape-text', 'syntax'];

async function roomWith(bug: Bug | undefined): Promise<Room> {
  let planted = 0;
  const { outputFiles } = await build({
    stdin: { contents: exported.map((file) => `export * from './${file}.js';`).join('\n'), resolveDir: folder },
    bundle: true,
    write: false,
    format: 'iife',
    globalName: 'room',
    plugins: [
      {
        name: 'planted-bug',
        setup({ onLoad }) {
          onLoad({ filter: /\.ts$/ }, ({ path }) => {
            const source = readFileSync(path, 'utf8');
            if (!bug || path !== folder + bug.file) return { contents: source, loader: 'ts' };
            planted += source.split(bug.right).length - 1;
            return { contents: source.replace(bug.right, () => bug.wrong), loader: 'ts' };
          });
        },
      },
    ],
  });
  if (bug && planted !== 1) throw new Error(`${bug.file} holds ${planted} times: ${bug.right}`);
  const made: unknown = new Function(`${outputFiles[0]?.text}; return room;`)();
  return { ...(made as Omit<Room, 'parseTopicTree'>), parseTopicTree: room.parseTopicTree };
}

let universe: Universe;
beforeAll(() => {
  universe = new Universe();
});

function* compare(candidate: Room, seed: number): Disagreements {
  const filters = universe.filters.length;
  yield* syntaxOf(candidate, textsOver(['a', '/', '+', '#', '\0', '\ud83d', '\ude00'], 3));
  yield* matchingOf(candidate, shortFilters(4), shortNames(3));
  yield* setsOf(candidate, universe, randomPairs(seed, 5000, filters));
  yield* intersectionsOf(candidate, universe, randomPairs(seed, 1000, filters));
  yield* setsOf(candidate, universe, randomLists(seed, 3000, filters));
  yield* longFiltersOf(candidate, seed, 1000);
  yield* shapesOf(candidate, seed, 60);
  yield* fewTextsOf(candidate, seed, 600);
  yield* patternsOf(candidate, seed, 300);
}

/** The first disagreement within a few rounds of random cases; an exception is one too. */
function firstDisagreement(candidate: Room): string | undefined {
  try {
    for (const seed of [1, 2, 3]) {
      const first = compare(candidate, seed).next();
      if (!first.done) return first.value;
    }
    return undefined;
  } catch (error) {
    return `threw ${String(error)}`;
  }
}

describe('planted bugs are caught', () => {
  it('and the room as it is passes the same comparison', async () => {
    expect(firstDisagreement(await roomWith(undefined))).toBeUndefined();
  });

  it.each(bugs)('$what', async (bug) => {
    expect(firstDisagreement(await roomWith(bug))).toBeTypeOf('string');
  });
});

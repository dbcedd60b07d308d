/** What the pages about the two languages say of each of their words, for hovers. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as policy from '../../grammar/policy/tokens.js';
import { outcomesOf } from '../../grammar/session/build.js';
import * as session from '../../grammar/session/tokens.js';
import { consequences } from '../../src/policy/build-clauses.js';
import { filterModes } from '../../src/policy/build-topics-section.js';
import { occasions } from '../../src/policy/fields.js';

export const order = 3;

interface Block {
  readonly text: string;
  /** The pieces of code that it is about; those of a row stand in its first cell. */
  readonly codes: readonly string[];
  /** Those with which a text begins, before it says anything of them. */
  readonly lead: readonly string[];
  readonly isRow: boolean;
}

export function outputs(): Map<string, string> {
  const verbs = [session.Connect, session.Subscribe, session.Unsubscribe, session.Publish, session.Receive];
  const script = [...verbs, session.Packet, session.Policy, session.Role].map(({ name }) => name.toLowerCase());
  const labels = policy.vocabulary.flatMap(({ LABEL }) => LABEL ?? []);
  const policyWords = [...labels, ...consequences, ...filterModes, ...occasions.map((one) => `every ${one}`)];
  const scriptWords = [
    ...script,
    'connect complete',
    ...outcomesOf('connect').keys(),
    ...outcomesOf('subscribe').keys(),
    'dropped',
  ];
  const text = `// Written by scripts/generate/language-docs.ts.

/** What docs/policy-language.md says of a word. */
export const policyWordDocs: ReadonlyMap<string, string> = new Map(${JSON.stringify(said('docs/policy-language.md', policyWords), null, 2)});

/** What docs/session-scripts.md says of a word. */
export const scriptWordDocs: ReadonlyMap<string, string> = new Map(${JSON.stringify(said('docs/session-scripts.md', scriptWords), null, 2)});
`;
  return new Map([['lsp/generated/language-docs.ts', text]]);
}

function said(page: string, words: readonly string[]): [string, string][] {
  const text = readFileSync(path.resolve(import.meta.dirname, '../..', page), 'utf8');
  // What a word will mean is said only where it means nothing yet.
  const [today = '', tomorrow = ''] = text.split(/^## Known, not yet$/m);
  const now = blocksOf(today);
  const later = blocksOf(tomorrow);
  return [...new Set(words)].sort().flatMap((word): [string, string][] => {
    const is = (code: string): boolean => code === word;
    const isOrBegins = (code: string): boolean =>
      is(code) || code.startsWith(`${word} `) || code.startsWith(`${word}…`);
    const holds = (code: string): boolean => code.split(/[ ,:]+/).includes(word);
    const tests: ((one: Block) => boolean)[] = [
      ({ lead }) => lead.some(is),
      ({ isRow, codes }) => isRow && codes.some(isOrBegins),
      ({ lead }) => lead.some(isOrBegins),
      ({ codes }) => codes.some(is),
      ({ codes }) => codes.some(isOrBegins),
      ({ codes }) => codes.some(holds),
    ];
    for (const wanted of [now, later])
      for (const test of tests) {
        const found = wanted.find(test);
        if (found) return [[word, found.text]];
      }
    return [];
  });
}

function blocksOf(markdown: string): Block[] {
  const prose = markdown.replace(/^```[\s\S]*?^```$/gm, '');
  return prose.split(/\n{2,}/).flatMap((part, at, all): Block[] => {
    const lines = part.trim().split('\n');
    if (lines[0]?.startsWith('#')) return [];
    if (lines[0]?.startsWith('|')) return rowsOf(lines);
    if (lines[0]?.startsWith('- '))
      return part
        .trim()
        .split(/\n(?=- )/)
        .map((item) => block(item.slice(2)));
    const next = all[at + 1]?.trim().split('\n');
    const one = block(part);
    if (!one.text.endsWith(':') || !next?.[0]?.startsWith('|')) return [one];
    const list = rowsOf(next).map(({ text }) => `- ${text.replace('\n\n', ': ')}`);
    return [{ ...one, text: [one.text, '', ...list].join('\n') }];
  });
}

function block(text: string): Block {
  const line = plainLinks(text.replace(/\s+/g, ' ').trim());
  const lead = /^(?:`[^`]+`(?:, | and )?)+/.exec(line)?.[0] ?? '';
  return { text: line, codes: codesIn(line), lead: codesIn(lead), isRow: false };
}

/** "its lines are asked" and "at CONNECT: …" make one sentence. */
function rowsOf(lines: readonly string[]): Block[] {
  const cells = lines.map((line) =>
    line
      .replace(/^\|\s*|\s*\|$/g, '')
      .split(/\s*(?<!\\)\|\s*/)
      .map((cell) => plainLinks(cell.replaceAll('\\|', '|'))),
  );
  const [head = [], , ...rows] = cells;
  return rows.map(([first = '', ...rest]) => ({
    text: `${first}\n\n${rest.map((cell, at) => `${head[at + 1] ?? ''} ${cell}`.trim()).join('; ')}`,
    codes: codesIn(first),
    lead: [],
    isRow: true,
  }));
}

function codesIn(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
}

function plainLinks(text: string): string {
  return text.replace(/\[([^\]]*)\]\((?!https?:)[^)]*\)/g, '$1');
}

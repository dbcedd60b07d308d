/** The head of a page: its name, where its facts were read, and which hosts it is about. */
import type { HeadLine, Page, Word } from '../../grammar/policy/ast.js';
import { reservedWords } from '../../grammar/policy/tokens.js';
import { buildSource } from './build-clauses.js';
import type { Source } from './model.js';
import { type Problems, show } from './problems.js';

const idForm = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/;

/** The name of a policy or a role; a word of the language cannot be one. */
export function buildId(word: Word, what: 'policy' | 'role', problems: Problems): string {
  if (reservedWords.has(word.text)) {
    problems.error(
      'policy/reserved',
      word,
      `"${word.text}" is a word of the language, so no ${what} may have this name.`,
    );
  } else if (!idForm.test(word.text)) {
    problems.error(
      'policy/name',
      word,
      `${show(word.text)} cannot name a ${what}: a name begins with a letter and has at most 64 letters, digits, "-", "_" and ".".`,
    );
  }
  return word.text;
}

/** Sources, hosts and the date of a page; what this version does not act upon is reported. */
export function buildHeadLines(page: Page, problems: Problems): { sources: Source[]; hosts: string[]; dated?: string } {
  const result: { sources: Source[]; hosts: string[]; dated?: string } = { sources: [], hosts: [] };
  for (const line of page.headLines) {
    switch (line.kind) {
      case 'source':
        result.sources.push(buildSource(line.source, problems));
        break;
      case 'hosts':
        for (const host of line.hosts) result.hosts.push(hostOf(host, problems));
        break;
      case 'dated':
        if (result.dated !== undefined) problems.error('policy/twice', line, 'The page already has a date.');
        result.dated = dateOf(line.date, problems);
        break;
      case 'remove':
        // Merging took out those that have something to act upon.
        if (!page.head?.extends)
          problems.error(
            'policy/remove',
            line,
            '"remove" leaves out a section of the policy that is extended, and this one extends none.',
          );
        break;
      default:
        laterHeadLine(line, problems);
    }
  }
  return result;
}

function laterHeadLine(line: HeadLine & { kind: 'order' | 'dialect' }, problems: Problems): void {
  if (line.kind === 'dialect') problems.notYet(line.keyword, '"dialect"');
  else if (line.order.text === 'first-match')
    problems.notYet(line.order, 'The order "first-match"', 'Deny wins in every policy.');
  else if (line.order.text !== 'deny-wins') {
    problems.error(
      'policy/value',
      line.order,
      `${show(line.order.text)} is not an order; there are deny-wins and first-match.`,
    );
  }
}

function hostOf(word: Word, problems: Problems): string {
  const match = /^(?:\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9_{}.*-]{1,253})(?::([0-9]{1,5}))?$/.exec(word.text);
  if (!match || Number(match[1] ?? 1) < 1 || Number(match[1] ?? 1) > 65535) {
    problems.error(
      'policy/host',
      word,
      `${show(word.text)} is not a host; write one as broker.example.com or broker.example.com:1883.`,
    );
  }
  return word.text;
}

function dateOf(word: Word, problems: Problems): string {
  const time = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(word.text) ? Date.parse(`${word.text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== word.text) {
    problems.error('policy/date', word, `${show(word.text)} is not a date. Write year, month and day: 2026-11-23.`);
  }
  return word.text;
}

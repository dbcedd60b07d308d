/** Which words start a section of a policy and its lines, and by which rule of the grammar a line is read. */
import type { TokenType } from 'chevrotain';
import type { SectionHeadNode } from './ast.js';
import * as t from './tokens.js';

export const sectionNames = ['policy', 'identity', 'settings', 'roles', 'connect', 'every', 'topics', 'assert'];
export const sectionWords: ReadonlySet<TokenType> = new Set([
  t.Identity,
  t.Settings,
  t.Roles,
  t.Connect,
  t.Every,
  t.Topics,
  t.Assert,
]);
export const headWords: readonly TokenType[] = [t.Source, t.Hosts, t.Dated, t.Order, t.Dialect, t.Remove];
export const topicsWords: readonly TokenType[] = [
  t.Publish,
  t.Subscribe,
  t.Receive,
  t.Deny,
  t.Filters,
  t.Wildcards,
  t.Delivery,
  t.Otherwise,
  t.Source,
];
const topicsStarts: readonly TokenType[] = [...topicsWords, t.Name];
const settingsStarts: readonly TokenType[] = [t.Name, t.Otherwise, t.Source];
export const assertWords: readonly TokenType[] = [t.Never, t.Always, t.Isolated, t.Source];

export const ruleOf = {
  identity: 'identityLine',
  settings: 'identityLine',
  roles: 'rolesLine',
  connect: 'checkLine',
  every: 'checkLine',
  topics: 'topicsLine',
  assert: 'assertLine',
} as const;

/** The words that lines of a section start with, where they are only these. */
export function startsIn(kind: SectionHeadNode['kind']): readonly TokenType[] | undefined {
  if (kind === 'topics') return topicsStarts;
  if (kind === 'assert') return assertWords;
  return kind === 'settings' ? settingsStarts : undefined;
}

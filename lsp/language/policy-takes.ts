import type { TokenType } from 'chevrotain';
import * as t from '../../grammar/policy/tokens.js';
import { assertTakes } from '../../src/policy/build-assertions.js';
import { checkTakes } from '../../src/policy/build-checks.js';
import type { ClauseName, Takes } from '../../src/policy/build-clauses.js';
import { bindingTakes, declarationTakes, roleTakes } from '../../src/policy/build-identity.js';
import { listingTakes } from '../../src/policy/build-listing.js';
import { settingTakes } from '../../src/policy/build-settings.js';
import { freeTakes, remarkTakes } from '../../src/policy/build-topics-section.js';
import type { PolicyCursor } from './policy-cursor.js';

/** The word with which each clause begins. */
const begins = new Map<TokenType, ClauseName>([
  [t.Text, 'about'],
  [t.For, 'roles'],
  [t.When, 'when'],
  [t.Otherwise, 'otherwise'],
  [t.Except, 'except'],
  [t.Not, 'notCounting'],
  [t.NotCounting, 'notCounting'],
  [t.Reply, 'reply'],
  [t.Required, 'required'],
  [t.After, 'after'],
  [t.Default, 'default'],
  [t.Note, 'note'],
  [t.Use, 'use'],
  [t.Source, 'source'],
  [t.Levels, 'levels'],
  [t.FieldWord, 'checks'],
]);

/** Whether the kind of line that the cursor is in takes a clause that begins so, and does not have it yet. */
export function takesClause(cursor: PolicyCursor, type: TokenType): boolean {
  const clause = begins.get(type);
  if (!clause || !takesOf(cursor)?.now.includes(clause)) return false;
  const isRepeatable = clause === 'checks' || clause === 'reply' || clause === 'about';
  return isRepeatable || !cursor.before.some(({ tokenType }) => tokenType === type);
}

function takesOf({ rule, section, before }: PolicyCursor): Takes | undefined {
  const first = before[0]?.tokenType;
  switch (rule) {
    case 'identityLine':
      if (section?.head.kind === 'settings') return settingTakes;
      return first === t.Name ? declarationTakes : bindingTakes;
    case 'rolesLine':
      return roleTakes;
    case 'checkLine':
      return checkTakes;
    case 'topicsLine':
      if (first === t.Name) return freeTakes;
      return first === t.Filters || first === t.Wildcards || first === t.Delivery ? remarkTakes : listingTakes;
    case 'assertLine':
      return assertTakes;
    default:
      return undefined;
  }
}

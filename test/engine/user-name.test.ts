import { expect, it } from 'vitest';
import { goesByUsername } from '../../src/engine/index.js';
import { builtinPolicy } from '../../src/policy/builtins.js';
import { type Policy, parsePolicy } from '../../src/policy/index.js';

const policyOf = (text: string): Policy => {
  const { policy, problems } = parsePolicy(text);
  if (!policy) throw new Error(problems[0]?.message);
  return policy;
};

it('a user name is a name where the policy fills one with it or asks for it', () => {
  expect(goesByUsername(builtinPolicy('onenet') as Policy)).toBe(true);
  expect(goesByUsername(builtinPolicy('thingsboard') as Policy)).toBe(false);
  expect(goesByUsername(builtinPolicy('mqtt') as Policy)).toBe(false);
  expect(
    goesByUsername(policyOf('policy a\nroles\n  staff  when username anna\ntopics for staff\n  subscribe  #\n')),
  ).toBe(true);
  expect(
    goesByUsername(policyOf('policy a\nidentity\n  client-id {c}\n  {c} [a-z]{1,9}\ntopics\n  subscribe  {c}/#\n')),
  ).toBe(false);
});

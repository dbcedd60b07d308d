import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';

const library = pathToFileURL(path.resolve('dist/index.js')).href;
const policies = pathToFileURL(path.resolve('dist/policy.js')).href;

/** Opens sessions that subscribe and are dropped without a word, beside a few that somebody keeps. */
const program = `
import { createGuard } from ${JSON.stringify(library)};
import { parsePolicy } from ${JSON.stringify(policies)};
const page = (topic) => parsePolicy('policy p\\nidentity\\n  client-id {client}\\n  {client} [a-z0-9-]{1,20}\\ntopics\\n  subscribe  {client}/' + topic + '\\n').policy;
const guard = createGuard(page('#'));
const opened = (name) => {
  const session = guard.session({ client: name });
  if (!session.subscribe({ filter: name + '/x', qos: 0 }).allowed) throw new Error(name);
  return session;
};
const dropped = [];
const turn = () => new Promise((resolve) => setImmediate(resolve));
const kept = [];
for (let round = 0; round < 20; round++) {
  for (let n = 0; n < 500; n++) dropped.push(new WeakRef(opened('s-' + round + '-' + n)));
  kept.push(opened('kept-' + round));
  opened('closed-' + round).close();
  await turn();
}
for (let i = 0; i < 10; i++) { gc(); await turn(); }
const held = dropped.filter((reference) => reference.deref()).length;
const revoked = guard.reload(page('y'));
// In the job in which it subscribes a session is found too.
const late = guard.session({ client: 'late' });
late.subscribe({ filter: 'late/y', qos: 0 });
const again = guard.reload(page('x'));
console.log(JSON.stringify({ held, dropped: dropped.length, revoked: revoked.map((one) => one.filter), kept: kept.length, again: again.map((one) => one.filter) }));
`;

it('sessions that are dropped without close() are forgotten, and those that are kept are found by a reload', () => {
  const output = execFileSync(process.execPath, ['--expose-gc', '--input-type=module', '-e', program], {
    encoding: 'utf8',
  });
  const { held, dropped, revoked, kept, again } = JSON.parse(output);
  expect(dropped).toBe(10_000);
  // One or two may still stand on the stack.
  expect(held).toBeLessThan(10);
  expect(revoked).toEqual(Array.from({ length: kept }, (_, round) => `kept-${round}/x`));
  expect(again).toEqual(['late/y']);
});

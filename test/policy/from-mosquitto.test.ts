import { expect, it } from 'vitest';
import { createGuard } from '../../src/engine/index.js';
import { parsePolicy } from '../../src/policy/index.js';
import { readPage } from './pages.js';

it('the page that moves an ACL file shows a policy that does what it says', () => {
  const page = /```mqttpolicy\n(.*?)```/s.exec(readPage('docs/from-mosquitto.md'))?.[1] ?? '';
  const { policy, problems } = parsePolicy(page);
  expect(problems).toEqual([]);
  if (!policy) return;
  const guard = createGuard(policy);
  const anna = guard.session({ 'client-id': 'c1' }, { username: 'anna' });
  const nobody = guard.session({ 'client-id': 'c1' }, { username: null });
  const publish = (who: typeof anna, topic: string) => who.publish({ topic, qos: 0, retain: false }).allowed;
  expect(publish(anna, 'private/anna/x')).toBe(true);
  expect(publish(anna, 'private/anna/archive/x')).toBe(false);
  expect(publish(anna, 'devices/c1/state')).toBe(true);
  expect(publish(anna, 'devices/c2/state')).toBe(false);
  expect(publish(nobody, 'private/anna/x')).toBe(false);
  expect(nobody.subscribe({ filter: 'public/#', qos: 0 }).allowed).toBe(true);
  expect(anna.subscribe({ filter: 'public/#', qos: 0 }).allowed).toBe(false);
  expect(anna.receive({ topic: 'private/anna/archive/x', qos: 0, retain: false }).allowed).toBe(false);
});

it('the workshop example loads', () => {
  expect(parsePolicy(readPage('examples/workshop.mqttpolicy')).problems).toEqual([]);
});

import { expect, it } from 'vitest';
import { createGuard } from '../../src/engine/index.js';
import { builtinPolicy } from '../../src/policy/builtins.js';

const guard = createGuard((await builtinPolicy('onenet')) ?? expect.fail());
const usual = { clientId: 'pump-9', username: '238322', protocolLevel: 4, cleanSession: true, keepAlive: 60 };

it('says how a token is written, where there is none and where a device key stands in its place', () => {
  const written = 'it is written version=…&res=…&et=…&method=…&sign=…';
  const [missing] = guard.connect(usual).reasons;
  expect(missing?.message).toBe(`The password is missing, but must be there: ${written}.`);
  const [key] = guard.connect({ ...usual, password: 'hunter22' }).reasons;
  expect(key?.message).toBe(`The password is refused: ${written}, and there is no "=" in this one.`);
});

it('takes no AUTH: that is a packet of MQTT 5', () => {
  const session = guard.session({ pid: '238322', 'device-name': 'pump-9' });
  const { allowed, consequence, reasons } = session.packet('auth');
  expect({ allowed, consequence }).toEqual({ allowed: false, consequence: { kind: 'close' } });
  expect(reasons[0]?.message).toBe('AUTH is not supported here. It belongs to MQTT 5.');
});

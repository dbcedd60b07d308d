import { describe, expect, it } from 'vitest';
import { createGuard } from '../../src/engine/index.js';
import { parsePolicy } from '../../src/policy/index.js';

const page = `policy p

connect
  keep-alive  10..60 s  otherwise warn
  username    required  otherwise warn
  password    >= 1 B    otherwise warn

every publish
  qos      0..1     otherwise downgrade
  retain   0        otherwise ignore  "Nothing is kept"
  payload  <= 1 KB  otherwise clamp

every subscribe
  qos  0 | 2  otherwise downgrade  "It is sent once"

topics
  publish, subscribe a
`;
const guard = createGuard(parsePolicy(page).policy ?? expect.fail());
const messages = (said: { readonly advice: readonly { readonly message: string }[] }) =>
  said.advice.map(({ message }) => message).sort();

describe('advice of a check says what is done, and never that something must be', () => {
  it('of a connect', () => {
    const usual = { clientId: 'a', protocolLevel: 4, cleanSession: true, keepAlive: 5 };
    expect(messages(guard.connect(usual))).toEqual([
      'Keep-alive is 5 s, but should be 10 to 60 s.',
      'The user name is missing, but should be there.',
    ]);
    expect(messages(guard.connect({ ...usual, username: 'x', password: '' }))).toContain(
      'The password is empty, but should not be empty.',
    );
  });

  it('of a message', () => {
    expect(messages(guard.session({}).publish({ topic: 'a', qos: 2, retain: true, payloadBytes: 2000 }))).toEqual([
      'QoS is 2, which the platform lowers to 1.',
      'Retain is 1, but should be 0. Nothing is kept. The platform does not look at it.',
      'The payload has 2000 bytes, but should have at most 1 KB. The platform moves it into range.',
    ]);
  });

  it('of a subscription', () => {
    expect(messages(guard.session({}).subscribe({ filter: 'a', qos: 1 }))).toEqual([
      'QoS is 1, which the platform lowers to 0. It is sent once.',
    ]);
  });

  it('without a lower value to name', () => {
    const odd = createGuard(
      parsePolicy('policy q\n\nevery subscribe\n  qos 1 otherwise downgrade\n\ntopics\n  subscribe a\n').policy ??
        expect.fail(),
    );
    expect(messages(odd.session({}).subscribe({ filter: 'a', qos: 0 }))).toEqual([
      'QoS is 0, but should be 1. The platform lowers it.',
    ]);
  });
});

import { describe, expect, it } from 'vitest';
import { createGuard } from '../../src/engine/index.js';
import { parsePolicy, policyFromJson, policyToJson, policyToText } from '../../src/policy/index.js';

const page = `policy p

settings
  {most}  [0-9]{1,3}  default 5

connect
  client-id  1..{most} chars  otherwise refuse 2
  username   >= 1 B           otherwise refuse 4
  password   <= 8 B           otherwise refuse 4
`;
const parse = (text: string) => parsePolicy(text).policy ?? expect.fail(parsePolicy(text).problems[0]?.message);
const guard = createGuard(parse(page));
const usual = { protocolLevel: 4, cleanSession: true, keepAlive: 60 };

describe('sizes of what a client says about itself', () => {
  it.each([
    [{ clientId: 'a' }, []],
    [{ clientId: 'äöüßx' }, []],
    [{ clientId: 'äöüßxy' }, ['The client id has 6 characters, but must have 1 to 5 characters.']],
    [{ clientId: '' }, ['The client id is empty, but must have 1 to 5 characters.']],
    [{ clientId: 'a', username: '' }, ['The user name is empty, but may not be empty.']],
    [{ clientId: 'a', username: 'x', password: 'ääää' }, []],
    [{ clientId: 'a', username: 'x', password: 'ääääa' }, ['The password is set, but must have at most 8 bytes.']],
  ])('of %j', (said, messages) => {
    const { allowed, reasons } = guard.connect({ ...usual, ...said });
    expect(reasons.map(({ message }) => message)).toEqual(messages);
    expect(allowed).toBe(messages.length === 0);
  });

  it('are not judged where nobody knows what is said', () => {
    expect(guard.judge({ connect: {} }).status).not.toBe('denied');
    expect(guard.judge({ connect: { username: '' } }).status).toBe('denied');
  });

  it('go by settings, and come back from the JSON form and from print', () => {
    const short = createGuard(parse(page), { settings: { most: 1 } });
    expect(short.connect({ ...usual, clientId: 'ab' }).consequence).toEqual({ kind: 'connack', code: 2 });
    const policy = parse(page);
    expect(policyFromJson(policyToJson(policy)).policy?.sections).toEqual(
      policyFromJson(policyToJson(parse(policyToText(policy)))).policy?.sections,
    );
  });
});

describe('sizes that no payload has', () => {
  const open = createGuard(parse('policy q\n\ntopics\n  publish a\n  receive a\n'));
  const limited = createGuard(parse('policy r\n\ntopics\n  publish a  payload 0..4 B\n  receive a\n'));
  const rather = createGuard(
    parse('policy s\n\nevery publish\n  payload <= 4 B  otherwise warn\n\ntopics\n  publish a\n'),
  );

  it.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 268_435_456, '1' as unknown as number])(
    '%j',
    (payloadBytes) => {
      const facts = { topic: 'a', qos: 0, retain: false, payloadBytes };
      for (const one of [open, limited, rather]) {
        const reasons = [
          { rule: 'publish/payload-size', field: 'payload', message: expect.stringContaining('268435455') },
        ];
        expect(one.session({}).publish(facts)).toMatchObject({
          allowed: false,
          consequence: { kind: 'close' },
          reasons,
        });
        expect(one.judge({ publish: { ...facts, dup: false } })).toMatchObject({ status: 'denied', reasons });
        expect(one.judge({ publish: { payloadBytes } })).toMatchObject({ status: 'denied', reasons });
      }
      expect(open.session({}).judge({ receive: facts })).toMatchObject({
        status: 'denied',
        reasons: [{ consequence: { kind: 'drop' } }],
      });
    },
  );

  it('are told from those at the edges', () => {
    for (const payloadBytes of [0, 268_435_455]) {
      expect(open.session({}).publish({ topic: 'a', qos: 0, retain: false, payloadBytes })).toMatchObject({
        allowed: true,
      });
    }
  });
});

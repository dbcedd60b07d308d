import { spawn } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { command, topicguard } from './run.js';

const password =
  'version=2018-10-31&res=products%2F238322%2Fdevices%2Fmeter-7&et=7557387130&method=sha1&sign=Rs0u%2FKnyoK5%2FMuKo5xKa0tW%2BWqY%3D';
const connect = {
  clientId: 'meter-7',
  username: '238322',
  password,
  protocolLevel: 4,
  cleanSession: true,
  keepAlive: 60,
};

interface Answer {
  id: unknown;
  error?: string;
  allowed?: boolean;
  grantedQos?: number;
  consequence?: { kind: string; code?: number };
  sessionOpen?: boolean;
  reasons?: { rule: string; message: string; witness?: string }[];
  filters?: Answer[];
}

async function decide(lines: readonly unknown[], policy = 'onenet'): Promise<Answer[]> {
  const input = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  const { code, stdout, stderr } = await topicguard(['decide', '--policy', policy], { input: `${input}\n` });
  expect([code, stderr]).toEqual([0, '']);
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
}

describe('decide', () => {
  it('answers each line with its id, and says why', async () => {
    const topic = '$sys/238322/meter-7';
    const answers = await decide([
      { id: 1, connect },
      { id: 'b', subscribe: { filter: `${topic}/cmd/request/+`, qos: 1 } },
      {
        id: 3,
        subscribe: {
          filters: [
            { filter: `${topic}/image/update/delta`, qos: 0 },
            { filter: '$sys/238322/#', qos: 0 },
          ],
        },
      },
      { id: 4, publish: { topic: `${topic}/dp/post/json`, qos: 1, retain: false, payload: '{}' } },
      { id: 5, receive: { topic: '$sys/238322/meter-8/cmd/request/1', qos: 0, retain: false } },
      { id: 6, unsubscribe: { filters: [`${topic}/cmd/request/+`] } },
      { id: 7, packet: 'pingreq' },
      { id: 8, packet: 'pubrec' },
    ]);
    expect(answers.map(({ id, allowed }) => [id, allowed])).toEqual([
      [1, true],
      ['b', true],
      [3, false],
      [4, true],
      [5, false],
      [6, true],
      [7, true],
      [8, false],
    ]);
    expect(answers[1]).toMatchObject({ grantedQos: 0, consequence: { kind: 'downgrade' }, reasons: [] });
    expect(answers[2]?.filters).toMatchObject([
      { allowed: true, grantedQos: 0 },
      { allowed: false, grantedQos: 128, reasons: [{ rule: 'subscribe/wildcard-level', witness: expect.any(String) }] },
    ]);
    expect(answers[4]).toMatchObject({ consequence: { kind: 'drop' } });
    expect(answers[7]).toMatchObject({
      consequence: { kind: 'close' },
      sessionOpen: false,
      reasons: [{ rule: 'packet/unsupported' }],
    });
  });

  it('judges any integer, and takes nothing for a number that is none', async () => {
    const publish = { topic: 'a', qos: 0, retain: false };
    const answers = await decide(
      [
        { id: 0, connect: { ...connect, protocolLevel: -1, keepAlive: 1e9 } },
        { id: 1, publish: { ...publish, qos: 300 } },
        { id: 2, publish: { ...publish, qos: 1.5 } },
        { id: 3, publish: { ...publish, qos: '1' } },
        { id: 4, publish: { ...publish, retain: 1 } },
        { id: 5, publish: { topic: 'a', qos: 0 } },
        { id: 6, connect: { clientId: 'a' } },
        { id: 7, connect: { ...connect, username: null } },
        { id: 8, publish: { ...publish, payload: 'x', payloadBytes: 1 } },
        { id: 9, publish: { ...publish, payloadBytes: 'Infinity' } },
      ],
      'mqtt',
    );
    expect(answers.map(({ error }) => error !== undefined)).toEqual([
      false,
      false,
      true,
      true,
      true,
      true,
      true,
      true,
      true,
      true,
    ]);
    expect(answers[1]).toMatchObject({ allowed: false, reasons: [{ rule: 'session/none' }, { rule: 'qos/range' }] });
    expect(answers[3]?.error).toBe('publish.qos is a string; it has to be a whole number.');
  });

  it('refuses a size that no payload has, and says why', async () => {
    const topic = '$sys/238322/meter-7/dp/post/json';
    const requests = ['-1', '-9007199254740993', '268435456', '1e30', '1e400'].map(
      (size) => `{"id":"${size}","publish":{"topic":"${topic}","qos":0,"retain":false,"payloadBytes":${size}}}`,
    );
    for (const policy of ['mqtt', 'onenet']) {
      const answers = await decide([...requests.flatMap((request) => [{ id: 0, connect }, request])], policy);
      const verdicts = answers.filter(({ id }) => id !== 0);
      expect(verdicts).toHaveLength(requests.length);
      for (const verdict of verdicts) {
        expect(verdict, String(verdict.id)).toMatchObject({
          allowed: false,
          consequence: { kind: 'close' },
          sessionOpen: false,
          reasons: [
            { rule: 'publish/payload-size', field: 'payload', message: expect.stringContaining('0 to 268435455') },
          ],
        });
      }
    }
    const [, whole] = await decide(
      [{ id: 0, connect }, requests[0]?.replace('"payloadBytes":-1', '"payloadBytes":0')],
      'onenet',
    );
    expect(whole).toMatchObject({ allowed: true });
  });

  it.each([
    ['', null],
    ['[]', null],
    ['nonsense', null],
    ['{"id":1}', 1],
    ['{"id":1,"publsh":{}}', 1],
    ['{"id":1,"packet":"pingreq","connect":{}}', 1],
    ['{"id":1,"packet":"pingreq","packet":"pingreq"}', 1],
    ['{"id":1,"packet":"pingreq","p\\u0061cket":"pingreq"}', 1],
    ['{"id":[1],"packet":"pingreq"}', null],
    ['{"id":1,"packet":5}', 1],
    ['{"id":1,"publish":[]}', 1],
    ['{"id":1,"__proto__":{"packet":"pingreq"}}', 1],
    ['{"id":1,"subscribe":{"filter":"a","qos":0,"filters":[]}}', 1],
  ])('answers %j with an error and goes on', async (line, id) => {
    const [error, next] = await decide([line, { id: 2, packet: 'pingreq' }]);
    expect(error).toEqual({ id, error: expect.any(String) });
    expect(next).toMatchObject({ id: 2 });
  });

  it('takes every text for an identity that no text can break out of', async () => {
    for (const clientId of ['__proto__', 'constructor', '+', '#', 'a/b', '', 'x'.repeat(65), '$SYS']) {
      const [answer] = await decide([{ id: 1, connect: { ...connect, clientId } }]);
      expect(answer, clientId).toMatchObject({ id: 1, allowed: false });
    }
    const names = await decide([
      { id: 1, connect: { ...connect, clientId: '__proto__', password: password.replace('meter-7', '__proto__') } },
      { id: 2, publish: { topic: '$sys/238322/__proto__/dp/post/json', qos: 0, retain: false } },
    ]);
    expect(names.map(({ allowed }) => allowed)).toEqual([true, true]);
  });

  it('survives long lines, deep ones, and 10,000 of them', async () => {
    const long = JSON.stringify({ id: 1, publish: { topic: 'x'.repeat(10_000_000), qos: 0, retain: false } });
    const deep = `{"id":1,"publish":${'['.repeat(200_000)}`;
    const answers = await decide(
      [long, deep, ...Array.from({ length: 10_000 }, (_, id) => ({ id, packet: 'pingreq' }))],
      'mqtt',
    );
    expect(answers.length).toBe(10_002);
    expect(answers.at(-1)).toMatchObject({ id: 9999 });
    expect(answers[1]?.error).toContain('not JSON');
  });

  it('answers a caller that waits for each answer', async () => {
    const child = spawn(process.execPath, [command, 'decide', '--policy', 'mqtt'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    for (const id of [1, 2, 3]) {
      child.stdin.write(`${JSON.stringify({ id, packet: 'pingreq' })}\n`);
      const answer = await new Promise<string>((resolve) =>
        child.stdout.once('data', (chunk: Buffer) => resolve(chunk.toString())),
      );
      expect(JSON.parse(answer)).toMatchObject({ id });
    }
    child.stdin.end();
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(0);
  });

  it('wants a policy that can be loaded', async () => {
    expect((await topicguard(['decide'])).code).toBe(2);
    expect((await topicguard(['decide', '--policy', 'nothing'])).code).toBe(2);
  });
});

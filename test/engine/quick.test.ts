import { describe, expect, it } from 'vitest';
import { compile } from '../../src/engine/compile.js';
import { severest } from '../../src/engine/consequence.js';
import { createGuard } from '../../src/engine/index.js';
import { messageFaults } from '../../src/engine/publish.js';
import type { Advice } from '../../src/engine/verdict.js';
import { parsePolicy } from '../../src/policy/parse.js';
import { Random } from '../topics/random.js';
import { pageAround } from './random-page.js';

const everyLines = [
  'qos  0..1',
  'qos  0  when retain 1',
  'retain  0',
  'dup  0',
  'topic  <= 2 levels',
  'topic  <= 6 B',
  'topic  <= 5 chars',
  'level  [ab$]{0,2}',
  'level  [a-z$]{0,}',
  'payload  <= 100 B',
  'payload  < 64 B',
  'payload  1..100 B',
];
const consequences = ['', '  otherwise drop', '  otherwise warn', '  otherwise downgrade', '  otherwise close'];
const lineEnds = ['', '', '', '  payload 0 B', '  qos 0', '  except "a/b"', '\n    note "Write it otherwise."'];
const templates = [
  'a',
  'a/b',
  'a/{x}',
  '{client}/a',
  '{client}/b/{x}',
  '{client}/{x}',
  '{x}/{x}',
  '+',
  '#',
  '+/b',
  'b/#',
  '$a/b',
  'ab/ba',
];
const topics = [
  'a',
  'b',
  'a/b',
  'a/bb',
  'c/a',
  'c/b/a',
  'c/b/zz',
  'c/b/',
  'c/',
  'b',
  'b/b',
  'b/a/b',
  '$a/b',
  'ab/ba',
  'a/a',
  '',
  'a/+',
  'a/#',
  'a/ü',
  'a/\0',
  '$delayed/1/a',
  'd/a',
  'a/😀',
  '/',
];

function randomPolicy(random: Random): string {
  const ended = (line: string): string => `  ${line}${random.pick(consequences)}`;
  const every = (verb: string): string[] => [
    `every ${verb}`,
    ...[...new Set(random.list(0, 3, () => random.pick(everyLines)))]
      .filter((line) => verb === 'publish' || !line.startsWith('dup'))
      .map(ended),
    ...(random.below(2) === 0 ? [`  otherwise ${random.pick(['close', 'drop', 'close'])}`] : []),
    '',
  ];
  const alike = random.pick([
    templates,
    templates.filter((text) => text.startsWith('{client}')),
    templates.slice(0, 3),
  ]);
  const listings = random.list(1, 6, () => {
    const deny = random.below(12) === 0 ? 'deny ' : '';
    const verbs = random.pick(['publish', 'publish', 'receive', 'publish, receive']);
    return `  ${deny}${verbs}  "${random.pick(alike)}"${random.pick(lineEnds)}`;
  });
  return pageAround(['  {x}  [a-z]{1,2}', ...listings], [...every('publish'), ...every('receive')]);
}

describe('the quick decision', () => {
  it('says what the full engine says, or nothing', { timeout: 120_000 }, () => {
    const said = { allowed: 0, refused: 0, unclear: 0 };
    for (let seed = 1; seed <= 2_000; seed++) {
      const random = new Random(seed * 7919);
      const text = randomPolicy(random);
      const { policy, problems } = parsePolicy(text);
      if (!policy) throw new Error(`${text}\n${problems.map(({ message }) => message).join('\n')}`);
      const compiled = compile(policy, { roles: new Set(), holds: () => true });
      const identity = ['c'];
      for (const verb of ['publish', 'receive'] as const) {
        const quick = compiled.quick[verb];
        const beginning = quick.beginning(identity);
        for (let i = 0; i < 60; i++) {
          const message = {
            topic: random.pick(topics),
            qos: random.pick([0, 1, 2, 3, -1, 0, 1]),
            retain: random.below(3) === 0,
            dup: verb === 'publish' && random.below(4) === 0,
            payloadBytes: random.pick([undefined, 0, 1, 63, 64, 100, 101]),
          };
          const { topic, qos, retain, dup, payloadBytes } = message;
          const answer = quick.decide(topic, qos, retain, dup, payloadBytes, identity, beginning);
          said[answer]++;
          if (answer === 'unclear') continue;
          const advice: Advice[] = [];
          const faults = messageFaults({ compiled, identity, verb }, message, advice);
          const where = `seed ${seed}: ${verb} ${JSON.stringify(message)}\n${text}`;
          expect(faults.length > 0, where).toBe(answer === 'refused');
          if (answer === 'allowed') expect(advice, where).toEqual([]);
          else if (quick.refusal)
            expect(severest(faults.map(({ consequence }) => consequence)), where).toEqual(quick.refusal);
        }
      }
    }
    expect(said.allowed).toBeGreaterThan(4_000);
    expect(said.refused).toBeGreaterThan(30_000);
  });
});

describe('a refusal', () => {
  const page = (topic: string): string =>
    pageAround([`  publish  "${topic}"`], ['every publish', '  qos  0..1', '  otherwise close', '']);
  const policyOf = (topic: string) =>
    parsePolicy(page(topic)).policy as NonNullable<ReturnType<typeof parsePolicy>['policy']>;

  it('closes at once and explains itself later, also after a reload', () => {
    const guard = createGuard(policyOf('{client}/a'));
    const session = guard.session({ client: 'c' });
    const early = session.publish({ topic: 'c/b', qos: 2, retain: false });
    expect(session.open).toBe(false);
    expect(early).toMatchObject({ allowed: false, consequence: { kind: 'close' }, sessionOpen: false });
    guard.reload(policyOf('{client}/b'));
    expect(early.reasons.map(({ rule, field }) => `${rule} ${field}`)).toEqual([
      'topic/unknown topic',
      'publish/qos qos',
    ]);
    expect(early.reasons).toBe(early.reasons);
    expect(JSON.parse(JSON.stringify(early))).toMatchObject({ version: 1, allowed: false, advice: [] });
  });

  it('reads the topic from bytes as from text', () => {
    const session = createGuard(policyOf('{client}/a')).session({ client: 'c' });
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
    const publish = (topic: string | Uint8Array) =>
      typeof topic === 'string'
        ? session.publish({ topic, qos: 0, retain: false })
        : session.publish({ topic, qos: 0, retain: false });
    for (const topic of ['c/a', 'c/b', 'c/ü', 'c/\uFFFD', '\uFEFFc/a', 'c/😀', 'c/\0', '', 'c/+']) {
      expect(JSON.stringify(publish(bytes(topic))), topic).toBe(JSON.stringify(publish(topic)));
    }
    expect(publish(Buffer.from('xc/a').subarray(1)).allowed).toBe(true);
    for (const wrong of [[0xff], [0x63, 0x2f, 0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf]]) {
      const { allowed, reasons } = publish(Uint8Array.from(wrong));
      expect({ allowed, rules: reasons.map(({ rule }) => rule) }).toEqual({ allowed: false, rules: ['topic/syntax'] });
    }
  });
});

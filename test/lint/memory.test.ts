import { describe, expect, it } from 'vitest';
import { inspectText, lintText } from '../../src/lint/lint.js';
import { ClientMemory } from '../../src/lint/memory.js';
import { rules } from '../../src/rules/index.js';

function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
}

const client = (at: number): string => `  - host: mqtts.heclouds.com
    client_id: meter-${at}
    username: "238322"
    keepalive: ${at % 3 === 0 ? 5 : 60}
    subscribe:
      - $sys/238322/meter-${at % 4}/cmd/#
      - "$sys/238322/meter-${at}/cmd/request/+ "
`;
const yaml = `qos: 2\nbrokers:\n${Array.from({ length: 6 }, (_, at) => client(at)).join('')}`;
const json = JSON.stringify(
  {
    brokers: Array.from({ length: 5 }, (_, at) => ({
      mqtt: {
        host: 'mqtts.heclouds.com',
        keepalive: 5,
        will: { topic: 'a', qos: 1 },
        subscribe: ['#', `$sys/1/m${at}/cmd/#`, `$sys/1/m${at}/cmd/request/+`],
      },
    })),
  },
  null,
  2,
);
const script = `policy onenet\n${Array.from({ length: 6 }, (_, at) => `connect client-id=m${at} username=1 keep-alive=${at}\nsubscribe $sys/1/m0/cmd/# qos=2\nsubscribe $sys/1/m${at}/cmd/request/+, a/b\npublish $sys/1/m1/dp/post/json\n`).join('\n')}`;
/** What people type, and what breaks a text. */
const typed = ['x', '\n', ' ', '"', '#', '/', '5', 'qos: 1', '// a', '*a', '&a ', '{', '}', ',', '- '];

describe('a memory of clients', () => {
  it.each([
    ['device.yaml', yaml],
    ['device.json', json],
    ['run.mqtt', script],
  ])('changes nothing in the findings of %s, whatever is typed', { timeout: 120_000 }, async (path, start) => {
    const random = randomOf(path.length);
    const memory = new ClientMemory();
    let text = start;
    for (let edit = 0; edit < 120; edit++) {
      const at = random(text.length + 1);
      const cut = random(3) === 0 ? random(6) : 0;
      const before = text;
      text =
        text.slice(0, at) + (random(4) === 0 ? '' : (typed[random(typed.length)] as string)) + text.slice(at + cut);
      const { findings } = await lintText(text, { path, memory, now: 1_700_000_000 });
      expect(findings).toEqual((await lintText(text, { path, now: 1_700_000_000 })).findings);
      // Mostly back again, so that there is something left to judge.
      if (random(5) > 0) text = before;
    }
  });

  it('changes nothing in the findings of any example, moved and changed', async () => {
    for (const rule of rules) {
      for (const { path, text } of rule.examples) {
        const memory = new ClientMemory();
        for (const next of [text, `\n${text}`, text.replace(/5/, '6'), text])
          expect(await lintText(next, { path, memory })).toEqual(await lintText(next, { path }));
      }
    }
  });

  it('judges only the client that has changed', async () => {
    const memory = new ClientMemory();
    const first = await inspectText(json, { path: 'a.json', memory });
    const again = await inspectText(json.replace('m3', 'm9'), { path: 'a.json', memory });
    const same = first.findings.filter(({ fix }) => fix && again.findings.some((other) => other.fix === fix));
    expect(same.length).toBeGreaterThan(0);
    expect(same.length).toBeLessThan(first.findings.filter(({ fix }) => fix).length);
  });

  it('sees that a token has expired since', async () => {
    const password =
      'version=2018-10-31&res=products%2F1%2Fdevices%2Fm&et=1893456000&method=sha1&sign=AAAAAAAAAAAAAAAAAAAAAAAAAAA%3D';
    const text = JSON.stringify({ mqtt: { host: 'mqtts.heclouds.com', client_id: 'm', username: '1', password } });
    const memory = new ClientMemory();
    const told: boolean[] = [];
    for (const now of [1_893_455_999, 1_893_456_001]) {
      const { findings } = await lintText(text, { path: 'a.json', memory, now });
      told.push(findings.some(({ message }) => message.includes('expired')));
    }
    expect(told).toEqual([false, true]);
  });
});

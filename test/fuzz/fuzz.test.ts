import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatSessionScript, parseSessionScript } from '../../grammar/session/index.js';
import { parseShapeTree } from '../../grammar/shape/index.js';
import { parseTemplateTree } from '../../grammar/template/index.js';
import { parseTopicTree } from '../../grammar/topic/index.js';
import { formatPolicy, parsePolicy } from '../../src/policy/index.js';
import { decode } from '../../src/readers/decode.js';
import { readJson } from '../../src/readers/json.js';
import { readSession } from '../../src/readers/session.js';
import { readYaml } from '../../src/readers/yaml.js';
import { parseTopicFilter, parseTopicName } from '../../src/topics/index.js';
import { Random } from '../topics/random.js';

const root = path.resolve(import.meta.dirname, '../..');
const ROUNDS = 200_000;

const read = (file: string): Buffer => readFileSync(path.join(root, file));
const samples: Readonly<Record<string, readonly Buffer[]>> = {
  policy: [read('policies/onenet.mqttpolicy'), read('policies/mqtt.mqttpolicy'), read('examples/plant.mqttpolicy')],
  script: readdirSync(path.join(root, 'test/sessions'))
    .filter((file) => file.endsWith('.mqtt'))
    .map((file) => read(`test/sessions/${file}`)),
  json: [read('examples/onenet/thermostat.json'), read('examples/onenet/meter.json')],
  yaml: [read('examples/onenet/gateway.yaml'), read('examples/onenet/meter.yaml')],
  topic: ['$sys/238322/sensor-1/#', 'a/+/b', '$share/g/a/#', '//', '\u{1F600}/\ud800'].map((text) => Buffer.from(text)),
};

/** Random bytes, or a piece of a real file with some bytes of it changed. */
function bytes(next: (below: number) => number, from: readonly Buffer[]): Buffer {
  if (next(3) === 0) return Buffer.from(Array.from({ length: next(60) }, () => next(256)));
  const sample = from[next(from.length)] as Buffer;
  const start = next(sample.length);
  const piece = Buffer.from(sample.subarray(start, start + 1 + next(160)));
  for (let edits = next(6); edits > 0; edits--)
    piece[next(piece.length)] =
      next(4) === 0 ? next(256) : ('{}[]"\'\n\r\t :,#&*!|>+-/\\$=?%'.codePointAt(next(30)) ?? 32);
  return piece;
}

const targets: readonly (readonly [
  name: string,
  kind: keyof typeof samples,
  run: (text: string, bytes: Buffer) => unknown,
])[] = [
  ['the policy parser', 'policy', (text) => parsePolicy(text)],
  ['the policy formatter', 'policy', (text) => formatPolicy(text)],
  ['the script parser', 'script', parseSessionScript],
  ['the script formatter', 'script', formatSessionScript],
  ['the script reader', 'script', readSession],
  ['the JSON reader', 'json', readJson],
  ['the YAML reader', 'yaml', readYaml],
  ['the topic scanner', 'topic', (text) => [parseTopicFilter(text), parseTopicName(text)]],
  ['the topic grammar', 'topic', (text) => parseTopicTree('filter', text)],
  ['the template grammar', 'policy', parseTemplateTree],
  ['the shape grammar', 'policy', parseShapeTree],
  ['the decoder', 'yaml', (_, raw) => decode(raw)],
];

describe('200,000 random byte strings', () => {
  it.each(targets)('neither crash nor hang %s, in bounded memory', { timeout: 600_000 }, (name, kind, run) => {
    const random = new Random(name.length * 7919);
    const next = (below: number): number => random.below(below);
    const from = samples[kind] as readonly Buffer[];
    const before = process.memoryUsage().rss;
    let slowest = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const raw = bytes(next, from);
      const text = raw.toString(next(2) === 0 ? 'utf8' : 'latin1');
      const start = performance.now();
      try {
        run(text, raw);
      } catch (error) {
        throw new Error(`${name} threw on ${JSON.stringify(text)}`, { cause: error });
      }
      slowest = Math.max(slowest, performance.now() - start);
    }
    // Far above anything seen: this looks for hangs and leaks, not for speed.
    expect(slowest).toBeLessThan(5_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(600 * 2 ** 20);
  });
});

/** One of each kind of character that means something to one of them. */
const alphabet = ['a', '1', ' ', '\t', '\n', '\r', '\u000b', '\0', '\ufeff', ...'{}[]"\'\\:,-#&*!|>%/+$='];

describe('every text of up to three characters', () => {
  it.each(targets)('neither crashes nor hangs %s', { timeout: 600_000 }, (name, _, run) => {
    for (const one of ['', ...alphabet]) {
      for (const two of ['', ...alphabet]) {
        for (const three of alphabet) {
          const text = one + two + three;
          try {
            run(text, Buffer.from(text));
          } catch (error) {
            throw new Error(`${name} threw on ${JSON.stringify(text)}`, { cause: error });
          }
        }
      }
    }
  });
});

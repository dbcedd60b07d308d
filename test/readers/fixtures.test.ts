import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readerFor } from '../../src/readers/index.js';
import { render } from './render.js';

const folder = new URL('./fixtures/', import.meta.url);
const expected = new Map(
  readFileSync(new URL('./fixtures.expected.txt', import.meta.url), 'utf8')
    .split('##### ')
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end), part.slice(end + 1).trimEnd()] as const;
    }),
);

describe('configs as they are found in the field', () => {
  const files = readdirSync(folder).sort();
  it('has an expectation for each file', () => {
    expect([...expected.keys()].sort()).toEqual(files);
    expect(files.length).toBeGreaterThanOrEqual(30);
  });

  it.each(files)('%s', async (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const reader = await readerFor(name);
    if (reader === undefined) throw new Error(`no reader for ${name}`);
    expect(render(text, reader(text))).toBe(expected.get(name));
  });

  it.each(files)('%s after a byte order mark and with CRLF', async (name) => {
    const text = readFileSync(new URL(name, folder), 'utf8');
    const reader = await readerFor(name);
    if (reader === undefined) throw new Error(`no reader for ${name}`);
    const changed = `\uFEFF${text.replaceAll('\n', '\r\n')}`;
    const before = reader(text).clients;
    const after = reader(changed).clients;
    expect(after.map((client) => client.label)).toEqual(before.map((client) => client.label));
    after.forEach((client, index) => {
      expect(client.requests.map((request) => request.topic.value)).toEqual(
        before[index]?.requests.map((request) => request.topic.value),
      );
      client.requests.forEach((request, place) => {
        const { span } = request.topic;
        const original = before[index]?.requests[place]?.topic.span;
        expect(changed.slice(span.start, span.end)).toBe(text.slice(original?.start, original?.end));
      });
    });
  });
});

describe('equal values in one file', () => {
  const cases: [string, string, string][] = [
    ['equal.json', '{"😀": 1, "mqtt": {"host": "h", "pub_topic": "a/b", "sub_topic": "a/b"}}', '"a/b"'],
    ['equal.yaml', '😀: &t a/b\nmqtt:\n  host: h\n  pub_topic: a/b\n  sub_topic: a/b\n', 'a/b'],
    ['equal.mqtt', '// 😀\npublish a/b\nsubscribe a/b\n', 'a/b'],
  ];
  for (const mark of ['', '\uFEFF']) {
    for (const lineEnd of ['\n', '\r\n']) {
      it.each(cases)(`are told apart: %s ${JSON.stringify(mark + lineEnd)}`, async (name, source, written) => {
        const text = mark + source.replaceAll('\n', lineEnd);
        const reader = await readerFor(name);
        const requests = reader?.(text).clients.flatMap((client) => client.requests) ?? [];
        expect(requests.map((request) => request.direction)).toEqual(['publish', 'subscribe']);
        const last = text.lastIndexOf(written);
        expect(requests.map((request) => request.topic.span.start)).toEqual([
          text.lastIndexOf(written, last - 1),
          last,
        ]);
        for (const { topic } of requests) expect(text.slice(topic.span.start, topic.span.end)).toBe(written);
      });
    }
  }
  it('are told apart where one comes through an alias: the alias is its place', async () => {
    const text = 'x: &t a/b\nmqtt:\n  host: h\n  pub_topic: *t\n  sub_topic: a/b\n';
    const reader = await readerFor('x.yml');
    const requests = reader?.(text).clients[0]?.requests ?? [];
    expect(requests.map(({ topic }) => text.slice(topic.span.start, topic.span.end))).toEqual(['*t', 'a/b']);
    expect(requests.map(({ topic }) => topic.value)).toEqual(['a/b', 'a/b']);
  });
});

import { describe, expect, it } from 'vitest';
import { lintText } from '../../src/lint/index.js';

/**
 * Two equal values in one file, one of them right and one wrong: the finding stands at the wrong one, whatever stands before it. The
 * sources mark the wrong one with ‹ and ›, which the test takes out.
 */
const topic = '$sys/238322/meter-7/cmd/request/1';
const sources: readonly (readonly [name: string, source: string])[] = [
  [
    'device.json',
    `{
  "note": "EMOJI", "mqtt": { "host": "mqtts.heclouds.com", "client_id": "meter-7", "username": "238322",
    "label": "EMOJI", "subscribe": ["${topic}"], "publish": [‹"${topic}"›] }
}
`,
  ],
  [
    'reversed.json',
    `{ "a": "EMOJI", "mqtt": { "host": "mqtts.heclouds.com", "publish": ‹"${topic}"›, "subscribe": "${topic}" } }\n`,
  ],
  [
    'device.yaml',
    `note: EMOJI # EMOJI
mqtt:
  host: mqtts.heclouds.com
  client_id: meter-7
  username: "238322"
  subscribe: [EMOJI_KEY, ${topic}]
  publish: { EMOJI: ‹"${topic}"› }
`.replace('[EMOJI_KEY, ', '['),
  ],
  [
    'reversed.yml',
    `# EMOJI\nmqtt: { host: mqtts.heclouds.com, "EMOJI": 1, publish: ‹'${topic}'›, subscribe: '${topic}' }\n`,
  ],
  [
    'anchor.yaml',
    `EMOJI: &it ${topic}
mqtt:
  host: mqtts.heclouds.com
  client_id: meter-7
  username: "238322"
  subscribe: *it
  publish: ‹*it› # EMOJI
`,
  ],
  [
    'anchor-inside.yaml',
    `mqtt:
  host: mqtts.heclouds.com
  name: EMOJI
  subscribe: &it ${topic}
  publish: [‹*it›]
`,
  ],
  [
    'session.mqtt',
    `policy onenet // EMOJI
connect client-id=meter-7 username=238322
subscribe ${topic}
publish ‹${topic}› qos=1 {"v":"EMOJI"}
`,
  ],
  [
    'one-line.mqtt',
    `policy onenet\nconnect client-id=meter-7 username=238322
subscribe $sys/238322/meter-7/cmd/request/+, ‹$sys/238322/EMOJI/cmd/request/+›
`,
  ],
];

const emoji = ['', '😀', '👩‍🔧é温'];
const marks = ['', '\uFEFF'];
const lineEnds = ['\n', '\r\n'];

describe.each(sources)('%s', (name, source) => {
  const ways = marks.flatMap((mark) =>
    lineEnds.flatMap((lineEnd) => emoji.map((picture) => ({ mark, lineEnd, picture }))),
  );
  it.each(ways)('$mark $lineEnd $picture', async ({ mark, lineEnd, picture }) => {
    const marked = mark + source.replaceAll('\n', lineEnd).replaceAll('EMOJI', picture || 'x');
    const start = marked.indexOf('‹');
    const text = marked.replace(/[‹›]/g, '');
    const end = marked.indexOf('›') - 1;
    const before = text.slice(0, start);
    const line = before.split('\n').length;
    // A byte order mark is no column.
    const lineStart = before.lastIndexOf('\n') + 1 || mark.length;
    const { findings } = await lintText(text, { path: name });
    const errors = findings.filter(({ severity }) => severity === 'error');
    expect(errors.map((one) => [one.line, one.column, one.endLine, one.endColumn])).toEqual(
      errors.map(() => [line, start - lineStart + 1, line, end - lineStart + 1]),
    );
    expect(errors.length).toBeGreaterThan(0);
  });
});

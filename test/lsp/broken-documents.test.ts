/** Documents as they are while somebody writes them: no feature throws, and none keeps an editor waiting. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Feature } from '../../lsp/features/feature.js';
import { features } from '../../lsp/features/index.js';
import type { Source } from '../../lsp/source.js';
import { formatOf } from '../../src/readers/index.js';
import { rules } from '../../src/rules/index.js';
import { root } from '../cli/run.js';
import { Lab } from './lab.js';

/** Those that an editor asks at a place; what a feature may be asked beside it. */
const atPlaces = [
  'textDocument/hover',
  'textDocument/completion',
  'textDocument/inlayHint',
  'textDocument/documentLink',
  'textDocument/documentSymbol',
];
const asked: readonly Feature[] = features.filter(
  ({ request, kinds }) =>
    atPlaces.includes(request.method) && kinds.some((kind) => ['json', 'yaml', 'session'].includes(kind)),
);

/** Milliseconds; a machine may be busy. */
const patience = 2000;

async function askAll(lab: Lab, source: Source, offset: number): Promise<void> {
  const start = source.lines.positionAt(offset);
  const range = { start: { line: 0, character: 0 }, end: source.lines.positionAt(source.text.length) };
  for (const one of asked) {
    if (source.kind === undefined || !one.kinds.includes(source.kind)) continue;
    const before = performance.now();
    try {
      await lab.ask(one, { uri: source.uri, source, range: { start, end: start } }, { range });
    } catch (error) {
      throw new Error(`${one.request.method} at ${offset} of ${JSON.stringify(source.text)}`, { cause: error });
    }
    const took = performance.now() - before;
    if (took > patience)
      throw new Error(`${one.request.method} took ${took} ms at ${offset} of ${JSON.stringify(source.text)}`);
  }
}

/** The whole text, what it is while it is typed from its beginning, and here and there with something in its middle taken out. */
async function tryAll(name: string, text: string, step = 1, from = 0): Promise<number> {
  const lab = new Lab();
  const kind = name.split('.').pop();
  const whole = lab.open(`whole-${name}`, text, kind).source;
  let tried = 0;
  for (let offset = from; offset <= text.length; offset += step) {
    await askAll(lab, whole, offset);
    const begun = text.slice(0, offset);
    await askAll(lab, lab.open(name, begun, kind).source, offset);
    if (tried % 5 === 0) await askAll(lab, lab.open(name, begun + text.slice(offset + 3), kind).source, offset);
    tried++;
  }
  return tried;
}

describe('documents that are being written', () => {
  const folder = path.join(root, 'examples/onenet');
  it.each(readdirSync(folder).filter((name) => formatOf(name) !== undefined))(
    'like %s, at every offset',
    async (name) => {
      const text = readFileSync(path.join(folder, name), 'utf8');
      expect(await tryAll(name, text)).toBe(text.length + 1);
    },
    600_000,
  );

  it('like the examples of every rule', async () => {
    let tried = 0;
    for (const { examples } of rules) {
      for (const { path: name, text } of examples) {
        // Another beginning for each, so that all kinds of places come up.
        tried += await tryAll(name, text, 29, tried % 29);
      }
    }
    expect(tried).toBeGreaterThan(500);
  }, 600_000);

  it('with signs that no format expects', async () => {
    const strange = [
      '',
      '\u0000',
      '\uFEFF',
      '"',
      "'",
      '\\',
      '{',
      '[',
      '${',
      '#',
      '//',
      '/*',
      '\ud800',
      '\r',
      '\u2028',
      '- -',
      '&a *a',
      '<<: *a',
      '<|',
      '__proto__',
      '{{',
      '%s',
      '|',
      '>',
    ];
    for (const name of ['a.json', 'a.yaml', 'a.mqtt']) {
      for (const one of strange) {
        for (const around of [
          `{"mqtt": {"host": "mqtts.heclouds.com", "client_id": "a", "subscribe": ["${one}`,
          `mqtt:\n  host: mqtts.heclouds.com\n  client_id: ${one}\n  subscribe: ${one}`,
          `policy onenet\nconnect client-id=a\nsubscribe ${one}`,
          one,
        ]) {
          const lab = new Lab();
          await askAll(lab, lab.open(name, around, name.split('.').pop()).source, around.length);
        }
      }
    }
  });
});

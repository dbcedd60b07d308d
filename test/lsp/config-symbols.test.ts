import { describe, expect, it } from 'vitest';
import type { DocumentSymbol } from 'vscode-languageserver';
import { configSymbols } from '../../lsp/features/config-symbols.js';
import { Lab } from './lab.js';

async function outline(name: string, text: string): Promise<string[]> {
  const lab = new Lab();
  const opened = lab.open(name, text, name.split('.').pop());
  const { lines } = opened.source;
  const show = (
    { name: called, detail, selectionRange, range, children = [] }: DocumentSymbol,
    indent: string,
  ): string[] => {
    // What an editor refuses: a name of nothing, a selection that is not inside, a child that is not inside.
    expect(called).not.toBe('');
    const [from, to] = [lines.offsetAt(range.start), lines.offsetAt(range.end)];
    for (const inner of [selectionRange, ...children.map((child) => child.range)]) {
      expect(lines.offsetAt(inner.start)).toBeGreaterThanOrEqual(from);
      expect(lines.offsetAt(inner.end)).toBeLessThanOrEqual(to);
    }
    return [
      `${indent}${called} | ${detail} | ${lines.getText(selectionRange)}`,
      ...children.flatMap((child) => show(child, `${indent}  `)),
    ];
  };
  return (await lab.ask<DocumentSymbol[]>(configSymbols, opened)).flatMap((symbol) => show(symbol, ''));
}

describe('the outline of a config', () => {
  it('has its clients with their topics', async () => {
    const yaml = `brokers:
  - host: mqtts.heclouds.com
    client_id: meter-7
    subscribe:
      - $sys/1/meter-7/cmd/#
    publish: $sys/1/meter-7/dp/post/json
  - host: broker.example.com
    client_id: gateway
    will:
      topic: gone
      payload: x
    topics: [a/b]
`;
    expect(await outline('a.yaml', yaml)).toEqual([
      'meter-7 | policy onenet, mqtts.heclouds.com, brokers[0] | meter-7',
      '  $sys/1/meter-7/cmd/# | subscribe | $sys/1/meter-7/cmd/#',
      '  $sys/1/meter-7/dp/post/json | publish | $sys/1/meter-7/dp/post/json',
      'gateway | policy mqtt, broker.example.com, brokers[1] | gateway',
      '  a/b |  | a/b',
      '  gone | will | gone',
    ]);
  });

  it('holds topics that stand outside of the object of the client', async () => {
    const json = '{"topics": {"up": "a/b"}, "mqtt": {"host": "broker.example.com"}, "down": {"mqtt_topic": "c/d"}}';
    const [client, ...topics] = await outline('a.json', json);
    expect(client).toBe('broker.example.com | policy mqtt, mqtt | "broker.example.com"');
    expect(topics.length).toBeGreaterThan(0);
  });

  it('has something to call a client that says nothing of itself', async () => {
    expect(await outline('a.json', '{"mqtt": {"keepalive": 5, "clientId": " "}}')).toHaveLength(1);
    expect(await outline('package.json', '{"name": "x"}')).toEqual([]);
  });
});

import { describe, expect, it } from 'vitest';
import type { InlayHint } from 'vscode-languageserver';
import { inlayHints } from '../../lsp/features/inlay-hints.js';
import { Lab } from './lab.js';

/** The text with each hint in guillemets where it is shown; of the marked part where there is one. */
async function withHints(name: string, marked: string, lab = new Lab()): Promise<string> {
  const opened = lab.open(name, marked, name.split('.').pop());
  const { lines } = opened.source;
  const all = { start: lines.positionAt(0), end: lines.positionAt(marked.length) };
  const hints = await lab.ask<InlayHint[]>(inlayHints, opened, { range: marked.includes('<|>') ? opened.range : all });
  let { text } = opened.source;
  for (const { position, label } of hints.toReversed()) {
    const at = lines.offsetAt(position);
    text = `${text.slice(0, at)}«${label}»${text.slice(at)}`;
  }
  return text;
}

const yaml = (rest: string): string => `mqtt:
  host: mqtts.heclouds.com
  client_id: meter-7
  username: "238322"
${rest}`;

describe('behind a variable', () => {
  it('stands what the client is called', async () => {
    expect(await withHints('a.yaml', yaml('  publish: ["$sys/{pid}/${DEVICE}/dp/post/json"]\n'))).toBe(
      yaml('  publish: ["$sys/{pid}«= 238322»/${DEVICE}«= meter-7»/dp/post/json"]\n'),
    );
    const script =
      'policy onenet\nconnect client-id=s1 username=p1\nsubscribe $sys/${A}/${B}/cmd/#, $sys/p1/%s/image/#\n';
    expect(await withHints('a.mqtt', script)).toBe(
      script.replace('${A}', '${A}«= p1»').replace('${B}', '${B}«= s1»').replace('%s', '%s«= s1»'),
    );
  });

  it('stands what the configuration says', async () => {
    const lab = new Lab({ 'topicguard.json': '{"identity": {"pid": "p1"}}' });
    const json = '{"mqtt": {"host": "mqtts.heclouds.com", "subscribe": "$sys/${PID}/${D}/cmd/#"}}';
    expect(await withHints('a.json', json, lab)).toBe(json.replace('${PID}', '${PID}«= p1»'));
  });

  it('stands nothing where nobody knows, where it is only a part of a level, or no name', async () => {
    for (const topic of [
      '$sys/238322/m-${X}/cmd/#',
      '$sys/238322/meter-7/cmd/response/${ID}',
      '$sys/238322/meter-7/cmd/#',
      '${A}/b',
      '$sys/${A/B}/x',
    ])
      expect(await withHints('a.yaml', yaml(`  publish: ["${topic}"]\n`))).not.toContain('«');
    const unknown = '{"mqtt": {"host": "mqtts.heclouds.com", "publish": "$sys/${PID}/${D}/dp/post/json"}}';
    expect(await withHints('a.json', unknown)).toBe(unknown);
  });

  it('stands something only in the part that is shown', async () => {
    const text = await withHints(
      'a.yaml',
      yaml('  publish:\n    - <|>$sys/${A}/meter-7/dp/post/json<|>\n    - $sys/${B}/meter-7/image/get\n'),
    );
    expect(text).toContain('${A}«= 238322»/');
    expect(text).toContain('${B}/');
  });
});

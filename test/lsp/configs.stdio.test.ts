/** The features for configs and scripts, as an editor gets them from the built server. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import type {
  CompletionItem,
  DocumentLink,
  DocumentSymbol,
  Hover,
  InlayHint,
  MarkupContent,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { folderWith, root } from '../cli/run.js';
import { Client } from './client.js';

const yaml = `# topicguard: policy=onenet
mqtt:
  host: mqtts.heclouds.com
  client_id: meter-7
  username: "238322"
  # topicguard-ignore-next-line connect/keep-alive -- the gateway asks for it
  keepalive: 5
  subscribe:
    - $sys/238322/\${DEVICE}/cmd/#
  publish:
    - $sys/
`;

it('answers everything that it announces about a config', async () => {
  const folder = folderWith({});
  const client = new Client();
  await client.start(folder);
  const uri = pathToFileURL(path.join(folder, 'meter.yaml')).href;
  client.open(uri, yaml, 'yaml');
  const lines = TextDocument.create(uri, 'yaml', 1, yaml);
  const about = (text: string) => ({
    textDocument: { uri },
    position: lines.positionAt(yaml.indexOf(text) + text.length),
  });
  const ask = async <Result>(method: string, params: object): Promise<Result> =>
    (await client.request(`textDocument/${method}`, params)) as Result;
  const hovered = async (text: string): Promise<string> =>
    ((await ask<Hover>('hover', about(text))).contents as MarkupContent).value;

  // The line of a policy that ships is shown as it is written there.
  expect(await hovered('keepali')).toContain(
    '- `keep-alive 10..1800 s source "Device manual"` ([line 36 of the policy onenet](file://',
  );
  expect(await hovered('/cmd')).toContain(
    '`subscribe cmd/request/{cmdid} "A command for the device" source "Commands"`',
  );
  expect(await hovered('connect/keep')).toContain('docs/rules/connect/keep-alive.md');

  const items = await ask<CompletionItem[]>('completion', about('publish:\n    - $sys/'));
  expect(items.map(({ label }) => label)).toContain('$sys/238322/meter-7/dp/post/json');

  const found = await ask<DocumentLink[]>('documentLink', { textDocument: { uri } });
  expect(found.map(({ target }) => target)).toEqual(
    ['policies/onenet.mqttpolicy', 'docs/rules/connect/keep-alive.md'].map(
      (page) => pathToFileURL(path.join(root, page)).href,
    ),
  );

  const [symbol] = await ask<DocumentSymbol[]>('documentSymbol', { textDocument: { uri } });
  expect(symbol).toMatchObject({ name: 'meter-7', children: [{ detail: 'subscribe' }, { detail: 'publish' }] });

  const range = { start: { line: 0, character: 0 }, end: lines.positionAt(yaml.length) };
  const hints = await ask<InlayHint[]>('inlayHint', { textDocument: { uri }, range });
  expect(hints).toMatchObject([{ label: '= meter-7', position: about('${DEVICE}').position }]);
});

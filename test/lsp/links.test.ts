import { describe, expect, it } from 'vitest';
import type { DocumentLink } from 'vscode-languageserver';
import { links, sourceLinks } from '../../lsp/features/links.js';
import { Lab } from './lab.js';

async function linksIn(name: string, text: string, one = links, lab = new Lab()): Promise<string[]> {
  const opened = lab.open(name, text, name.split('.').pop());
  const found = await lab.ask<DocumentLink[]>(one, opened);
  return found.map(({ range, target }) => `${opened.source.lines.getText(range)} -> ${target}`);
}

describe('links', () => {
  it('lead to the policy that a comment names', async () => {
    expect(await linksIn('a.yaml', 'mqtt: {}\n# see topicguard: policy=onenet, please\n')).toEqual([
      'onenet -> page:///policies/onenet.mqttpolicy',
    ]);
    expect(await linksIn('a.jsonc', '/* topicguard:policy = thingsboard */ {}')).toEqual([
      'thingsboard -> page:///policies/thingsboard.mqttpolicy',
    ]);
    const lab = new Lab({ 'deep/plant.mqttpolicy': 'policy plant\n' });
    const named = '# topicguard: policy=deep/plant.mqttpolicy\nmqtt: {}\n';
    expect(await linksIn('deep/a.yaml', named, links, lab)).toEqual([
      'deep/plant.mqttpolicy -> file:///lab/deep/plant.mqttpolicy',
    ]);
  });

  it('lead to the policy of a script', async () => {
    expect(await linksIn('a.mqtt', 'policy onenet\nconnect client-id=a\n')).toEqual([
      'onenet -> page:///policies/onenet.mqttpolicy',
    ]);
  });

  it('lead to the rules that are ignored', async () => {
    const text = 'mqtt: {}\n# topicguard-ignore-line topic/star, no/rule connect/will -- why\n';
    expect(await linksIn('a.yaml', text)).toEqual([
      'topic/star -> page:///docs/rules/topic/star.md',
      'connect/will -> page:///docs/rules/connect/will.md',
    ]);
  });

  it('lead nowhere for what is not there, and are no others', async () => {
    expect(await linksIn('a.yaml', '# topicguard: policy=nowhere\n# https://a.example\nmqtt: {}\n')).toEqual([]);
  });

  it('lead to what a policy is read from', async () => {
    const text =
      'policy plant\n  source "Manual" https://a.example/manual\n  source "b" ftp://b.example\n\nevery publish\n  qos 0..1 source "Page" http://a.example/page\n';
    expect(await linksIn('plant.mqttpolicy', text, sourceLinks)).toEqual([
      'https://a.example/manual -> https://a.example/manual',
      'http://a.example/page -> http://a.example/page',
    ]);
  });
});

import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { device, folderWith } from '../cli/run.js';
import { Client } from './client.js';

function uriIn(folder: string, name: string): string {
  return pathToFileURL(path.join(folder, name)).href;
}

describe('findings that are pushed', () => {
  it('come for every open and change, if with an empty list', async () => {
    const folder = folderWith({});
    const client = new Client();
    await client.start(folder);
    const uri = uriIn(folder, 'device.json');
    client.open(uri, device({ keepalive: 60 }));
    expect(await client.published(uri, 1)).toEqual([]);
    client.notify('textDocument/didChange', {
      textDocument: { uri, version: 2 },
      contentChanges: [{ text: device({ keepalive: 5 }) }],
    });
    expect(await client.published(uri, 2)).toMatchObject([
      {
        code: 'connect/keep-alive',
        severity: 1,
        source: 'topicguard',
        range: { start: { line: 5, character: 17 }, end: { line: 5, character: 18 } },
      },
    ]);
  });
});

/** What the server answers beyond the protocol, asked as the extension for VS Code asks. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { policyMethod, verdictMethod } from '../../lsp/requests.js';
import { device, folderWith } from '../cli/run.js';
import { Client } from './client.js';

it('announces and answers which policy decides, and what it says to a topic', async () => {
  const folder = folderWith({});
  const client = new Client();
  const { experimental } = await client.start(folder);
  expect(experimental).toEqual({ topicguard: { policy: true, verdict: true } });
  const uri = pathToFileURL(path.join(folder, 'device.json')).href;
  const text = device({ publish: ['$sys/238322/other/dp/post/json'] });
  client.open(uri, text);
  expect(await client.request(policyMethod, { textDocument: { uri } })).toMatchObject({
    inForce: [{ name: 'onenet', why: expect.stringContaining('mqtts.heclouds.com') }],
  });
  const lines = text.split('\n');
  const line = lines.findIndex((one) => one.includes('$sys/'));
  const position = { line, character: (lines[line] as string).indexOf('$sys/') };
  expect(await client.request(verdictMethod, { textDocument: { uri }, position })).toMatchObject({
    topic: '$sys/238322/other/dp/post/json',
    policy: 'onenet',
    verdicts: [{ verb: 'publish', status: 'denied', rules: ['topic/foreign'] }],
  });
  const unopened = { uri: pathToFileURL(path.join(folder, 'other.json')).href };
  expect(await client.request(policyMethod, { textDocument: unopened })).toBeNull();
});

import { describe, expect, it } from 'vitest';
import type { CompletionItem, TextEdit } from 'vscode-languageserver';
import { scriptCompletion } from '../../../lsp/features/script-completion.js';
import { Lab } from '../lab.js';

const files = { 'shed.mqttpolicy': 'policy shed\n\nroles\n  crew\n  guest\n' };

async function items(text: string): Promise<{ lab: Lab; uri: string; found: CompletionItem[] }> {
  const lab = new Lab(files);
  lab.open('deep/other.mqttpolicy', 'policy other\n', 'mqttpolicy');
  const opened = lab.open('a.mqtt', text, 'mqtt');
  return { lab, uri: opened.uri, found: await lab.ask<CompletionItem[]>(scriptCompletion, opened) };
}

describe('completion in a session script', () => {
  it.each([
    ['<|>', ['connect', 'subscribe', 'unsubscribe', 'publish', 'receive', 'packet', 'policy', 'role']],
    [
      'policy onenet\n\npu<|>',
      ['connect', 'subscribe', 'unsubscribe', 'publish', 'receive', 'packet', 'policy', 'role'],
    ],
    ['policy <|>', ['mqtt', 'onenet', 'onenet-studio', 'thingsboard', 'deep/other.mqttpolicy']],
    ['policy shed.mqttpolicy\nrole <|>', ['crew', 'guest']],
    ['subscribe a <|>', ['qos=', '=>']],
    ['subscribe a qos=1, b <|>', ['qos=', '=>']],
    ['subscribe a qos=1 <|>', ['=>']],
    ['publish a <|>', ['qos=', 'retain=', 'dup=', 'payload-bytes=', '=>']],
    ['publish a retain=<|>', ['retain=0', 'retain=1']],
    ['connect protocol=<|>', ['protocol=3.1', 'protocol=3.1.1', 'protocol=5']],
    ['publish a {"a": 1} <|>', ['=>']],
    ['publish a => <|>', ['allowed', 'denied', 'closed', 'dropped']],
    ['subscribe a => <|>', ['allowed', 'denied', 'closed', 'granted', 'failure']],
    ['connect => <|>', ['allowed', 'denied', 'closed', 'refused']],
    ['subscribe a => granted <|>', ['0', '1', '2']],
    ['publish <|>', []],
    ['publish a // pu<|>', []],
    ['nonsense <|>', []],
  ])('of %j', async (text, wanted) => {
    const found = (await items(text)).found.map(({ label }) => label);
    expect([...found].sort()).toEqual([...wanted].sort());
  });

  it('knows packets, options and rules', async () => {
    const labels = async (text: string): Promise<string[]> => (await items(text)).found.map(({ label }) => label);
    expect(await labels('packet <|>')).toContain('pubrec');
    expect(await labels('connect client-id=a <|>')).toEqual(expect.arrayContaining(['username=', '=>']));
    expect(await labels('connect client-id=a <|>')).not.toContain('client-id=');
    const closed = (await items('publish a => closed to<|>')).found;
    expect(closed).toContainEqual(expect.objectContaining({ label: 'topic/foreign', detail: expect.any(String) }));
    expect(await labels('publish a => closed topic/foreign <|>')).not.toContain('topic/foreign');
  });

  it.each([
    ['sub<|>', 'subscribe', 'subscribe'],
    ['connect keep<|>', 'keep-alive=', 'connect keep-alive='],
    ['publish a qos=<|>', 'qos=1', 'publish a qos=1'],
    ['publish a => clo<|>', 'closed', 'publish a => closed'],
    ['policy one<|>\r\nconnect', 'onenet', 'policy onenet\r\nconnect'],
  ])('writes into %j', async (text, label, wanted) => {
    const { lab, uri, found } = await items(text);
    const item = found.find((one) => one.label === label);
    expect(lab.applied({ changes: { [uri]: [item?.textEdit as TextEdit] } })['a.mqtt']).toBe(wanted);
  });
});

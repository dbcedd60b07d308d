import { window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type Verdict, type VerdictAnswer, verdictMethod } from '../../requests.js';

/** Says what the platform answers to the topic under the cursor, and offers the pages of the rules behind it. */
export async function showVerdict(client: LanguageClient, explain: (rule: string) => Promise<void>): Promise<void> {
  const editor = window.activeTextEditor;
  if (!editor) return void window.showInformationMessage('Put the cursor on a topic first.');
  const answer = await client.sendRequest<VerdictAnswer | null>(verdictMethod, {
    textDocument: client.code2ProtocolConverter.asTextDocumentIdentifier(editor.document),
    position: client.code2ProtocolConverter.asPosition(editor.selection.active),
  });
  if (!answer) return void window.showInformationMessage('There is no topic of an MQTT client under the cursor.');
  const { topic, policy, verdicts } = answer;
  const text = verdicts.map((verdict) => sentence(verdict, topic)).join('\n');
  const denied = verdicts.length > 0 && verdicts.every(({ status }) => status === 'denied');
  const show = denied ? window.showWarningMessage : window.showInformationMessage;
  const rules = [...new Set(verdicts.flatMap((verdict) => verdict.rules))];
  const chosen = await show(`${text} (policy ${policy})`, ...rules.slice(0, 2).map((rule) => `Explain ${rule}`));
  if (chosen !== undefined) await explain(chosen.slice('Explain '.length));
}

const heads: Readonly<Record<Verdict['status'], string>> = {
  allowed: 'Allowed',
  denied: 'Denied',
  undecided: 'Not decided',
};

function sentence({ verb, status, text }: Verdict, topic: string): string {
  return `${heads[status]}: ${verb} ${topic}.${text === '' ? '' : ` ${text}`}`;
}

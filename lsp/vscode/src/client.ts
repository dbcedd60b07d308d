/** The language server's client, and what the extension shows beside what the protocol has. */
import path from 'node:path';
import { commands, type ExtensionContext, window } from 'vscode';
import { type DocumentFilter, LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { languages, ownLanguages } from '../../languages.js';
import { choosePolicy } from './choose-policy.js';
import { explainRule } from './explain-rule.js';
import { showPolicy } from './status.js';
import { showVerdict } from './verdict.js';

export interface Running {
  readonly commands: Readonly<Record<'choosePolicy' | 'explainRule' | 'restart' | 'verdict', () => Promise<void>>>;
  stop(): Promise<void>;
}

/** Starts the server that is packed into the extension; no other is ever run. */
export async function run(context: ExtensionContext): Promise<Running> {
  const pages = context.asAbsolutePath(path.join('docs', 'rules'));
  const module = context.asAbsolutePath(path.join('dist', 'lsp', 'server.cjs'));
  const output = window.createOutputChannel('Topicguard', { log: true });
  const client = new LanguageClient(
    'topicguard',
    'Topicguard',
    { module, transport: TransportKind.ipc },
    { documentSelector: documents, outputChannel: output, diagnosticCollectionName: 'topicguard' },
  );
  context.subscriptions.push(output, client, showPolicy(client));
  await client.start();
  await commands.executeCommand('setContext', 'topicguard.running', true);
  return {
    commands: {
      choosePolicy: () => choosePolicy(client),
      explainRule: () => explainRule(pages),
      restart: () => client.restart(),
      verdict: () => showVerdict(client, (rule) => explainRule(pages, rule)),
    },
    stop: () => client.dispose(),
  };
}

/** Not what an editor makes of them: the other side of a comparison, an output, a setting. */
const schemes = ['file', 'untitled', 'vscode-vfs'];

const documents: DocumentFilter[] = Object.keys(languages).flatMap((language): DocumentFilter[] =>
  ownLanguages.includes(language) ? [{ language }] : schemes.map((scheme) => ({ language, scheme })),
);

/**
 * The extension as it is loaded: it looks whether there is anything to do, and loads the rest (`client.ts`, a bundle of its own) and
 * starts the server only then. Opening a JSON file that does not speak of MQTT costs one look at its text.
 */
import { commands, type Disposable, type ExtensionContext, type TextDocument, workspace } from 'vscode';
import { mentionsMqtt } from '../../../src/readers/hint.js';
import { languages, ownLanguages } from '../../languages.js';
import type { Running } from './client.js';

/** UTF-16 units: of what is longer, only what is typed is looked at at each edit. */
const longest = 200_000;

let started: Promise<Running> | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const watching: Disposable[] = [];
  const start = (): Promise<Running> => {
    for (const one of watching.splice(0)) one.dispose();
    started ??= import('./client.js').then(({ run }) => run(context));
    return started;
  };
  for (const name of ['choosePolicy', 'explainRule', 'restart', 'verdict'] as const)
    context.subscriptions.push(
      commands.registerCommand(`topicguard.${name}`, async () => (await start()).commands[name]()),
    );

  const look = (document: TextDocument, text = document.getText()): void => {
    if (!started && concernsUs(document, text)) void start();
  };
  watching.push(
    workspace.onDidOpenTextDocument((document) => look(document)),
    workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const text = document.getText();
      look(document, text.length > longest ? contentChanges.map((change) => change.text).join('\n') : text);
    }),
  );
  context.subscriptions.push({ dispose: () => watching.splice(0).forEach((one) => void one.dispose()) });
  for (const document of workspace.textDocuments) look(document);
  if (!started && (await hasConfiguration())) await start();
}

export async function deactivate(): Promise<void> {
  await (await started)?.stop();
}

function concernsUs({ languageId }: TextDocument, text: string): boolean {
  if (ownLanguages.includes(languageId)) return true;
  return Object.hasOwn(languages, languageId) && mentionsMqtt(text);
}

/** At the top of a workspace folder, as the activation events have it: a search through everything would not be cheap. */
async function hasConfiguration(): Promise<boolean> {
  return (await workspace.findFiles('topicguard.{json,yaml}', undefined, 1)).length > 0;
}

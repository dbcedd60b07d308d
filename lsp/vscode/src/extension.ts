/**
 * The extension as it is loaded: it looks whether there is anything to do, and loads the rest (`client.ts`, a bundle of its own) and
 * starts the server only then. Opening a JSON file that does not speak of MQTT costs one look at its text.
 */
import { commands, type Disposable, type ExtensionContext, type TextDocument, workspace } from 'vscode';
import { mentionsMqtt } from '../../../src/readers/hint.js';
import { languages, ownLanguages } from '../../languages.js';
import type { Running } from './client.js';

/** UTF-16 units: what is longer is not looked through at each edit. */
const longest = 1_000_000;

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

  const look = (document: TextDocument): void => {
    if (!started && concernsUs(document)) void start();
  };
  watching.push(
    workspace.onDidOpenTextDocument(look),
    workspace.onDidChangeTextDocument(({ document }) => look(document)),
  );
  context.subscriptions.push({ dispose: () => watching.splice(0).forEach((one) => void one.dispose()) });
  workspace.textDocuments.forEach(look);
  if (!started && (await hasConfiguration())) await start();
}

export async function deactivate(): Promise<void> {
  await (await started)?.stop();
}

function concernsUs(document: TextDocument): boolean {
  const { languageId } = document;
  if (ownLanguages.includes(languageId)) return true;
  if (!Object.hasOwn(languages, languageId)) return false;
  const text = document.getText();
  return text.length > longest || mentionsMqtt(text);
}

/** At the top of a workspace folder, as the activation events have it: a search through everything would not be cheap. */
async function hasConfiguration(): Promise<boolean> {
  return (await workspace.findFiles('topicguard.{json,yaml}', undefined, 1)).length > 0;
}

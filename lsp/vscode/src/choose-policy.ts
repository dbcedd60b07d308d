import { ConfigurationTarget, type QuickPickItem, QuickPickItemKind, type Uri, window, workspace } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { policyOf } from './status.js';

interface Choice extends QuickPickItem {
  /** Of the setting; empty: found for each client. */
  readonly policy?: string;
}

/** Asks which policy counts in this workspace, and sets `topicguard.policy`. */
export async function choosePolicy(client: LanguageClient): Promise<void> {
  const settings = workspace.getConfiguration('topicguard');
  const now = settings.get<string>('policy', '');
  const document = window.activeTextEditor?.document;
  const answer = document && (await policyOf(client, document));
  const found = answer?.inForce.map(({ name, why }) => `${name}, because ${why}`).join('; ');
  const choices: Choice[] = [
    {
      label: 'Find it for each client',
      detail:
        now === '' && found ? `Now ${found}` : 'By comment, configuration, host or topics, as topicguard lint does',
      policy: '',
    },
    { label: 'Policies of this workspace', kind: QuickPickItemKind.Separator },
    ...(await files()).map((file): Choice => ({ label: workspace.asRelativePath(file), policy: settingFor(file) })),
    { label: 'Built in', kind: QuickPickItemKind.Separator },
    ...(answer?.builtIn ?? []).map(
      ({ name, title }): Choice => ({ label: name, policy: name, ...(title !== undefined && { description: title }) }),
    ),
  ];
  const marked = choices.map((one) => (one.policy === now ? { ...one, label: `$(check) ${one.label}` } : one));
  const choice = await window.showQuickPick(marked, {
    title: 'The policy that decides in this workspace',
    placeHolder: 'For everybody who has the folder: "policy" in topicguard.json',
    matchOnDescription: true,
  });
  if (choice?.policy === undefined) return;
  const target = workspace.workspaceFolders ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
  await settings.update('policy', choice.policy === '' ? undefined : choice.policy, target);
}

/** More are too many to choose from. */
const mostFiles = 200;

async function files(): Promise<Uri[]> {
  const found = await workspace.findFiles('**/*.mqttpolicy', '**/node_modules/**', mostFiles);
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Seen from the first folder, as the setting is. */
function settingFor(file: Uri): string {
  const [first] = workspace.workspaceFolders ?? [];
  const inFirst = workspace.getWorkspaceFolder(file)?.uri.toString() === first?.uri.toString();
  return inFirst ? workspace.asRelativePath(file, false) : file.fsPath;
}

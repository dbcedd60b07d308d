import {
  Disposable,
  languages,
  MarkdownString,
  StatusBarAlignment,
  type TextDocument,
  window,
  workspace,
} from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type PolicyAnswer, policyMethod } from '../../requests.js';

/** The policy of the active document, asked for again whenever there is something new to say about that document. */
export function showPolicy(client: LanguageClient): Disposable {
  const item = window.createStatusBarItem('topicguard.policy', StatusBarAlignment.Right, 100);
  item.name = 'Topicguard: Policy';
  item.command = 'topicguard.choosePolicy';
  let asked = 0;
  const show = async (): Promise<void> => {
    const document = window.activeTextEditor?.document;
    const own = ++asked;
    const answer = document && (await policyOf(client, document));
    // Somebody else may have become active meanwhile.
    if (own !== asked) return;
    const [first, ...others] = answer?.inForce ?? [];
    if (!first) return item.hide();
    item.text = `$(shield) ${first.name}${others.length > 0 ? ` +${others.length}` : ''}`;
    item.tooltip = tooltipOf(answer as PolicyAnswer);
    item.accessibilityInformation = { label: `Topicguard policy ${first.name}, because ${first.why}` };
    item.show();
  };
  return Disposable.from(
    item,
    window.onDidChangeActiveTextEditor(show),
    workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('topicguard') && show()),
    languages.onDidChangeDiagnostics(({ uris }) => {
      const active = window.activeTextEditor?.document.uri.toString();
      if (uris.some((uri) => uri.toString() === active)) void show();
    }),
    client.onDidChangeState(show),
  );
}

/** Nothing where the server knows nothing of such documents, or cannot be asked. */
export async function policyOf(client: LanguageClient, document: TextDocument): Promise<PolicyAnswer | undefined> {
  if (!client.isRunning()) return undefined;
  try {
    const textDocument = client.code2ProtocolConverter.asTextDocumentIdentifier(document);
    return (await client.sendRequest<PolicyAnswer | null>(policyMethod, { textDocument })) ?? undefined;
  } catch {
    // It stopped between the two lines; its end is reported by the client.
    return undefined;
  }
}

function tooltipOf({ inForce }: PolicyAnswer): MarkdownString {
  const text = new MarkdownString();
  for (const { name, title, why } of inForce) {
    text.appendText(title === undefined ? name : `${title} (${name})`);
    text.appendText(`: ${why}.`);
    text.appendMarkdown('\n\n');
  }
  return text.appendText('Click to choose another one.');
}

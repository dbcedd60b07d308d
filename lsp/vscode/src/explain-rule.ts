import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { commands, languages, type QuickPickItem, Uri, window } from 'vscode';

/** Shows the page of a rule; asks which one if it is not said, those at the cursor first. `pages` is the folder of the pages. */
export async function explainRule(pages: string, rule?: string): Promise<void> {
  const wanted = rule ?? (await chooseRule(pages));
  if (wanted !== undefined)
    await commands.executeCommand('markdown.showPreview', Uri.file(path.join(pages, `${wanted}.md`)));
}

async function chooseRule(pages: string): Promise<string | undefined> {
  const here = rulesAtCursor();
  const rules = rulesIn(pages);
  const order = [...rules.filter((rule) => here.has(rule)), ...rules.filter((rule) => !here.has(rule))];
  const items = order.map(
    (rule): QuickPickItem => ({
      label: rule,
      description: titleOf(path.join(pages, `${rule}.md`)),
      ...(here.has(rule) && { detail: 'Reported at the cursor' }),
    }),
  );
  const choice = await window.showQuickPick(items, { title: 'Which rule?', matchOnDescription: true });
  return choice?.label;
}

function rulesAtCursor(): ReadonlySet<string> {
  const editor = window.activeTextEditor;
  if (!editor) return new Set();
  const { selection, document } = editor;
  const found = languages.getDiagnostics(document.uri).filter(({ range }) => range.intersection(selection));
  return new Set(found.map(({ code }) => String(typeof code === 'object' ? code.value : code)));
}

/** `connect/keep-alive`, by the files of the folder. */
function rulesIn(pages: string): string[] {
  const names = readdirSync(pages, { recursive: true, encoding: 'utf8' });
  const rules = names.filter((name) => name.endsWith('.md')).map((name) => name.slice(0, -3).replaceAll(path.sep, '/'));
  return rules.sort();
}

/** What stands in bold or first below the heading. */
function titleOf(page: string): string {
  const lines = readFileSync(page, 'utf8').split('\n');
  return lines.find((line) => line.trim() !== '' && !line.startsWith('#') && !line.startsWith('<!--')) ?? '';
}

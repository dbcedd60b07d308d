import { type CodeAction, CodeActionKind, CodeActionRequest } from 'vscode-languageserver';
import { withRule } from '../../src/lint/config/edit-config.js';
import { actionFor, issuesAt, lintedKinds, wants } from './code-action.js';
import { configEdit } from './config-edit.js';
import { feature } from './feature.js';

/** Turns a rule off in the configuration that counts most for the file; makes one where there is none. */
export const ruleOff = feature({
  request: CodeActionRequest.type,
  kinds: lintedKinds,
  capabilities: { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] } },
  async answer(asked) {
    if (!wants(asked.params, CodeActionKind.QuickFix)) return [];
    const actions = new Map<string, CodeAction>();
    for (const issue of await issuesAt(asked)) {
      const rule = issue.finding?.rule;
      if (rule === undefined || actions.has(rule) || asked.cancelled()) continue;
      const off = await configEdit(asked, {
        change: (file, text) => withRule(text, file, rule, 'off'),
        isThere: ({ rules }) => rules.get(rule)?.severity === 'off',
      });
      if (!off) continue;
      actions.set(rule, {
        ...actionFor(issue, asked),
        title: `Turn ${rule} off in ${off.name}`,
        kind: CodeActionKind.QuickFix,
        edit: off.edit,
      });
    }
    return [...actions.values()];
  },
});

import { type CodeAction, CodeActionKind, CodeActionRequest } from 'vscode-languageserver';
import { actionFor, issuesAt, lintedKinds, textEdits, wants } from './code-action.js';
import { feature } from './feature.js';

/** What would mend a finding, for those in the range. */
export const quickFix = feature({
  request: CodeActionRequest.type,
  kinds: [...lintedKinds, 'policy'],
  capabilities: { codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] } },
  async answer(asked) {
    if (!wants(asked.params, CodeActionKind.QuickFix)) return [];
    const issues = await issuesAt(asked);
    return issues.flatMap((issue): CodeAction[] => {
      if (!issue.fix) return [];
      const { title, safe, edits } = issue.fix;
      return [
        {
          ...actionFor(issue, asked),
          title,
          kind: CodeActionKind.QuickFix,
          ...(safe && { isPreferred: true }),
          edit: { changes: { [asked.source.uri]: textEdits(edits, asked.source) } },
        },
      ];
    });
  },
});

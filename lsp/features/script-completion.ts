import path from 'node:path';
import { type CompletionItem, CompletionItemKind, CompletionRequest } from 'vscode-languageserver';
import { builtinNames } from '../../src/policy/builtins.js';
import { ruleById } from '../../src/rules/index.js';
import { pageOfScript } from '../language/policy-file.js';
import { namesOf } from '../language/policy-names.js';
import { scriptOf } from '../language/script.js';
import { type ScriptSuggestion, scriptCursorIn, scriptSuggestions } from '../language/script-suggestions.js';
import type { Source } from '../source.js';
import type { Workspace } from '../workspace.js';
import { feature } from './feature.js';

const kinds: Readonly<Record<ScriptSuggestion['kind'], CompletionItemKind>> = {
  verb: CompletionItemKind.Keyword,
  option: CompletionItemKind.Property,
  value: CompletionItemKind.Value,
  outcome: CompletionItemKind.EnumMember,
  rule: CompletionItemKind.Reference,
  name: CompletionItemKind.Module,
  arrow: CompletionItemKind.Operator,
};

/** Statements, options and their values, outcomes, and names of packets, policies, roles and rules. */
export const scriptCompletion = feature({
  request: CompletionRequest.type,
  kinds: ['session'],
  capabilities: { completionProvider: { triggerCharacters: ['='] } },
  answer({ params, source, workspace }) {
    const offset = source.lines.offsetAt(params.position);
    const cursor = scriptCursorIn(source.text, offset);
    if (!cursor) return [];
    const around = {
      policies: [...builtinNames(), ...policiesAround(source, workspace)],
      roles: rolesFor(source, workspace),
    };
    return scriptSuggestions(cursor, around).map(({ label, kind }): CompletionItem => {
      const title = kind === 'rule' ? ruleById(label)?.title : undefined;
      return {
        label,
        kind: kinds[kind],
        filterText: label,
        textEdit: { range: source.rangeOf({ start: cursor.start, end: offset }), newText: label },
        ...(title !== undefined && { detail: title }),
      };
    });
  },
});

function rolesFor(source: Source, workspace: Workspace): string[] {
  const { policy } = scriptOf(source).script;
  const page = policy && pageOfScript(policy.value, source, workspace)?.source;
  if (!page) return [];
  const roles = namesOf(page).filter(({ kind, isDeclaration }) => kind === 'role' && isDeclaration);
  return [...new Set(roles.map(({ name }) => name))];
}

/** Policies that are open, by their paths from the script. */
function policiesAround({ path: own }: Source, workspace: Workspace): string[] {
  if (own === undefined) return [];
  return workspace.openSources.flatMap(({ kind, path: file }) =>
    kind === 'policy' && file !== undefined ? [path.relative(path.dirname(own), file).replaceAll(path.sep, '/')] : [],
  );
}

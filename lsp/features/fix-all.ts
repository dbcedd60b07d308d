import { CodeActionKind, CodeActionRequest } from 'vscode-languageserver';
import { isAsked, lintedKinds, replacement } from './code-action.js';
import { feature } from './feature.js';

const kind = `${CodeActionKind.SourceFixAll}.topicguard`;

/** Every safe fix at once, with what it takes to make them go together: what `topicguard lint --fix` writes. */
export const fixAll = feature({
  request: CodeActionRequest.type,
  kinds: lintedKinds,
  capabilities: { codeActionProvider: { codeActionKinds: [kind] } },
  async answer({ params, source, workspace }) {
    const { only } = params.context;
    if (only !== undefined && !isAsked(only, kind)) return [];
    const { issues } = await workspace.check(source);
    if (!issues.some(({ fix }) => fix?.safe)) return [];
    const text = await workspace.fixed(source);
    if (text === source.text) return [];
    return [
      {
        title: 'Fix all that can be fixed safely',
        kind,
        edit: { changes: { [source.uri]: [replacement(source, text)] } },
      },
    ];
  },
});

import { ReferencesRequest } from 'vscode-languageserver';
import { nameAt, namesOf } from '../language/policy-names.js';
import { declarationsOf } from './definition.js';
import { feature } from './feature.js';

/** Every place of a policy that means the same name, setting or role. */
export const references = feature({
  request: ReferencesRequest.type,
  kinds: ['policy'],
  capabilities: { referencesProvider: true },
  answer({ params, source, workspace }) {
    const name = nameAt(source, source.lines.offsetAt(params.position));
    if (!name) return [];
    const { includeDeclaration } = params.context;
    const same = namesOf(source).filter(
      ({ key, isDeclaration }) => key === name.key && (includeDeclaration || !isDeclaration),
    );
    const own = same.map(({ span }) => ({ uri: source.uri, range: source.rangeOf(span) }));
    const elsewhere = includeDeclaration
      ? declarationsOf(name, source, workspace).filter(({ uri }) => uri !== source.uri)
      : [];
    return [...own, ...elsewhere];
  },
});

import { ProtocolRequestType, type TextDocumentIdentifier } from 'vscode-languageserver';
import { builtinNames, builtinPolicy } from '../../src/policy/builtins.js';
import { type PolicyAnswer, type PolicyInForce, policyMethod } from '../requests.js';
import { lintedKinds } from './code-action.js';
import { feature } from './feature.js';

interface Params {
  readonly textDocument: TextDocumentIdentifier;
}

/** Which policies decide about the clients of a document, and why those. */
export const policyInForce = feature({
  request: new ProtocolRequestType<Params, PolicyAnswer | null, never, void, void>(policyMethod),
  kinds: lintedKinds,
  capabilities: { experimental: { topicguard: { policy: true } } },
  async answer({ source, workspace }) {
    const { inspection } = await workspace.check(source);
    const inForce = new Map<string, PolicyInForce>();
    for (const { guard, choice } of inspection?.judged ?? []) {
      const { title } = guard.policy;
      inForce.set(`${choice.name}\0${choice.why}`, {
        name: choice.name,
        ...(title !== undefined && { title }),
        why: choice.why,
      });
    }
    return { inForce: [...inForce.values()], builtIn: builtinNames().map(described) };
  },
});

function described(name: string): PolicyAnswer['builtIn'][number] {
  const title = builtinPolicy(name)?.title;
  return { name, ...(title !== undefined && { title }) };
}

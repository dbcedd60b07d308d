import { setImmediate } from 'node:timers/promises';
import { type CodeLens, CodeLensRequest, CodeLensResolveRequest } from 'vscode-languageserver';
import { type Asking, listingJudge } from '../../src/lint/listing-use.js';
import { parentsBeside } from '../../src/load.js';
import type { Policy } from '../../src/policy/model.js';
import { parsePolicy } from '../../src/policy/parse.js';
import { counted } from '../../src/text/counted.js';
import { pageOf } from '../language/policy-page.js';
import type { Source } from '../source.js';
import type { Workspace } from '../workspace.js';
import { feature } from './feature.js';

/** Above each listing of a policy, what it does to the topics that are found in the files around. */
export const policyLens = feature({
  request: CodeLensRequest.type,
  kinds: ['policy'],
  capabilities: { codeLensProvider: { resolveProvider: true } },
  answer({ source }) {
    return pageOf(source).page.sections.flatMap(({ lines }) =>
      lines.flatMap((line): CodeLens[] => {
        if (line.kind !== 'listing') return [];
        const span = { start: line.offset, end: line.offset + line.length };
        return [{ range: source.rangeOf(span), data: { uri: source.uri, version: source.version } }];
      }),
    );
  },
});

/** The count takes a while in a large workspace, so it is worked out for lenses that are looked at. */
export const policyLensCount = feature({
  request: CodeLensResolveRequest.type,
  kinds: ['policy', 'session'],
  capabilities: {},
  async answer({ params, source, workspace, cancelled }) {
    const lens = params as CodeLens;
    const isOld = (lens.data as { version?: unknown } | undefined)?.version !== source.version;
    const title =
      isOld || source.kind !== 'policy' ? '' : await titleFor(lens.range.start.line + 1, source, workspace, cancelled);
    return { ...lens, command: { title, command: '' } };
  },
});

async function titleFor(line: number, source: Source, workspace: Workspace, cancelled: () => boolean): Promise<string> {
  const policy = policyOf(source, workspace);
  if (!policy) return 'not evaluated, because this policy has mistakes';
  try {
    const judge = listingJudge(policy, line, workspace.host.now());
    if (!judge) return '';
    const topics = new Set<string>();
    const held = new Set<string>();
    for (const asking of await requestsAround(workspace, cancelled)) {
      const { value } = asking.request.topic;
      topics.add(value);
      if (topics.size % 50 === 0) await setImmediate();
      if (cancelled()) return '';
      if (!held.has(value) && judge(asking)) held.add(value);
    }
    const isDeny = pageOf(source).page.sections.some(({ lines }) =>
      lines.some((one) => one.kind === 'listing' && one.deny && source.lines.positionAt(one.offset).line === line - 1),
    );
    const verb = isDeny ? 'refuses' : 'allows';
    if (topics.size === 0) return `${verb} none: there are no topics in this workspace`;
    return `${verb} ${held.size} of the ${counted(topics.size, 'topic')} in this workspace`;
  } catch (error) {
    return `not evaluated: ${error instanceof Error ? error.message : String(error)}`;
  }
}

const policies = new WeakMap<Source, { readonly settings: unknown; readonly policy: Policy | undefined }>();

/** Parsed once for all lenses of a page, until something changes that it may rest on. */
function policyOf(source: Source, { settings }: Workspace): Policy | undefined {
  const known = policies.get(source);
  if (known?.settings === settings) return known.policy;
  const { text, path } = source;
  const { policy } = parsePolicy(text, path === undefined ? {} : { resolve: parentsBeside(path, settings.readBytes) });
  policies.set(source, { settings, policy });
  return policy;
}

/** What every client in the workspace asks for; what a script expects to be refused is nothing that anybody wants. */
async function requestsAround(workspace: Workspace, cancelled: () => boolean): Promise<Asking[]> {
  const files = (await workspace.files()).flatMap((file) => workspace.sourceAt(file) ?? []);
  const asked: Asking[] = [];
  for (const source of new Set([...files, ...workspace.openSources])) {
    if (cancelled()) break;
    const { inspection } = await workspace.check(source);
    for (const client of inspection?.document.clients ?? [])
      for (const request of client.requests) if (!request.refusalExpected) asked.push({ client, request });
  }
  return asked;
}

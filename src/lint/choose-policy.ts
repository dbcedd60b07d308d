import type { Policy, Template, TopicsSection } from '../policy/model.js';
import type { Client, Comment, Document, Span } from '../readers/document.js';
import type { FileConfig } from './config/model.js';
import type { PolicyChoice } from './finding.js';
import { bareHost, hostMatches } from './hosts.js';

export interface Chosen extends PolicyChoice {
  /** Where the file names the policy. */
  readonly span?: Span;
}

/** What policies there are to choose from, each with what it can be recognised by. */
export interface Candidate {
  readonly name: string;
  readonly hosts: readonly string[];
  /** Leading levels that all of the policy's topics have: `$sys`, or `v1`, `devices`, `me`. */
  readonly prefixes: readonly (readonly string[])[];
}

export function candidateOf(policy: Policy): Candidate {
  const sections = policy.sections.filter((section): section is TopicsSection => section.section === 'topics');
  const prefixes = sections.flatMap((section) => section.under ?? []).map(literalStart);
  return { name: policy.name, hosts: policy.hosts, prefixes: prefixes.filter((prefix) => prefix.length > 0) };
}

function literalStart({ levels }: Template): string[] {
  const end = levels.findIndex((level) => level.kind !== 'literal');
  return levels.slice(0, end < 0 ? undefined : end).map((level) => (level.kind === 'literal' ? level.text : ''));
}

const directive = /(?:^|\s)topicguard:\s*policy\s*=\s*([^\s,;]+)/;

/**
 * Chooses the policy of one client: what the caller says, what the file says (`topicguard: policy=onenet` in a comment, or a
 * script's own line), the configuration, the broker's host, the shape of the topics; else the standard alone.
 */
export function choosePolicy(
  client: Client,
  document: Document,
  { policy, config }: { readonly policy?: string; readonly config?: FileConfig },
  candidates: readonly Candidate[],
): Chosen {
  if (policy !== undefined) return { name: policy, by: 'option', why: 'it was asked for' };
  return (
    byComment(client, document) ??
    byConfig(config) ??
    byHost(client, candidates) ??
    byTopics(client, candidates) ??
    standard
  );
}

const standard: Chosen = { name: 'mqtt', by: 'default', why: 'nothing names a platform, so only the standard counts' };

function byComment(client: Client, document: Document): Chosen | undefined {
  const named = document.comments.flatMap(directiveOf);
  // The last comment above the client, else the first one in the file.
  const comment = named.findLast(({ span }) => span.start <= client.span.start) ?? named[0];
  if (comment) return { name: comment.name, by: 'comment', why: 'a comment says so', span: comment.span };
  const line = document.policy;
  return line && { name: line.value, by: 'comment', why: 'the script says so', span: line.span };
}

function byConfig(config: FileConfig | undefined): Chosen | undefined {
  return config?.policy === undefined
    ? undefined
    : { name: config.policy, by: 'config', why: 'the configuration says so' };
}

function directiveOf({ text, span }: Comment): { readonly name: string; readonly span: Span }[] {
  const name = text.includes('topicguard') ? directive.exec(text)?.[1] : undefined;
  return name === undefined ? [] : [{ name, span }];
}

function byHost(client: Client, candidates: readonly Candidate[]): Chosen | undefined {
  const written = client.host ?? client.broker;
  if (!written) return undefined;
  const host = bareHost(written.value);
  const found = candidates.find(({ hosts }) => hosts.some((entry) => hostMatches(entry, host)));
  return found && { name: found.name, by: 'host', why: `the broker is ${host}` };
}

/** The longest beginning wins. */
function byTopics(client: Client, candidates: readonly Candidate[]): Chosen | undefined {
  let best: { readonly name: string; readonly prefix: readonly string[] } | undefined;
  for (const { name, prefixes } of candidates) {
    for (const prefix of prefixes) {
      if (best && best.prefix.length >= prefix.length) continue;
      if (topicsOf(client).some((topic) => topic.startsWith(`${prefix.join('/')}/`))) best = { name, prefix };
    }
  }
  return best && { name: best.name, by: 'topics', why: `topics begin with ${best.prefix.join('/')}/` };
}

function topicsOf(client: Client): string[] {
  const topics = client.requests.map((request) => request.topic.value);
  const will = client.options.will?.topic?.value;
  return will === undefined ? topics : [...topics, will];
}

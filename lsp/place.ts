/** What stands at a place of a file that the linter reads: a topic, an option of a client, a rule that a comment ignores. */
import { ruleOfField } from '../src/engine/checks.js';
import type { RuleId } from '../src/engine/verdict.js';
import { treeOf } from '../src/lint/fingerprint.js';
import { type Ignore, ignoresOf } from '../src/lint/ignores.js';
import type { Inspection, JudgedByPolicy } from '../src/lint/lint.js';
import type { Client, Located, LocatedTopic, Request, Span } from '../src/readers/document.js';
import type { MapEntry, TreeNode } from '../src/readers/tree.js';
import { LineTable } from '../src/text/lines.js';
import type { Source } from './source.js';

export interface TopicPlace {
  readonly judged: JudgedByPolicy;
  readonly topic: LocatedTopic;
  /** Absent: it is the topic of the will. */
  readonly request?: Request;
}

export function holds({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

/** Whether something of the client stands at the offset: its object, or a topic of it with what belongs to that. */
export function isAt(client: Client, offset: number): boolean {
  const { will, willQos, willRetain } = client.options;
  const spans = [
    client,
    will,
    willQos,
    willRetain,
    ...client.requests.flatMap(({ topic, qos, retain }) => [topic, qos, retain]),
  ];
  return spans.some((one) => one && holds(one.span, offset));
}

export function topicAt(inspection: Inspection | undefined, offset: number): TopicPlace | undefined {
  for (const judged of inspection?.judged ?? []) {
    const { requests, options } = judged.client;
    const request = requests.find(({ topic }) => holds(topic.span, offset));
    if (request) return { judged, topic: request.topic, request };
    const will = options.will?.topic;
    if (will && holds(will.span, offset)) return { judged, topic: will };
  }
  return undefined;
}

export interface OptionPlace {
  readonly judged: JudgedByPolicy;
  readonly rule: RuleId;
  /** As the policy language calls it: `keep-alive`. */
  readonly policyField: string;
  /** As verdicts call it: `keepAlive`, `will.qos`. */
  readonly field: string;
  readonly occasion: 'connect' | 'publish' | 'subscribe' | 'receive';
  readonly span: Span;
  /** Where it belongs to a request: there may be several with the same one. */
  readonly requests?: readonly Request[];
}

/** The option whose value, or whose key, stands at the offset. */
export async function optionAt(
  inspection: Inspection | undefined,
  source: Source,
  offset: number,
): Promise<OptionPlace | undefined> {
  if (!inspection || inspection.judged.length === 0) return undefined;
  const found = optionOver(inspection, (span) => holds(span, offset));
  if (found) return found;
  const value = await valueOfKeyAt(source, offset);
  return value === undefined ? undefined : optionOver(inspection, ({ start }) => start === value);
}

function optionOver({ judged }: Inspection, isHere: (span: Span) => boolean): OptionPlace | undefined {
  for (const one of judged) {
    for (const [field, at] of connectFieldsOf(one.client)) {
      if (!isHere(at.span)) continue;
      const rule = ruleOfField('connect', field);
      if (rule) return { judged: one, ...rule, field, occasion: 'connect', span: at.span };
    }
    for (const field of ['qos', 'retain', 'dup', 'payload'] as const) {
      const requests = one.client.requests.filter((request) => request[field] && isHere(request[field].span));
      const [first] = requests;
      const at = first?.[field];
      if (!first || !at) continue;
      const occasion = first.direction === undefined || first.direction === 'unsubscribe' ? 'publish' : first.direction;
      const rule = ruleOfField(occasion, field);
      if (rule) return { judged: one, ...rule, field, occasion, span: at.span, requests };
    }
  }
  return undefined;
}

/** The options of a connect by the names that verdicts give them. */
function connectFieldsOf({ options }: Client): [field: string, at: { readonly span: Span }][] {
  const { will, willQos, willRetain, ...own } = options;
  const all: [string, Located<unknown> | LocatedTopic | undefined][] = [
    ...Object.entries(own),
    ['will.payload', will?.payload],
    ['will.qos', will?.qos ?? willQos],
    ['will.retain', will?.retain ?? willRetain],
  ];
  return all.flatMap(([field, at]) => (at ? [[field, at]] : []));
}

/** The beginning of the value whose key stands at the offset. */
async function valueOfKeyAt({ text, kind }: Source, offset: number): Promise<number | undefined> {
  if (kind === 'session') {
    const [word] = /^[\w.-]*=/.exec(text.slice(wordStart(text, offset), offset + 100)) ?? [];
    return word === undefined ? undefined : wordStart(text, offset) + word.length;
  }
  if (kind !== 'json' && kind !== 'yaml') return undefined;
  const { entry, isKey } = entryAt(await treeOf(text, kind), offset);
  return isKey ? entry?.value.start : undefined;
}

function wordStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && /[\w.-]/.test(text[start - 1] as string)) start--;
  return start;
}

export interface EntryPlace {
  /** The entries from the outside in whose values hold the offset, each with the one that it is in. */
  readonly entry?: MapEntry;
  readonly isKey: boolean;
}

/** The innermost entry at an offset. */
export function entryAt(roots: readonly TreeNode[], offset: number): EntryPlace {
  let nodes = roots;
  let entry: MapEntry | undefined;
  for (;;) {
    const node = nodes.find((one) => holds(one, offset));
    if (node?.kind === 'list') nodes = node.items;
    else if (node?.kind === 'map') {
      const inner = node.entries.find(({ keyStart, value }) => keyStart <= offset && offset <= value.end);
      if (!inner) return { ...(entry && { entry }), isKey: false };
      entry = inner;
      if (offset <= inner.keyEnd) return { entry, isKey: true };
      nodes = [inner.value];
    } else return { ...(entry && { entry }), isKey: false };
  }
}

/** The ignoring comment around the offset. */
export function ignoreAt(inspection: Inspection | undefined, { text }: Source, offset: number): Ignore | undefined {
  const comment = inspection?.document.comments.find(({ span }) => holds(span, offset));
  if (!inspection || !comment) return undefined;
  return ignoresOf({ ...inspection.document, comments: [comment] }, text, new LineTable(text))[0];
}

import { type CompletionItem, CompletionItemKind, CompletionRequest } from 'vscode-languageserver';
import { ruleOfField } from '../../src/engine/checks.js';
import { treeOf } from '../../src/lint/fingerprint.js';
import type { Inspection } from '../../src/lint/lint.js';
import { fields } from '../../src/policy/fields.js';
import type { Client } from '../../src/readers/document.js';
import { type Concept, keyFact, usualKeys } from '../../src/readers/keys.js';
import type { MapNode, TreeNode } from '../../src/readers/tree.js';
import { factOf } from '../../src/readers/tree.js';
import { holds, isAt } from '../place.js';
import { keyAt } from '../slot.js';
import { feature } from './feature.js';

/** Where a key of a client, of its will or of one of its topics may stand: the options that are not there yet. */
export const completeKey = feature({
  request: CompletionRequest.type,
  kinds: ['json', 'yaml'],
  capabilities: { completionProvider: { triggerCharacters: ['"'] } },
  async answer({ params, source, workspace, cancelled }) {
    const format = source.kind === 'yaml' ? 'yaml' : 'json';
    const key = keyAt(source.text, source.lines.offsetAt(params.position), format);
    if (!key || !(await workspace.check(source)).inspection) return [];
    const text = key.with(probe);
    const map = mapWith(await treeOf(text, format), key.span.start);
    const inspection = map && (await workspace.inspectAlone(source, text, (client) => isAt(client, map.start)));
    if (!map || !inspection || cancelled()) return [];
    const own = map.entries.filter((entry) => entry.key !== probe);
    const there = new Set(own.map((entry) => factOf(entry).concept));
    const write = styleOf(
      own.map((entry) => entry.key),
      format,
    );
    return conceptsOf(map, inspection)
      .filter((concept) => !there.has(concept))
      .flatMap((concept, at): CompletionItem[] => {
        const label = write(usualKeys.get(concept) ?? []);
        const newText = keyFact(label).concept === concept ? key.spell(label) : undefined;
        if (newText === undefined) return [];
        const about = aboutOf(concept);
        return [
          {
            label,
            kind: CompletionItemKind.Property,
            sortText: String(at).padStart(4, '0'),
            filterText: newText,
            textEdit: { range: source.rangeOf(key.span), newText },
            ...(about !== undefined && { detail: about }),
          },
        ];
      });
  },
});

/** A key that means nothing to anybody. */
const probe = 'zzz';

/** The object that the probe stands in. */
function mapWith(roots: readonly TreeNode[], offset: number): MapNode | undefined {
  let nodes = roots;
  for (;;) {
    const node = nodes.find((one) => holds(one, offset));
    if (!node || node.kind === 'scalar') return undefined;
    if (node.kind === 'list') {
      nodes = node.items;
      continue;
    }
    if (node.entries.some(({ key, keyStart, keyEnd }) => key === probe && keyStart <= offset && offset <= keyEnd))
      return node;
    nodes = node.entries.flatMap(({ value }) => (holds(value, offset) ? [value] : []));
  }
}

const ofClient: readonly Concept[] = [
  'host',
  'port',
  'clientId',
  'username',
  'password',
  'cleanSession',
  'keepAlive',
  'protocol',
  'will',
];

/** What the object can hold. */
function conceptsOf(map: MapNode, { judged }: Inspection): readonly Concept[] {
  for (const { client, guard } of judged) {
    if (client.span.start === map.start)
      return guard.judge({ connect: { will: {} } }).status === 'denied'
        ? ofClient.filter((concept) => concept !== 'will')
        : ofClient;
    if (client.options.will?.span.start === map.start) return ['topic', 'payload', 'qos', 'retain'];
    const request = requestIn(map, client);
    if (request) return request.direction === 'subscribe' ? ['qos'] : ['qos', 'retain'];
  }
  return [];
}

/** The topic that the object is about. */
function requestIn(map: MapNode, { requests }: Client): Client['requests'][number] | undefined {
  const topics = map.entries.filter((entry) => factOf(entry).concept === 'topic').map(({ value }) => value.start);
  return requests.find(({ topic }) => topics.includes(topic.span.start));
}

/** `client_id`, `clientId`, `client-id` or `mqtt_client_id`, as the keys beside it. */
function styleOf(keys: readonly string[], format: 'json' | 'yaml'): (words: readonly string[]) => string {
  const own = keys.filter((key) => keyFact(key).concept !== undefined);
  const prefix = own.length > 0 && own.every((key) => /^mqtt/i.test(key)) ? ['mqtt'] : [];
  const joint = keys.some((key) => key.includes('_')) ? '_' : keys.some((key) => key.includes('-')) ? '-' : undefined;
  const camel = keys.some((key) => /[a-z][A-Z]/.test(key)) || (joint === undefined && format === 'json');
  return (words) => {
    const all = [...prefix, ...words];
    if (joint !== undefined || !camel) return all.join(joint ?? '_');
    return all.map((word, at) => (at === 0 ? word : word[0]?.toUpperCase() + word.slice(1))).join('');
  };
}

/** What the policy language says of the field. */
function aboutOf(concept: Concept): string | undefined {
  const field =
    ruleOfField('connect', concept === 'protocol' ? 'protocolLevel' : concept) ?? ruleOfField('publish', concept);
  return field && fields.find(({ name }) => name === field.policyField)?.about;
}

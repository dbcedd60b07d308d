import type { Client, Document, ReadProblem, Request } from './document.js';
import { mentionsMqtt } from './hint.js';
import type { KeyFact } from './keys.js';
import { ClientDraft } from './options.js';
import { isClient, type Surroundings, type Survey, survey } from './survey.js';
import { collectTopics, isTopicText, type TopicSink, type Warn } from './topics.js';
import {
  factOf,
  type ListNode,
  MAX_PROBLEMS,
  type MapEntry,
  type MapNode,
  type ParsedTree,
  type TreeNode,
} from './tree.js';
import { isScalar } from './values.js';

/**
 * Finds the MQTT clients in a tree of values. There is no standard shape, so an object is a client by what it holds (survey.ts);
 * its options, and the topics inside it, are the client's. Topics elsewhere belong to the file's only client, or need evidence
 * of their own.
 */
export function readShape(text: string, tree: ParsedTree): Document {
  const { comments } = tree;
  if (!mentionsMqtt(text)) {
    // Not about MQTT. That it cannot be read is worth a word, not more.
    const problems = tree.problems
      .filter((problem) => problem.code !== 'duplicate-key')
      .map((problem): ReadProblem => ({ ...problem, severity: 'warning' }));
    return { clients: [], comments, problems };
  }
  const warnings: ReadProblem[] = [];
  const clients: Client[] = [];
  for (const root of tree.roots) new Finder(warnings).find(root, clients);
  const problems = problemsOf(tree, warnings, clients.length > 0);
  const { inherited } = tree;
  return inherited ? { clients, comments, problems, inherited } : { clients, comments, problems };
}

function problemsOf(tree: ParsedTree, warnings: readonly ReadProblem[], hasClients: boolean): ReadProblem[] {
  if (tree.problems.length === 0 && warnings.length === 0) return [];
  return hasClients ? [...tree.problems, ...warnings] : tree.problems.filter(({ code }) => code !== 'duplicate-key');
}

interface Context extends Surroundings {
  readonly parent: Context | undefined;
  readonly key: string | number;
}

/** Topics outside any client. */
interface Loose extends TopicSink {
  readonly map: MapNode;
  readonly mqtt: boolean;
}

class Finder {
  readonly #drafts: ClientDraft[] = [];
  readonly #loose: Loose[] = [];
  readonly #warn: Warn;

  constructor(warnings: ReadProblem[]) {
    this.#warn = (key, read, node) => {
      if (read === undefined || !('wrong' in read) || warnings.length >= MAX_PROBLEMS) return;
      const entry = node.kind === 'map' ? node.entries.find((candidate) => candidate.key === key) : undefined;
      const place = entry?.value ?? node;
      warnings.push({
        code: 'value',
        message: `${key} is ${read.wrong}.`,
        severity: read.certain ? 'error' : 'warning',
        span: { start: place.start, end: place.end },
      });
    };
  }

  /** Adds the clients of one document to those of the file, in their order. */
  find(root: TreeNode, clients: Client[]): void {
    this.#walk(root, { parent: undefined, key: '', mqtt: false, broker: false }, undefined);
    const rest = this.#placeLoose();
    const found = this.#drafts.map((draft) => draft.finish());
    if (rest.length > 0) {
      found.push({
        span: { start: root.start, end: root.end },
        label: 'topics',
        complete: false,
        options: {},
        requests: rest,
      });
    }
    if (found.length > 1) found.sort((a, b) => a.span.start - b.span.start);
    for (const client of found) clients.push(client);
  }

  #walk(node: TreeNode, context: Context, owner: ClientDraft | undefined): void {
    if (node.kind === 'list') {
      const { mqtt, broker } = context;
      for (let key = 0; key < node.items.length; key++) {
        const item = node.items[key] as TreeNode;
        if (!isScalar(item)) this.#walk(item, { parent: context, key, mqtt, broker }, owner);
      }
    } else if (node.kind === 'map' && node.isBase !== true) {
      const found = survey(node);
      if (isClient(found, context)) this.#client(node, found, context);
      else if (!found.isSchema) this.#other(node, found, context, owner);
    }
  }

  #client(map: MapNode, found: Survey, context: Context): void {
    const draft = new ClientDraft(map, labelOf(context), context.mqtt || found.saysMqtt, this.#warn);
    this.#drafts.push(draft);
    this.#options(map, found, context, draft, context.parent === undefined);
    collectTopics(map, draft, 'any');
  }

  /** The options of a client's object and of the objects inside it that hold options; everything else is walked on. */
  #options(map: MapNode, found: Survey, context: Context, draft: ClientDraft, isRoot: boolean): void {
    const prefixed = !context.mqtt && found.hosts.some(({ fact }) => fact.mqtt);
    const others = prefixed && (found.wifi || found.hosts.some(({ fact }) => !fact.mqtt && !fact.broker));
    for (const entry of prefixed ? prefixedFirst(map.entries) : map.entries) {
      const fact = factOf(entry);
      if (others && !fact.mqtt && !fact.broker && GENERAL.has(fact.concept ?? '')) continue;
      if (fact.other || draft.take(entry.key, fact, entry.value, isRoot) || isScalar(entry.value)) continue;
      if (fact.concept !== 'topic' && fact.concept !== 'requests')
        this.#object(entry.key, fact, entry.value, found, context, draft);
    }
  }

  /** An object or list in a client's object. */
  #object(
    key: string,
    fact: KeyFact,
    value: MapNode | ListNode,
    found: Survey,
    context: Context,
    draft: ClientDraft,
  ): void {
    const inside = { parent: context, key, mqtt: context.mqtt || fact.mqtt, broker: fact.broker };
    const isHost = value === found.hostObject;
    const holdsOptions =
      isHost || fact.concept === 'container' || fact.concept === 'clientId' || fact.concept === 'password';
    if (holdsOptions && value.kind === 'map') this.#inside(value, inside, draft, isHost);
    else this.#walk(value, inside, draft);
  }

  #inside(map: MapNode, context: Context, draft: ClientDraft, isHost: boolean): void {
    const found = survey(map);
    if (!isHost && found.hosts.length > 0) {
      this.#walk(map, context, draft);
      return;
    }
    this.#options(map, found, context, draft, false);
    collectTopics(map, draft, 'any');
  }

  /** An object that is no client: its topics belong to the client around it, or are kept until the whole file is known. */
  #other(map: MapNode, found: Survey, context: Context, owner: ClientDraft | undefined): void {
    const mqtt =
      context.mqtt || found.saysMqtt || found.isNode || found.isEntity || owner?.certain === true || found.publishes;
    if (found.topics && !found.foreign) {
      if (owner) collectTopics(map, owner, mqtt ? 'any' : 'path');
      else {
        const loose: Loose = { map, mqtt, requests: [], warn: this.#warn };
        collectTopics(map, loose, 'any');
        if (loose.requests.length > 0) this.#loose.push(loose);
      }
    }
    for (const entry of map.entries) {
      const { value } = entry;
      if (isScalar(value)) continue;
      const fact = factOf(entry);
      if (fact.other || fact.concept === 'topic') continue;
      if (fact.concept === 'requests' && found.topics && (mqtt || owner)) continue;
      this.#walk(
        value,
        { parent: context, key: entry.key, mqtt: context.mqtt || fact.mqtt, broker: fact.broker },
        owner,
      );
    }
  }

  /** Gives loose topics to the file's only client; returns those that must stand alone. */
  #placeLoose(): Request[] {
    const only = this.#drafts.length === 1 ? this.#drafts[0] : undefined;
    const rest: Request[] = [];
    for (const { map, mqtt, requests } of this.#loose) {
      if (only) {
        const around = map.start <= only.map.start && map.end >= only.map.end;
        // Each service of a Compose file has an environment of its own; a broker of Node-RED has its mqtt nodes, and no other's topics.
        const apart = ENVIRONMENT.test(only.label ?? '') || isNodeRedBroker(only.map);
        const belongs = (topic: string): boolean => mqtt || around || (!apart && isTopicText(topic));
        only.requests.push(...requests.filter(({ topic }) => belongs(topic.value)));
      } else {
        rest.push(...requests.filter((request) => mqtt || request.topic.value.toLowerCase().startsWith('$sys/')));
      }
    }
    return rest;
  }
}

/** Where keys carry the prefix, `mqtt_port` comes before `port`, which may be another's. */
function prefixedFirst(entries: readonly MapEntry[]): MapEntry[] {
  return [...entries.filter((entry) => factOf(entry).mqtt), ...entries.filter((entry) => !factOf(entry).mqtt)];
}

const ENVIRONMENT = /(?:^|\.)(?:env|environment)$/;

function isNodeRedBroker({ entries }: MapNode): boolean {
  const isBroker = ({ key, value }: MapEntry): boolean =>
    key === 'type' && value.kind === 'scalar' && value.value === 'mqtt-broker';
  return entries.some(isBroker) && entries.some(({ key }) => key === 'id');
}

const GENERAL = new Set<string>(['host', 'port', 'username', 'password']);

/** `mqtt.brokers[1]`; nothing for the root. */
function labelOf({ parent, key }: Context): string | undefined {
  if (parent === undefined) return undefined;
  const path = labelOf(parent);
  if (typeof key === 'number') return `${path ?? ''}[${key}]`;
  return path === undefined || path === '' ? key : `${path}.${key}`;
}

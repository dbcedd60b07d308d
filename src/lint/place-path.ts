/** Where a place of a JSON or YAML file is, in words that do not change with the lines around it. */
import type { Span } from '../readers/document.js';
import type { MapEntry, MapNode, TreeNode } from '../readers/tree.js';

export interface PlacePath {
  /** `mqtt.topics[0].qos`, as a configuration names it. */
  readonly exact: string;
  /** The same with the items of lists named by what they hold, if they hold a name. */
  readonly stable: readonly string[];
}

/** The way to the innermost value that holds the beginning of the span. */
export function pathTo(roots: readonly TreeNode[], { start }: Span): PlacePath {
  let node = holding(roots, start);
  let exact = '';
  const stable: string[] = [];
  while (node && node.kind !== 'scalar') {
    if (node.kind === 'list') {
      const index = indexAt(node.items, start);
      if (index < 0) break;
      node = node.items[index] as TreeNode;
      exact += `[${index}]`;
      stable.push(`[${nameOf(node)}]`);
    } else {
      const entry = entryAt(node, start);
      if (!entry) break;
      exact += segmentOf(entry.key, exact === '');
      stable.push(entry.key);
      node = entry.value;
    }
  }
  return { exact, stable };
}

/** A key that is no plain word is written in brackets and quotes. */
function segmentOf(key: string, first: boolean): string {
  if (!/^[\w-]{1,200}$/.test(key)) return `[${JSON.stringify(key)}]`;
  return first ? key : `.${key}`;
}

function holding(nodes: readonly TreeNode[], offset: number): TreeNode | undefined {
  return nodes[indexAt(nodes, offset)];
}

/** Items stand in the order of the text, so halving finds the one. */
function indexAt(nodes: readonly TreeNode[], offset: number): number {
  let low = 0;
  let high = nodes.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((nodes[middle] as TreeNode).start <= offset) low = middle;
    else high = middle - 1;
  }
  const found = nodes[low];
  return found && found.start <= offset && offset <= found.end ? low : -1;
}

/** So many entries are looked at one by one, because those that YAML merges in stand elsewhere. */
const mostLooked = 200;

function entryAt({ entries }: MapNode, offset: number): MapEntry | undefined {
  let low = 0;
  let high = entries.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((entries[middle] as MapEntry).keyStart <= offset) low = middle;
    else high = middle - 1;
  }
  const found = entries[low];
  if (found && holds(found, offset)) return found;
  return entries.length > mostLooked ? undefined : entries.find((entry) => holds(entry, offset));
}

function holds({ keyStart, value }: MapEntry, offset: number): boolean {
  return keyStart <= offset && offset <= value.end;
}

/** Keys whose value tells one item of a list from the others, the best first. */
const namingKeys = ['id', 'name', 'client_id', 'clientId', 'clientid', 'topic', 'filter', 'host', 'url'];

function nameOf(node: TreeNode): string {
  if (node.kind !== 'map') return '';
  for (const key of namingKeys) {
    const value = node.entries.find((entry) => entry.key === key)?.value;
    if (value?.kind === 'scalar' && value.text !== '') return `${key}=${value.text}`;
  }
  return '';
}

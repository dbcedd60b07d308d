/** A JSON or YAML text as plain values, with the place of each. */
import type { ReadProblem, Span } from '../../readers/document.js';
import type { ParsedTree, TreeNode } from '../../readers/tree.js';

export interface Located {
  readonly value: unknown;
  readonly problems: readonly ReadProblem[];
  /** The place of the value at a JSON pointer, or of the nearest one around it. */
  valueAt(pointer: string): Span;
  /** The place of a key of the object at a JSON pointer. */
  keyAt(pointer: string, key: string): Span;
}

/** `path` says by its ending whether it is YAML. */
export async function locate(text: string, path: string): Promise<Located> {
  const { roots, problems } = await parse(text, path);
  const root = roots[0];
  return {
    value: root === undefined ? Object.create(null) : plain(root),
    problems,
    valueAt: (pointer) => find(root, pointer),
    keyAt(pointer, key) {
      const node = root && walk(root, pointer);
      const entry = node?.kind === 'map' ? node.entries.find((candidate) => candidate.key === key) : undefined;
      return entry ? { start: entry.keyStart, end: entry.keyEnd } : find(root, pointer);
    },
  };
}

async function parse(text: string, path: string): Promise<ParsedTree> {
  if (/\.ya?ml$/i.test(path)) return (await import('../../readers/yaml-tree.js')).parseYamlTree(text);
  return (await import('../../readers/json-tree.js')).parseJsonTree(text);
}

/** The readers bound the depth. Objects have no prototype, so that every key is a key like any other. */
function plain(node: TreeNode): unknown {
  if (node.kind === 'scalar') return node.value ?? null;
  if (node.kind === 'list') return node.items.map(plain);
  const object: Record<string, unknown> = Object.create(null);
  for (const { key, value } of node.entries) object[key] = plain(value);
  return object;
}

function find(root: TreeNode | undefined, pointer: string): Span {
  const node = root && walk(root, pointer);
  return node ? { start: node.start, end: node.end } : { start: 0, end: 0 };
}

/** As far as the pointer leads. */
function walk(root: TreeNode, pointer: string): TreeNode {
  let node = root;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const next: TreeNode | undefined =
      node.kind === 'map'
        ? node.entries.find((entry) => entry.key === key)?.value
        : node.kind === 'list'
          ? node.items[Number(key)]
          : undefined;
    if (!next) break;
    node = next;
  }
  return node;
}

/** One step of a JSON pointer. */
export function step(key: string | number): string {
  return `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

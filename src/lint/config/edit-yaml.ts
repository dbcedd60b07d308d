import type { MapEntry, TreeNode } from '../../readers/tree.js';
import { parseYamlTree } from '../../readers/yaml-tree.js';
import { startOfLine } from '../../text/lines.js';
import type { Edit } from '../fix.js';
import type { Entry } from './edit-config.js';

/** The entry written into a YAML text: with the indentation of its neighbours, in braces where they are. */
export async function yamlEntry(text: string, entry: Entry): Promise<Edit | undefined> {
  const { roots, problems } = parseYamlTree(text);
  const [root, ...others] = roots;
  if (problems.length > 0 || others.length > 0) return undefined;
  const eol = text.includes('\r\n') ? '\r\n' : '\n';
  const written = entry.list
    ? `- ${JSON.stringify(entry.value)}`
    : `${JSON.stringify(entry.name)}: ${JSON.stringify(entry.value)}`;
  const whole = `${entry.key}:${eol}  ${written}${eol}`;
  const atEnd = { start: text.length, end: text.length, text: (text === '' || text.endsWith('\n') ? '' : eol) + whole };
  if (!root || isNothing(root)) return atEnd;
  if (root.kind !== 'map' || isFlow(root, text)) return undefined;
  const there = root.entries.find(({ key }) => key === entry.key);
  if (!there) return atEnd;
  const { value } = there;
  if (isNothing(value)) return { ...after(there), text: `${eol}  ${written}` };
  if (value.kind !== (entry.list ? 'list' : 'map')) return undefined;
  const same = value.kind === 'map' && !entry.list ? value.entries.find(({ key }) => key === entry.name) : undefined;
  if (same) return sameRule(same, entry);
  const [first] =
    value.kind === 'map' ? value.entries.map(({ keyStart }) => keyStart) : value.items.map(({ start }) => start);
  if (isFlow(value, text)) {
    const inside = written.replace(/^- /, '');
    return { start: value.start + 1, end: value.start + 1, text: first === undefined ? inside : `${inside}, ` };
  }
  if (first === undefined) return undefined;
  const line = startOfLine(text, first);
  const indent = /^ */.exec(text.slice(line))?.[0] ?? '';
  return { start: line, end: line, text: `${indent}${written}${eol}` };
}

function sameRule({ value }: MapEntry, entry: Entry): Edit | undefined {
  const severity = value.kind === 'map' ? value.entries.find(({ key }) => key === 'severity')?.value : value;
  if (severity?.kind !== 'scalar') return undefined;
  return { start: severity.start, end: severity.end, text: JSON.stringify(entry.value) };
}

/** `rules:` with nothing behind it. */
function isNothing(node: TreeNode): boolean {
  return node.kind === 'scalar' && node.value === null && node.text === '';
}

/** Behind the colon of a key without a value. */
function after({ keyEnd, value }: MapEntry): { start: number; end: number } {
  const end = Math.max(keyEnd + 1, value.end);
  return { start: end, end };
}

function isFlow(node: TreeNode, text: string): boolean {
  return text[node.start] === '{' || text[node.start] === '[';
}

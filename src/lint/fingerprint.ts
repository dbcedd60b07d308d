/**
 * What identifies a finding across edits of its file: its rule, and where and what it is about, but neither its line nor how many
 * there are. Two that have all of that in common are told apart by their order, the first one being the one without a number.
 */

import { createHash } from 'node:crypto';
import type { Span } from '../readers/document.js';
import { formatOf } from '../readers/index.js';
import type { TreeNode } from '../readers/tree.js';
import { lastUpTo } from '../text/last-up-to.js';
import { startOfLine } from '../text/lines.js';
import type { Finding } from './finding.js';
import { pathTo } from './place-path.js';

/** The fingerprints of the findings, in their order: 16 hexadecimal digits each, no two the same. */
export async function fingerprintsOf(
  findings: readonly Pick<Finding, 'rule' | 'span'>[],
  text: string,
  path: string,
): Promise<string[]> {
  if (findings.length === 0) return [];
  const context = await contextIn(text, path);
  const seen = new Map<string, number>();
  return findings.map(({ rule, span }) => {
    const about = text.slice(span.start, span.end).replace(/\s+/g, ' ').trim();
    const parts: (string | number)[] = [rule, about, ...context(span)];
    const key = JSON.stringify(parts);
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return hashOf(before === 0 ? key : JSON.stringify([...parts, before]));
  });
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

async function contextIn(text: string, path: string): Promise<(span: Span) => readonly string[]> {
  const format = formatOf(path);
  if (format === 'json' || format === 'yaml') {
    const roots = await treeOf(text, format);
    return (span) => pathTo(roots, span).stable;
  }
  return contextInScript(text);
}

/** The values of a JSON or YAML file with their places. */
export async function treeOf(text: string, format: 'json' | 'yaml'): Promise<readonly TreeNode[]> {
  if (format === 'json') return (await import('../readers/json-tree.js')).parseJsonTree(text).roots;
  return (await import('../readers/yaml-tree.js')).parseYamlTree(text).roots;
}

/** In a script, the request's own line and the connect that it belongs to. */
function contextInScript(text: string): (span: Span) => readonly string[] {
  const connects: { readonly start: number; readonly line: string }[] = [];
  for (const { 0: line, index } of text.matchAll(/^[^\S\n]*connect\b[^\n]*/gm)) connects.push({ start: index, line });
  return ({ start }) => {
    const from = startOfLine(text, start);
    const end = text.indexOf('\n', start);
    const line = text.slice(from, end < 0 ? undefined : end);
    return [line, lastUpTo(connects, start)?.line ?? ''].map(withoutComment);
  };
}

/** Blanks and what a comment says do not count. */
function withoutComment(line: string): string {
  return line
    .replace(/(?:^|\s)\/\/.*$/, '')
    .replace(/\s+/g, ' ')
    .trim();
}

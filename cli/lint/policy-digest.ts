import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { builtinNames } from '../../src/policy/builtins.js';
import { isPagePath } from '../../src/policy/page-name.js';

/** Files that may be looked at for one policy: names are taken for files that are none. */
const mostPages = 500;

/** Bytes. A larger policy is not loaded, whatever it holds. */
const largest = 1_000_000;

/**
 * Differs when loading the policy would come out differently: when its file differs, or one that it extends or stands on. It says what would
 * be read, not whether that is any good, and takes no parser to do so.
 */
export function digestOfPolicy(nameOrPath: string): string {
  // The build tells which those are.
  if (builtinNames().includes(nameOrPath)) return 'built-in';
  const seen = new Map<string, string>();
  const waiting = [nameOrPath];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    const at = path.resolve(file);
    if (seen.has(at)) continue;
    const bytes = bytesOf(file);
    const text = bytes.toString('utf8');
    const parents = typeof bytes === 'string' ? [] : parentsIn(text, at);
    // An escape may spell any path, and nobody builds upon so many pages: nothing is kept that goes by such a one.
    const isKnown = !text.includes('\\') && parents.length + seen.size <= mostPages;
    seen.set(at, isKnown ? hashOf(bytes) : randomUUID());
    if (isKnown) waiting.push(...parents);
  }
  return hashOf(JSON.stringify([...seen.values()]));
}

/** What would be read, or why nothing would. */
function bytesOf(file: string): Buffer | string {
  try {
    const stats = fs.statSync(file);
    if (!stats.isFile()) return stats.isDirectory() ? 'directory' : 'no file';
    return stats.size > largest ? `${stats.size} bytes` : fs.readFileSync(file);
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}

/** Everything that could be the path of a page: one too many does no harm, one too few would. Every step looks at a character once. */
function parentsIn(text: string, file: string): string[] {
  const found = new Set<string>();
  // With blanks a path stands in quotes, in either form.
  for (const word of [...text.split(/[\s"]/), ...text.split(/["\n]/)]) if (isPagePath(word)) found.add(word);
  // A bare name is that of a file beside the page.
  let before = '';
  for (const word of text.split(/[^\w.-]/)) {
    if (word === '') continue;
    if (before === 'extends' || before === 'on') for (const name of [word, `${word}.mqttpolicy`]) found.add(name);
    before = word;
  }
  return [...found].map((name) => path.resolve(path.dirname(file), name));
}

function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

import { createHash, randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { builtinNames } from '../../src/policy/builtins.js';

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
    // An escape may spell any path, so nothing is kept that goes by such a page.
    seen.set(at, text.includes('\\') ? randomUUID() : hashOf(bytes));
    if (typeof bytes !== 'string') waiting.push(...parentsIn(text, at));
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

/** Everything that could be the path of a page: one too many does no harm, one too few would. */
function parentsIn(text: string, file: string): string[] {
  const paths = [
    ...text.matchAll(/[^\s"]+\.(?:mqttpolicy|json)/gi),
    ...text.matchAll(/(?<=")[^"\n]*\.(?:mqttpolicy|json)(?=")/gi),
  ];
  // A bare name is that of a file beside the page.
  const named = [...text.matchAll(/(?<=\b(?:extends|on)"?\s*:?\s*"?)[\w.-]+/g)].flatMap(([name]) => [
    name,
    `${name}.mqttpolicy`,
    `${name}.json`,
  ]);
  return [...paths.map(([name]) => name), ...named].map((name) => path.resolve(path.dirname(file), name));
}

function hashOf(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

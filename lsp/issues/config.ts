import path from 'node:path';
import { ConfigError } from '../../src/lint/config/error.js';
import type { Issue } from '../issue.js';
import type { Settings } from '../settings.js';
import type { Source } from '../source.js';

/** What is wrong with a configuration itself: found the way it is found when a file beside it is linted. */
export async function configIssues(source: Source, settings: Settings, folder: string): Promise<Issue[]> {
  const { path: file, lines } = source;
  if (file === undefined) return [];
  try {
    await settings.forFile(path.join(path.dirname(file), 'device.json'), folder);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const own = error.problems.filter((problem) => problem.file === file);
    return own.map(({ line, column, message }) => {
      const start = lines.offsetAt({ line: line - 1, character: column - 1 });
      return { severity: 'error', message, span: { start, end: wordEnd(source.text, start) } };
    });
  }
}

/** Problems of configurations have no end; a word or a quoted text is what they mean. */
function wordEnd(text: string, start: number): number {
  const word = /"(?:[^"\\\n]|\\.)*"|[^\s,:}\]]+/y;
  word.lastIndex = start;
  return start + (word.exec(text)?.[0].length ?? 1);
}

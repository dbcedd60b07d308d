/** `lint --fix`, `--fix-unsafe`, `--diff`: files with their fixes applied, written or shown. */
import { fixText, type LintOptions, type LintResult, lintText } from '../../src/lint/index.js';
import type { Decoded } from '../../src/readers/decode.js';
import { encodedAs } from '../encoded-as.js';
import { UsageError } from '../exit.js';
import { readInput } from '../files.js';
import { replaceFile } from '../replace-file.js';
import { unifiedDiff } from './diff.js';

export interface FixCommandOptions {
  readonly fix?: boolean;
  readonly fixUnsafe?: boolean;
  readonly diff?: boolean;
}

export interface LintedFile {
  readonly text: string;
  readonly result: LintResult;
  /** What `--diff` prints instead of a report. */
  readonly diff?: string;
}

/**
 * Lints one file; with `--fix` or `--fix-unsafe` writes it with its fixes and gives what is left to say, with `--diff` gives the
 * difference that this would make and the findings as they are. Throws UsageError where a file cannot be written.
 */
export async function lintFile(
  { text, problems }: Decoded,
  settings: Omit<LintOptions, 'problems'> & { readonly fromStdin?: boolean },
  { fix = false, fixUnsafe = false, diff = false }: FixCommandOptions,
): Promise<LintedFile> {
  const { fromStdin = false, ...more } = settings;
  const options = { ...more, problems };
  if (!fix && !fixUnsafe && !diff) return { text, result: await lintText(text, options) };
  if (fromStdin && !diff)
    throw new UsageError('Standard input cannot be written over: name the file, or ask for --diff.');
  const fixed = await fixText(text, { ...options, unsafe: fixUnsafe });
  if (diff) {
    const result = fixed.text === text ? fixed.result : await lintText(text, options);
    return { text, result, diff: unifiedDiff(settings.path, text, fixed.text) };
  }
  if (fixed.text !== text) replaceFile(settings.path, encodedAs(readInput(settings.path), fixed.text));
  return { text: fixed.text, result: fixed.result };
}

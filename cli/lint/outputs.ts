/** Where a report goes, and how: every `--format`, with a file of its own if it names one. */
import fs from 'node:fs';
import path from 'node:path';
import { nearest } from '../../src/text/nearest.js';
import { cannotWrite } from '../cannot-write.js';
import { UsageError } from '../exit.js';
import { type FormatName, formatEntry, formatNames, type Report } from '../formats/index.js';
import { makeFolder } from '../make-folder.js';
import { write } from '../output.js';
import { colourWanted } from '../terminal.js';

export interface Output {
  readonly format: FormatName;
  /** Standard output if absent. */
  readonly file?: string;
}

/**
 * From `--format NAME` or `--format NAME:FILE`, each as often as wanted, and `--output-file`, which takes what has no file of its own.
 * Throws UsageError for an unknown format, and where a whole document would share its place with something else.
 */
export function outputsOf(formats: readonly string[], outputFile: string | undefined): Output[] {
  const outputs = formats.map((written): Output => {
    const colon = written.indexOf(':');
    const format = formatNamed(colon < 0 ? written : written.slice(0, colon));
    const file = colon < 0 ? outputFile : written.slice(colon + 1);
    if (file === '') throw new UsageError(`A file is missing: write --format ${format}:report.txt, for example.`);
    return file === undefined ? { format } : { format, file };
  });
  refuseMixtures(outputs);
  return outputs;
}

function formatNamed(name: string): FormatName {
  const format = formatNames.find((known) => known === name);
  if (format) return format;
  const meant = nearest(name, formatNames);
  const hint = meant === undefined ? '' : ` Did you mean ${meant}?`;
  throw new UsageError(`There is no format ${JSON.stringify(name)}.${hint} There are ${formatNames.join(', ')}.`);
}

function refuseMixtures(outputs: readonly Output[]): void {
  const places = new Map<string | undefined, FormatName[]>();
  for (const { format, file } of outputs) {
    const place = file === undefined ? undefined : path.resolve(file);
    places.set(place, [...(places.get(place) ?? []), format]);
  }
  for (const [place, together] of places) {
    const document = together.find((format) => formatEntry(format).kind === 'document');
    if (document === undefined || together.length === 1) continue;
    const where = place === undefined ? 'standard output' : 'one file';
    throw new UsageError(
      `${together.join(' and ')} cannot share ${where}: ${document} is a whole document. Give it a file of its own with --format ${document}:FILE.`,
    );
  }
}

/** Whether a format goes by the fingerprints of findings. */
export function wantFingerprints(outputs: readonly Output[]): boolean {
  return outputs.some(({ format }) => formatEntry(format).fingerprints === true);
}

/** Writes the report in every wanted form, files first. Throws UsageError for a file that cannot be written. */
export async function writeReport(report: Report, outputs: readonly Output[]): Promise<void> {
  const texts = new Map<string | undefined, string>();
  for (const { format, file } of outputs) {
    const formatted = await formatEntry(format).load();
    const text = formatted(report, { colours: file === undefined && colourWanted(process.stdout) });
    texts.set(file, (texts.get(file) ?? '') + text);
  }
  for (const [file, text] of texts) if (file !== undefined) writeWhole(file, text);
  await write(texts.get(undefined) ?? '');
}

function writeWhole(file: string, text: string): void {
  try {
    makeFolder(path.dirname(file));
    fs.writeFileSync(file, text);
  } catch (error) {
    throw cannotWrite(file, error);
  }
}

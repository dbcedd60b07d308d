/** One line a finding, for grep and for editors that know `file:line:column: message`; nothing when nothing is wrong. */
import { printable } from '../terminal.js';
import type { Report } from './index.js';

export function compact({ files }: Report): string {
  return files
    .flatMap(({ path, findings }) =>
      findings.map(
        ({ line, column, severity, message, rule }) =>
          `${printable(path)}:${line}:${column}: ${severity}: ${printable(message)} [${rule}]\n`,
      ),
    )
    .join('');
}

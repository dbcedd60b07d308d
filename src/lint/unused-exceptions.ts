/** Exceptions of a configuration that keep nothing quiet: `lint/unused-ignore`, as for a comment. */
import { LineTable } from '../text/lines.js';
import type { Exception, FileConfig } from './config/model.js';
import type { Finding, Suppressed } from './finding.js';

/** What the exceptions of a run were good for. */
export class UsedExceptions {
  readonly #used = new Set<string>();

  note(suppressed: readonly Suppressed[]): void {
    for (const { finding, place } of suppressed)
      if (place) this.#used.add(`${place.start} ${finding.rule} ${place.file}`);
  }

  /**
   * What there is to say in a configuration, whose `text` it is, about those of the `exceptions` that stand in it. `config` is what
   * configurations say of the file itself.
   */
  unused(file: string, exceptions: readonly Exception[], text: string, config: FileConfig | undefined): Finding[] {
    const severity = config?.rules.get('lint/unused-ignore')?.severity ?? 'warning';
    if (severity === 'off') return [];
    const lines = new LineTable(text);
    return exceptions.flatMap(({ rules, place, at }): Finding[] => {
      if (place?.file !== file) return [];
      const idle = rules.filter((rule) => !this.#used.has(`${place.start} ${rule} ${place.file}`));
      if (idle.length === 0) return [];
      const { start, end } = place;
      const from = lines.positionOf(start);
      const to = lines.positionOf(end);
      const where = at === undefined ? 'in these files' : `at ${at} of these files`;
      return [
        {
          rule: 'lint/unused-ignore',
          severity,
          message: `This leaves ${idle.join(', ')} out, but nothing of the kind is reported ${where}: take it out.`,
          span: { start, end },
          line: from.line,
          column: from.column,
          endLine: to.line,
          endColumn: to.column,
          fixable: false,
          confidence: 'certain',
        },
      ];
    });
  }
}

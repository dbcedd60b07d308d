import type { Command } from 'commander';
import { rules } from '../../src/rules/index.js';
import { ExitCode } from '../exit.js';
import { write } from '../output.js';
import { table } from '../table.js';

export function define(command: Command, finish: (exitCode: number) => void): void {
  command.option('--json', 'as JSON').action(async ({ json }: { json?: boolean }) => {
    const list = rules.map(({ id, severity, kind, title }) => ({ id, severity, kind, title }));
    await write(
      json ? `${JSON.stringify(list)}\n` : table(list.map(({ id, severity, title }) => [id, severity, title])),
    );
    finish(ExitCode.clean);
  });
}

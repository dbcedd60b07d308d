import type { Command } from 'commander';
import { UsageError } from '../exit.js';

interface LspOptions {
  readonly stdio?: boolean;
}

export function define(command: Command, finish: (exitCode: number) => void): void {
  command
    .option('--stdio', 'speak over standard input and output')
    // Read by the server itself; some editors say it here and not in their first message.
    .option('--clientProcessId <id>', 'end when this process has ended')
    .action(async ({ stdio }: LspOptions) => {
      if (!stdio) throw new UsageError('Say how the editor is connected: topicguard lsp --stdio.');
      // A bundle of its own, so that no other command pays for it. It goes on until the editor ends it.
      await import('../../lsp/main.js');
      finish(0);
    });
}

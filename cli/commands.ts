/** Every command: its name, one line for the overview, and where its options and body are. Only the wanted one is loaded. */
import type { Command } from 'commander';

export interface CommandModule {
  /** Adds options and the action; the action tells the exit code when it is done. */
  define(command: Command, finish: (exitCode: number) => void): void;
}

interface CommandEntry {
  readonly summary: string;
  readonly load: () => Promise<CommandModule>;
}

export const commands: Readonly<Record<string, CommandEntry>> = {};

import { type Command, Command as CommandClass, type Option } from 'commander';
import { builtinNames } from '../../src/policy/builtins.js';
import { commands } from '../commands.js';
import { type CompletedCommand, type CompletedOption, scripts } from '../completion/scripts.js';
import { ExitCode, UsageError } from '../exit.js';
import { write } from '../output.js';

export function define(command: Command, finish: (exitCode: number) => void): void {
  command.argument('<shell>', Object.keys(scripts).join(', ')).action(async (shell: string) => {
    const script = Object.hasOwn(scripts, shell) ? scripts[shell] : undefined;
    if (!script)
      throw new UsageError(
        `There is no completion for ${JSON.stringify(shell)}, only for ${Object.keys(scripts).join(', ')}.`,
      );
    await write(script(await definitions()));
    finish(ExitCode.clean);
  });
}

/** What each command takes, asked of the commands themselves. */
async function definitions(): Promise<CompletedCommand[]> {
  const all: CompletedCommand[] = [];
  for (const [name, { summary, load }] of Object.entries(commands)) {
    const command = new CommandClass(name);
    (await load()).define(command, () => {});
    all.push(describe(command, name, summary));
  }
  return all;
}

function describe(command: Command, name: string, summary: string): CompletedCommand {
  return {
    name,
    summary,
    options: command.options.flatMap((option) => (option.long ? [describeOption(option, option.long)] : [])),
    subcommands: command.commands.map((below) => describe(below, below.name(), below.description())),
  };
}

function describeOption({ description, required, argChoices, flags }: Option, flag: string): CompletedOption {
  const isPolicy = flag === '--policy';
  return {
    flag,
    description,
    takesValue: required,
    values: isPolicy ? builtinNames() : (argChoices ?? []),
    files: /\b(?:file|path)>/.test(flags) || flag.endsWith('-filename'),
  };
}

/** The command line: finds the command, loads it and nothing else, and turns what went wrong into an exit code. */
import { existsSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { commands } from './commands.js';
import { ExitCode, UsageError } from './exit.js';
import { leave, watchOutput } from './output.js';

/** Filled in by the build. */
declare const TOPICGUARD_VERSION: string;

const ownOptions: ReadonlySet<string> = new Set(['-h', '--help', '-V', '--version']);

/** Gives the exit code; nothing where the command goes on. */
async function main(argv: readonly string[]): Promise<number | undefined> {
  const program = new Command('topicguard')
    .description('Checks MQTT topics and connect options against what a platform allows.')
    .version(TOPICGUARD_VERSION)
    .helpCommand('help [command]', 'what a command does and which options it has')
    .showSuggestionAfterError()
    .exitOverride();
  let exitCode: number | undefined = ExitCode.clean;
  const wanted = argv[0] === 'help' ? argv[1] : argv.find((word) => !word.startsWith('-'));
  watchOutput(wanted !== undefined && Object.hasOwn(commands, wanted) && commands[wanted]?.goesOn === true);
  for (const [name, { summary, load, goesOn }] of Object.entries(commands)) {
    const command = program.command(name).description(summary).exitOverride();
    if (name === wanted) {
      (await load()).define(command, (code) => {
        process.exitCode = code;
        exitCode = goesOn ? undefined : code;
      });
    }
  }
  if (argv.length === 0) {
    program.outputHelp({ error: true });
    return ExitCode.usage;
  }
  const [first] = argv;
  if (first?.startsWith('-') && !ownOptions.has(first))
    throw new UsageError(
      `${JSON.stringify(first)} stands before any command, where there are only ${[...ownOptions].join(', ')}: write the command first, as in "topicguard lint --policy onenet".`,
    );
  if (wanted !== undefined && !Object.hasOwn(commands, wanted) && existsSync(wanted) && /[./\\]/.test(wanted))
    throw new UsageError(
      `${JSON.stringify(wanted)} is a file or a folder, and no command. "topicguard lint" looks for mistakes in files.`,
    );
  // Commander would answer with the overview.
  if (wanted !== undefined && !Object.hasOwn(commands, wanted) && wanted !== 'help')
    await program.parseAsync([wanted], { from: 'user' });
  await program.parseAsync(argv, { from: 'user' });
  return exitCode;
}

main(process.argv.slice(2)).then(
  (code) => (code === undefined ? undefined : leave(code)),
  (error: unknown) => leave(exitCodeFor(error)),
);

/** Tells the user what was wrong, unless commander has done so already. */
function exitCodeFor(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.clean : ExitCode.usage;
  // A UsageError, by its name: a bundle of its own has a class of its own.
  if (error instanceof Error && error.name === 'UsageError') {
    process.stderr.write(`topicguard: ${error.message}\n`);
    return ExitCode.usage;
  }
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`topicguard: this is a bug in topicguard, please report it with what you ran.\n${detail}\n`);
  return ExitCode.bug;
}

import type { Command } from 'commander';
import type { Guard } from '../../src/engine/guard.js';
import { runScript } from '../../src/sessions/run.js';
import { counted } from '../../src/text/counted.js';
import { ExitCode, UsageError } from '../exit.js';
import { filesBelow } from '../files.js';
import { roleOption } from '../guard.js';
import { eachTime, type NamesAndValues, settingOption } from '../options.js';
import { write } from '../output.js';
import { loadForCommand } from '../policy.js';
import { guardForScript, policyOfScript, readScript, type ScriptFile, scriptPrinter } from '../session-scripts.js';
import { refuseUnknownSettings, SettingUse } from '../setting-use.js';
import { colourWanted, type Paint, painter, printable } from '../terminal.js';

interface Options {
  readonly policy?: string;
  readonly role?: readonly string[];
  readonly setting?: NamesAndValues;
}

interface Result {
  readonly met: number;
  readonly unmet: number;
  readonly output: string;
}

export function define(command: Command, finish: (exitCode: number) => void): void {
  command
    .argument('[scripts...]', 'session scripts (.mqtt), or directories')
    .option('--policy <name|file>', 'run them against this policy, whatever they say themselves')
    .option(...roleOption, eachTime)
    .option(...settingOption)
    .action(async (scripts: string[], options: Options) => finish(await test(scripts, options)));
}

async function test(paths: readonly string[], { policy, role: roles, setting }: Options): Promise<number> {
  if (policy !== undefined) refuseUnknownSettings(await loadForCommand(policy), setting);
  const guards = new Map<string, Guard>();
  const use = new SettingUse(setting);
  const guardFor = async (name: string, own: readonly string[]): Promise<Guard> => {
    const chosen = roles ?? (own.length > 0 ? own : undefined);
    const key = JSON.stringify([name, chosen]);
    let guard = guards.get(key);
    if (!guard) {
      // What is said for one policy has to be of it; what is said for many is for those that have it.
      const values = policy === undefined ? use.valuesFor(await loadForCommand(name)) : setting;
      guard = await guardForScript(name, chosen, values);
      guards.set(key, guard);
    }
    return guard;
  };
  const paint = painter(colourWanted(process.stdout));
  const runFile = async (file: string): Promise<Result> => {
    const script = readScript(file);
    const own = script.parsed.script.roles.map(({ value }) => value);
    const guard = await guardFor(policy ?? policyOfScript(script, file), own).catch((error: unknown) => {
      throw error instanceof UsageError ? new UsageError(`${file}: ${error.message}`) : error;
    });
    return runOne(file, script, guard, paint);
  };
  const complaints: string[] = [];
  let files = 0;
  let met = 0;
  let unmet = 0;
  for await (const { path: file } of filesBelow(paths.length > 0 ? paths : ['.'], (name) => name.endsWith('.mqtt'))) {
    files++;
    const result = await runFile(file).catch((error: unknown) => {
      // One that cannot be run keeps nobody from seeing what came of the others.
      if (!(error instanceof UsageError)) throw error;
      complaints.push(error.message);
      return { met: 0, unmet: 0, output: '' };
    });
    met += result.met;
    unmet += result.unmet;
    await write(result.output);
  }
  if (files === 0) throw new UsageError('There is no session script: a file whose name ends in .mqtt.');
  const run = files - complaints.length;
  const counts = [`${met} as expected`, ...(unmet > 0 ? [paint(`${unmet} not as expected`, 'red', 'bold')] : [])];
  if (run > 0) await write(`${counts.join(', ')} in ${counted(run, 'script')}\n`);
  if (run > 0 && met + unmet === 0)
    process.stderr.write(
      'topicguard: Nothing is expected here, so nothing was tested: say behind a request what it gets, as in "publish a => denied".\n',
    );
  for (const complaint of complaints) process.stderr.write(`topicguard: ${complaint}\n`);
  const note = use.finish();
  if (note !== undefined) process.stderr.write(`topicguard: ${note}\n`);
  if (complaints.length > 0) return ExitCode.usage;
  return unmet > 0 ? ExitCode.findings : ExitCode.clean;
}

function runOne(file: string, { text, parsed, problems }: ScriptFile, guard: Guard, paint: Paint): Result {
  const say = scriptPrinter(file, text, paint);
  let output = problems.map(({ span, message }) => say(span, message)).join('');
  let met = 0;
  let unmet = problems.length;
  for (const { statement, answers, unmet: why } of runScript(guard, parsed.script)) {
    const { expectation } = statement;
    if (!expectation) continue;
    if (why.length === 0) met++;
    else unmet++;
    const reasons = answers.flatMap((answer) =>
      answer.reasons.map(
        ({ rule, message, policy, policyLine }) => `  ${rule}: ${printable(message)}${pageOf(policy, policyLine)}\n`,
      ),
    );
    if (why.length > 0) output += say(expectation.span, why.join('; ')) + reasons.join('');
  }
  return { met, unmet, output };
}

/** Which page refuses, where several decide together. */
function pageOf(policy: string | undefined, line: number | undefined): string {
  if (policy === undefined) return '';
  return ` (${printable(policy)}${line === undefined ? '' : ` line ${line}`})`;
}

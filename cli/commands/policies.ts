import type { Command } from 'commander';
import { missingPolicy } from '../../src/load.js';
import { builtinNames, builtinPolicy } from '../../src/policy/builtins.js';
import type { Policy } from '../../src/policy/model.js';
import { ExitCode, UsageError } from '../exit.js';
import { write } from '../output.js';
import { policyText } from '../policy.js';
import { table } from '../table.js';

export function define(command: Command, finish: (exitCode: number) => void): void {
  command
    .command('list', { isDefault: true })
    .description('the built-in policies')
    .option('--json', 'as JSON')
    .allowExcessArguments()
    .action(async ({ json }: { json?: boolean }, list: Command) => {
      const [name] = list.args;
      if (name !== undefined) throw new UsageError(`To see one policy, write: topicguard policies show ${name}`);
      const all = builtinNames().map((name) => about(builtinPolicy(name) as Policy));
      const rows = all.map(({ name, title, hosts }) => [name, title, hosts.join(', ')]);
      await write(json ? `${JSON.stringify(all)}\n` : table(rows));
      finish(ExitCode.clean);
    });
  command
    .command('show')
    .description('the page of a policy')
    .argument('<name|file>', 'a built-in policy, or a policy file')
    .action(async (name: string) => {
      const text = policyText(name);
      if (text === undefined) throw new UsageError(missingPolicy(name).message);
      await write(text);
      finish(ExitCode.clean);
    });
}

function about({ name, title, hosts }: Policy): { name: string; title: string; hosts: readonly string[] } {
  return { name, title: title ?? '', hosts };
}

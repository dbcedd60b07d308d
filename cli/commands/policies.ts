import type { Command } from 'commander';
import { readPolicyText } from '../../src/load.js';
import { builtinNames, builtinPolicy } from '../../src/policy/builtins.js';
import { type Policy, PolicyError } from '../../src/policy/model.js';
import { isJsonPage } from '../../src/policy/page-name.js';
import { nearest } from '../../src/text/nearest.js';
import { ExitCode, UsageError } from '../exit.js';
import { write } from '../output.js';
import { loadForCommand, policyText } from '../policy.js';
import { table } from '../table.js';

export function define(command: Command, finish: (exitCode: number) => void): void {
  command
    .command('list', { isDefault: true })
    .description('the built-in policies')
    .option('--json', 'as JSON')
    .allowExcessArguments()
    .action(async ({ json }: { json?: boolean }, list: Command) => {
      const [name] = list.args;
      if (name !== undefined) {
        const meant = nearest(name, ['list', 'show']);
        throw new UsageError(
          meant === undefined
            ? `To see one policy, write: topicguard policies show ${name}`
            : `There is no "policies ${name}". Did you mean "policies ${meant}"?`,
        );
      }
      const all = builtinNames().map((name) => about(builtinPolicy(name) as Policy));
      const rows = all.map(({ name, title, hosts }) => [name, title, hosts.join(', ')]);
      await write(json ? `${JSON.stringify(all)}\n` : table(rows));
      finish(ExitCode.clean);
    });
  command
    .command('show')
    .description('the page of a policy, as it is written; one in JSON as a page, with what it extends')
    .argument('<name|file>', 'a built-in policy, or a policy file (.mqttpolicy or .json)')
    .action(async (name: string) => {
      if (builtinNames().includes(name)) await write(policyText(name) as string);
      else await showFile(name);
      finish(ExitCode.clean);
    });
}

/** Throws UsageError where there is no page, or one that cannot be used; a page is shown with its mistakes all the same. */
async function showFile(file: string): Promise<void> {
  if (isJsonPage(file)) {
    const { policyToText } = await import('../../src/policy/index.js');
    await write(policyToText(await loadForCommand(file)));
    return;
  }
  try {
    await write(await readPolicyText(file));
  } catch (error) {
    throw error instanceof PolicyError ? new UsageError(error.message) : error;
  }
  await loadForCommand(file);
}

function about({ name, title, hosts }: Policy): { name: string; title: string; hosts: readonly string[] } {
  return { name, title: title ?? '', hosts };
}

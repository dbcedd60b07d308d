import fs from 'node:fs';
import type { Command } from 'commander';
import { configNames } from '../../src/lint/config/find-config.js';
import { type Seen, seenIn, starterConfig } from '../../src/lint/config/starter.js';
import { type LintResult, lintText } from '../../src/lint/index.js';
import { counted } from '../../src/text/counted.js';
import { cannotWrite } from '../cannot-write.js';
import { ExitCode, UsageError } from '../exit.js';
import { inputsOf } from '../lint/inputs.js';
import { write } from '../output.js';
import { policyLoader } from '../policy.js';

/** More files are not looked at: it is a first look. */
const mostFiles = 1000;
const schemaFile = './node_modules/topicguard/schema/config.schema.json';

export function define(command: Command, finish: (exitCode: number) => void): void {
  command.action(async () => finish(await init()));
}

async function init(): Promise<number> {
  const there = configNames.find((name) => fs.existsSync(name));
  if (there !== undefined) throw new UsageError(`${there} is there already, and stays as it is.`);
  const seen = await look();
  const [name] = configNames;
  const text = starterConfig(seen, fs.existsSync(schemaFile) ? schemaFile : undefined);
  try {
    // It fails if somebody has written one in the meantime.
    fs.writeFileSync(name, text, { flag: 'wx' });
  } catch (error) {
    throw cannotWrite(name, error);
  }
  await write(`${name} written. ${whatIsNext(seen)}\n`);
  return ExitCode.clean;
}

async function look(): Promise<Seen> {
  const results: LintResult[] = [];
  for (const { path, read } of (await inputsOf(['.'], undefined)).slice(0, mostFiles)) {
    const { text, problems } = read();
    results.push(await lintText(text, { path, problems, loadPolicy: policyLoader }));
  }
  return seenIn(results);
}

function whatIsNext({ files, clients, findings }: Seen): string {
  const seen = `${counted(clients, 'MQTT client')} in ${counted(files, 'file')}`;
  if (findings === 0) return `Seen: ${seen}.`;
  return `Seen: ${seen}, with ${counted(findings, 'finding')}. "topicguard lint" shows them, "topicguard lint --write-baseline" keeps them for later.`;
}

import type { Command } from 'commander';
import { ruleById, rules } from '../../src/rules/index.js';
import type { Rule } from '../../src/rules/rule.js';
import { nearest } from '../../src/text/nearest.js';
import { ExitCode, UsageError } from '../exit.js';
import { write } from '../output.js';
import { colourWanted, type Paint, painter } from '../terminal.js';
import { wrap } from '../wrap.js';

export function define(command: Command, finish: (exitCode: number) => void): void {
  command.argument('<rule>', 'the id of a rule, such as connect/clean-session').action(async (id: string) => {
    await write(explain(find(id), painter(colourWanted(process.stdout))));
    finish(ExitCode.clean);
  });
}

function find(id: string): Rule {
  const rule = ruleById(id);
  if (rule) return rule;
  const ids = rules.map((one) => one.id);
  const nameOf = (one: string): string => one.slice(one.indexOf('/') + 1);
  const byName = nearest(nameOf(id), ids.map(nameOf));
  const meant = nearest(id, ids) ?? ids.find((one) => nameOf(one) === byName);
  const hint = meant === undefined ? '`topicguard rules` lists them.' : `Did you mean ${meant}?`;
  throw new UsageError(`There is no rule ${JSON.stringify(id)}. ${hint}`);
}

function explain({ id, title, severity, kind, docs, examples }: Rule, paint: Paint): string {
  const parts = [
    `${paint(id, 'bold')}  ${paint(severity, 'dim')}\n${title}.\n`,
    section('What', docs.what),
    section('Why', docs.why),
  ];
  if (docs.sources)
    parts.push(`${paint('Sources', 'bold')}\n${docs.sources.map((source) => `  ${source}\n`).join('')}`);
  if (kind === 'decisions')
    parts.push(section('Where', 'Only a sequence of packets shows it: `check`, `decide` and `test` report it.'));
  for (const example of examples) {
    const wrong = example.findings.length > 0;
    const text = example.text
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`);
    const said = example.findings.map(({ line, column, message }) => `  ${line}:${column}  ${message}`);
    parts.push(
      `${paint(wrong ? 'Wrong' : 'Right', 'bold')}  ${example.path}\n${[...text, ...(wrong ? [''] : []), ...said].join('\n')}\n`,
    );
  }
  if (docs.whenToTurnOff !== undefined) parts.push(section('When to turn it off', docs.whenToTurnOff));
  return parts.join('\n');

  function section(head: string, text: string): string {
    return `${paint(head, 'bold')}\n${wrap(text, 100)
      .map((line) => `  ${line}\n`)
      .join('')}`;
  }
}

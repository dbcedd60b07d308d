/** docs/rules.md and docs/rules/: a table of the rules and a page for each, from the rule files. */
import { rules } from '../../src/rules/index.js';
import type { OptionSchema, RuleOptions } from '../../src/rules/options.js';
import type { Rule, RuleExample } from '../../src/rules/rule.js';

export const order = 2;
export const folders = ['docs/rules'];

const note = '<!-- Written by `npm run generate` from src/rules. -->\n';
const languages: Readonly<Record<string, string>> = { json: 'json', yaml: 'yaml', mqtt: 'mqtt' };

/** Where a rule has nothing of its own to say about it. */
const usually = {
  policy:
    'Where the policy does not fit the platform that you use. Then another policy is better, or one that extends it, as each rule of it is wrong for you in the same way.',
  file: 'Never: what cannot be read is not checked.',
  document: 'Where your broker means something else by it.',
} satisfies Partial<Record<Rule['kind'], string>>;

export function outputs(): Map<string, string> {
  return new Map([
    ['docs/rules.md', index()],
    ...rules.map((rule) => [`docs/rules/${rule.id}.md`, page(rule)] as const),
  ]);
}

/** One row for each rule, with links from a page in `folder`. */
export function table(folder: string): string {
  const rows = rules.map(({ id, severity, title }) => `| [${id}](${folder}${id}.md) | ${severity} | ${title} |`);
  return ['| rule | severity | says |', '|---|---|---|', ...rows].join('\n');
}

function index(): string {
  return `${note}
# Rules

\`topicguard explain RULE\` shows a page in the terminal. The severity is the usual one: a policy that only advises makes an error a warning or a hint.

${table('rules/')}
`;
}

function page({ id, title, severity, kind, docs, examples, fix, options }: Rule): string {
  const parts = [
    note,
    `# ${id}\n`,
    `${title}. Severity: ${severity}.\n`,
    `## What\n\n${docs.what}\n`,
    `## Why\n\n${docs.why}\n`,
    ...(docs.sources ? [`${docs.sources.map((source) => `- ${source}`).join('\n')}\n`] : []),
    ...(kind === 'decisions'
      ? [
          '## Where\n\nOnly a sequence of packets shows it: `check`, `decide` and `test` report it, `lint` never does.\n',
        ]
      : []),
    ...section(
      'Wrong',
      examples.filter(({ findings }) => findings.length > 0),
    ),
    ...section(
      'Right',
      examples.filter(({ findings }) => findings.length === 0),
    ),
    ...(docs.fix !== undefined || fix
      ? [`## Fix\n\n${docs.fix ?? 'Offered by `--fix-unsafe`: it is a guess at what was meant.'}\n`]
      : []),
    ...(options ? [optionsSection(options)] : []),
    ...(kind === 'decisions' ? [] : [`## When to turn it off\n\n${docs.whenToTurnOff ?? usually[kind]}\n`]),
  ];
  return parts.join('\n');
}

function optionsSection(options: RuleOptions): string {
  const rows = Object.entries(options).map(
    ([name, { about, schema, default: value }]) =>
      `| \`${name}\` | ${about} | ${kindOf(schema)} | \`${JSON.stringify(value)}\` |`,
  );
  return `## Options\n\n| option | does | is | if nothing is set |\n|---|---|---|---|\n${rows.join('\n')}\n`;
}

function kindOf(schema: OptionSchema): string {
  switch (schema.type) {
    case 'integer':
      return `${schema.minimum} to ${schema.maximum}`;
    case 'boolean':
      return '`true` or `false`';
    case 'array':
      return schema.items.enum
        ? `a list of ${schema.items.enum.map((one) => `\`${one}\``).join(', ')}`
        : 'a list of texts';
  }
}

function section(head: string, examples: readonly RuleExample[]): string[] {
  return examples.length === 0 ? [] : [`## ${head}\n`, ...examples.map(exampleText)];
}

function exampleText({ path, policy, options, text, findings }: RuleExample): string {
  const language = languages[path.slice(path.lastIndexOf('.') + 1)] ?? '';
  const by =
    policy === undefined
      ? ''
      : policy.includes('\n')
        ? `, by this policy:\n\n${fenced('mqttpolicy', policy)}`
        : `, by the policy \`${policy}\`:\n`;
  const said = findings.map(({ line, column, message }) => `${line}:${column}  ${message}\n`).join('');
  const set = options === undefined ? '' : `, with the options \`${JSON.stringify(options)}\``;
  return `\`${path}\`${set}${by === '' ? ':\n' : by}\n${fenced(language, text)}${said === '' ? '' : `\n${fenced('text', said)}`}`;
}

/** A fence that is longer than any in the text. */
function fenced(language: string, text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${text.trimEnd()}\n${fence}\n`;
}

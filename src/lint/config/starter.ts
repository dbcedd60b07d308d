import { builtinPolicy } from '../../policy/builtins.js';
import { counted } from '../../text/counted.js';
import type { LintResult } from '../finding.js';

/** What a first look at a folder found. */
export interface Seen {
  readonly files: number;
  readonly clients: number;
  /** Files by policy, for policies that something names: a host, topics, a comment. */
  readonly named: ReadonlyMap<string, number>;
  /** Clients for which only the standard counts, because nothing names a platform. */
  readonly unnamed: number;
  readonly findings: number;
}

export function seenIn(results: readonly LintResult[]): Seen {
  const named = new Map<string, number>();
  let unnamed = 0;
  for (const { policies } of results) {
    for (const name of new Set(policies.flatMap(({ name, by }) => (by === 'default' ? [] : [name]))))
      named.set(name, (named.get(name) ?? 0) + 1);
    if (policies.some(({ by }) => by === 'default')) unnamed++;
  }
  return {
    files: results.length,
    clients: results.reduce((sum, { clients }) => sum + clients, 0),
    named: new Map([...named].sort(([a], [b]) => (a < b ? -1 : 1))),
    unnamed,
    findings: results.reduce((sum, { findings }) => sum + findings.length, 0),
  };
}

/** A first configuration: JSON with comments. `schema` is the path of the published schema, where the folder has it. */
export function starterConfig({ clients, named, unnamed }: Seen, schema?: string): string {
  // A policy in a file is named by those who use it, each by a path of its own: its name alone would find nothing.
  const example = [...named.keys()].find((name) => builtinPolicy(name) !== undefined);
  const only = named.size === 1 && unnamed === 0 ? example : undefined;
  const seen = [...named].map(([name, files]) => `${name} (${counted(files, 'file')})`).join(', ');
  const policy =
    only !== undefined
      ? ['  // Every client that was found here is one of this platform.', `  "policy": ${JSON.stringify(only)},`]
      : clients === 0
        ? [
            '  // No MQTT client was found here. The policy of those to come: "topicguard policies" lists them.',
            '  // "policy": "onenet",',
          ]
        : named.size === 0
          ? [
              '  // Nothing here names a platform, so only the MQTT standard counts. "topicguard policies" lists the others.',
              '  // "policy": "onenet",',
            ]
          : [
              `  // The policy is told by each file's own words, broker and topics: ${seen}. To set it for some files:`,
              `  // "overrides": [{ "files": "gateways/**", "policy": ${JSON.stringify(example ?? './plant.mqttpolicy')} }],`,
            ];
  return [
    '{',
    ...(schema === undefined ? [] : [`  "$schema": ${JSON.stringify(schema)},`]),
    '  // Configurations in the folders above do not count.',
    '  "root": true,',
    ...policy,
    '  // Files that are not linted.',
    '  "ignore": [],',
    '  // Severities: "off", "hint", "warning" or "error". "topicguard rules" lists the rules.',
    '  "rules": {}',
    '}',
    '',
  ].join('\n');
}

import type { Span } from '../../readers/document.js';
import { ruleById } from '../../rules/index.js';
import type { OptionSchema } from '../../rules/options.js';
import type { Rule } from '../../rules/rule.js';
import { LineTable } from '../../text/lines.js';
import { nearestRule } from '../useless-ignores.js';
import { ConfigError, type ConfigProblem } from './error.js';
import validate from './generated/validator.js';
import type { ConfigJson, SettingsJson } from './json.js';
import type { ConfigPlace } from './model.js';
import { meant, quote, schemaMessage } from './schema-message.js';
import { type Located, locate, step } from './tree.js';

export interface ReadConfig {
  readonly json: ConfigJson;
  /** The place of the value at a JSON pointer. */
  placeOf(pointer: string): ConfigPlace;
  spanOf(pointer: string): Span;
}

/** UTF-16 units. */
const longest = 1_000_000;
const mostProblems = 20;

/**
 * Reads a configuration: JSON with comments, or YAML by the file's ending. Throws ConfigError with the place of everything that
 * is wrong: syntax, keys that do not exist, values of the wrong kind, rules and options that do not exist.
 */
export async function readConfig(text: string, file: string): Promise<ReadConfig> {
  if (text.length > longest)
    throw new ConfigError([
      { file, line: 1, column: 1, message: `A configuration holds at most ${longest} characters.` },
    ]);
  const located = await locate(text, file);
  const lines = new LineTable(text);
  const placeOf = (offset: number): ConfigPlace => ({ file, ...lines.positionOf(offset) });
  // A key that stands twice is a mistake too: one of the two does not count.
  let found: Fault[] = located.problems.map(({ message, span }) => ({ message, at: span.start }));
  if (found.length === 0) found = faultsOf(located);
  if (found.length > 0) {
    const problems = found.map(({ message, at }): ConfigProblem => ({ ...placeOf(at), message }));
    throw new ConfigError(problems.slice(0, mostProblems));
  }
  return {
    json: located.value as ConfigJson,
    placeOf: (pointer) => placeOf(located.valueAt(pointer).start),
    spanOf: (pointer) => located.valueAt(pointer),
  };
}

interface Fault {
  readonly message: string;
  readonly at: number;
}

function faultsOf(located: Located): Fault[] {
  const { value } = located;
  if (!validate(value)) {
    const faults = new Map<string, Fault>();
    for (const error of validate.errors ?? []) {
      const message = schemaMessage(error, valueAt(value, error.instancePath));
      if (message === undefined) continue;
      const { additionalProperty } = error.params;
      const span =
        typeof additionalProperty === 'string'
          ? located.keyAt(error.instancePath, additionalProperty)
          : located.valueAt(error.instancePath);
      faults.set(`${span.start} ${message}`, { message, at: span.start });
    }
    if (faults.size === 0) faults.set('', { message: 'This does not fit the schema of configurations.', at: 0 });
    return [...faults.values()].sort((a, b) => a.at - b.at);
  }
  const json = value as ConfigJson;
  return [
    ...ruleFaults(json, '', located),
    ...(json.overrides ?? []).flatMap((settings, at) => ruleFaults(settings, `/overrides/${at}`, located)),
    ...(json.exceptions ?? []).flatMap(({ rules }, at) =>
      rules.flatMap((id, index): Fault[] => {
        if (ruleById(id)) return [];
        return [{ message: noRule(id), at: located.valueAt(`/exceptions/${at}/rules/${index}`).start }];
      }),
    ),
  ];
}

function ruleFaults({ rules = {} }: SettingsJson, pointer: string, located: Located): Fault[] {
  return Object.entries(rules).flatMap(([id, setting]): Fault[] => {
    const rule = ruleById(id);
    if (!rule) return [{ message: noRule(id), at: located.keyAt(`${pointer}/rules`, id).start }];
    if (typeof setting === 'string' || setting.options === undefined) return [];
    return optionFaults(rule, setting.options, `${pointer}/rules${step(id)}/options`, located);
  });
}

function noRule(id: string): string {
  const best = nearestRule(id);
  const rest = best === undefined ? '`topicguard rules` lists them.' : `Did you mean ${quote(best)}?`;
  return `There is no rule ${quote(id)}. ${rest} (lint/unknown-rule)`;
}

function optionFaults(
  { id, options: known = {} }: Rule,
  options: Readonly<Record<string, unknown>>,
  pointer: string,
  located: Located,
): Fault[] {
  const names = Object.keys(known);
  return Object.entries(options).flatMap(([name, value]): Fault[] => {
    const option = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!option) {
      const rest = names.length === 0 ? ' It has none.' : (meant(name, names) ?? ` It has ${names.join(', ')}.`);
      return [{ message: `${id} has no option ${quote(name)}.${rest}`, at: located.keyAt(pointer, name).start }];
    }
    const wrong = fault(option.schema, value);
    return wrong === undefined
      ? []
      : [{ message: `${quote(name)} ${wrong}`, at: located.valueAt(pointer + step(name)).start }];
  });
}

/** What is wrong with the value, as the end of a sentence that begins with its name. */
function fault(schema: OptionSchema, value: unknown): string | undefined {
  switch (schema.type) {
    case 'integer': {
      const { minimum, maximum } = schema;
      const fits = Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum;
      return fits ? undefined : `must be a whole number from ${minimum} to ${maximum}.`;
    }
    case 'boolean':
      return typeof value === 'boolean' ? undefined : 'must be true or false.';
    case 'array': {
      const { maxItems, items } = schema;
      if (!Array.isArray(value) || value.length > maxItems || value.some((item) => typeof item !== 'string'))
        return `must be a list of at most ${maxItems} texts.`;
      const stranger = value.find((item) => item === '' || (items.enum && !items.enum.includes(item)));
      if (stranger === undefined) return undefined;
      if (!items.enum) return 'must be a list of texts, none of them empty.';
      return `may hold ${items.enum.join(', ')}, but not ${quote(stranger)}.${meant(stranger, items.enum) ?? ''}`;
    }
  }
}

function valueAt(value: unknown, pointer: string): unknown {
  let found = value;
  for (const part of pointer.split('/').slice(1)) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<string, unknown>)[part.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return found;
}

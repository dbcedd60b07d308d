/** Values of options, from text. */
import { InvalidArgumentError } from 'commander';

export function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(text);
}

/** `1`, `true`, `yes` or `0`, `false`, `no`. */
export function flag(text: string): boolean {
  if (/^(1|true|yes)$/i.test(text)) return true;
  if (/^(0|false|no)$/i.test(text)) return false;
  throw new InvalidArgumentError('It has to be 1 or 0.');
}

const protocolLevels: Readonly<Record<string, number>> = { '3.1': 3, '3.1.1': 4, '5': 5, '5.0': 5 };

/** A version such as `3.1.1`, to the number on the wire. */
export function protocolLevel(text: string): number {
  const level = Object.hasOwn(protocolLevels, text) ? protocolLevels[text] : undefined;
  if (level === undefined) throw new InvalidArgumentError('It has to be 3.1, 3.1.1 or 5.');
  return level;
}

/** An option that may be repeated. */
export function eachTime(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

export type NamesAndValues = Readonly<Record<string, string>>;

/** `name=value`, each time that the option stands. */
export function nameAndValue(text: string, before: NamesAndValues = {}): NamesAndValues {
  const equals = text.indexOf('=');
  if (equals < 1) throw new InvalidArgumentError('It has to be written name=value, as in pid=238322.');
  return Object.assign(Object.create(null), before, { [text.slice(0, equals)]: text.slice(equals + 1) });
}

/** How `--setting` is described and read wherever it is taken. */
export const settingOption = [
  '--setting <name=value>',
  'a setting of the policy and its value; may be repeated',
  nameAndValue,
] as const;

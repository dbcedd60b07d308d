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

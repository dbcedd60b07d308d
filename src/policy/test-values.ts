/** What tests with several values have in common: settings among them, none that stands twice. */
import type { Word } from '../../grammar/policy/ast.js';
import type { BuildContext } from './build-context.js';
import type { Field } from './fields.js';
import type { SettingsInTest } from './model.js';
import { numberOf } from './numbers.js';
import { type Problems, show } from './problems.js';
import { type SettingUse, settingUse } from './setting-use.js';
import { nameInBraces } from './template-text.js';

/** The settings among the values, by their index; nothing after a problem. */
export function settingsAmong(
  values: readonly Word[],
  wanted: 'number' | 'text',
  { symbols, problems }: BuildContext,
): ReadonlyMap<number, SettingUse> | undefined {
  const used = new Map<number, SettingUse>();
  for (const [at, word] of values.entries()) {
    if (nameInBraces(word.text) === undefined) continue;
    const setting = settingUse(word, wanted, symbols, problems);
    if (!setting) return undefined;
    used.set(at, setting);
  }
  return used;
}

/** What a test with values says of the settings among them. */
export function named(used: ReadonlyMap<number, SettingUse>): { settings?: SettingsInTest } {
  if (used.size === 0) return {};
  return { settings: Object.fromEntries([...used].map(([at, { name }]) => [String(at), name])) };
}

export function distinct(values: readonly Word[], field: Field, problems: Problems): boolean {
  const seen = new Set<string>();
  for (const word of values) {
    const value = String(numberOf(word.text) ?? word.text);
    if (seen.has(value)) {
      problems.error('policy/value', word, `${show(word.text)} stands twice among the values of ${field.name}.`);
      return false;
    }
    seen.add(value);
  }
  return true;
}

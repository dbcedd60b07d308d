/** Values for the settings of a policy: who gives them, and whether they may be what they are. */
import { nearest } from '../text/nearest.js';
import { shapeMatches } from '../topics/shape.js';
import { layersOf } from './layers.js';
import type { Policy, Setting, Shape } from './model.js';

/** Names of settings and what they are to stand for. */
export type SettingValues = Readonly<Record<string, string | number>>;

/** Why a text is not of a setting's shape; nothing when it is. */
export function whyNotOfShape(shape: Shape, value: string): string | undefined {
  if (!value.isWellFormed() || value.includes('\0')) return `is ${quote(value)}, which no text of MQTT can hold`;
  if (value.includes('/')) return `is ${quote(value)}, but a setting is one level and holds no "/"`;
  if (shape.kind !== 'level' || shapeMatches(shape.level, value)) return undefined;
  return `is ${quote(value)}, but must be of the form ${shape.text}`;
}

/** A setting without a value, a value without a setting, or one that does not fit. `missing` names the settings without a value. */
export class SettingsError extends TypeError {
  readonly missing: readonly string[];
  constructor(message: string, missing: readonly string[] = []) {
    super(message);
    this.missing = missing;
  }
}

export function settingsOf(policy: Policy): Setting[] {
  return policy.sections.flatMap((section) => (section.section === 'settings' ? [...section.lines] : []));
}

/**
 * The value of each setting of one page: what is given, else the default. Throws SettingsError when one has neither, or when a
 * value is not of its shape.
 */
export function valuesOf(policy: Policy, given: SettingValues): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const missing: string[] = [];
  const names: string[] = [];
  for (const { name, shape, default: usual, about } of settingsOf(policy)) {
    const value = Object.hasOwn(given, name) ? String(given[name]) : usual;
    if (value === undefined) {
      names.push(name);
      missing.push(`{${name}}${about === undefined ? '' : ` (${about})`}`);
      continue;
    }
    const why = whyNotOfShape(shape, value);
    if (why !== undefined) throw new SettingsError(`The setting {${name}} of the policy ${policy.name} ${why}.`);
    values.set(name, value);
  }
  if (missing.length > 0) {
    const are = missing.length === 1 ? 'the setting' : 'the settings';
    throw new SettingsError(
      `The policy ${policy.name} has ${are} ${missing.join(', ')} without a default: somebody has to say what ${missing.length === 1 ? 'it is' : 'they are'}.`,
      names,
    );
  }
  return values;
}

/** Whether a policy, or one that it stands on, has settings. */
export function hasSettings(policy: Policy): boolean {
  return layersOf(policy).some((layer) => settingsOf(layer).length > 0);
}

/** Whether every setting of a policy, and of those it stands on, has a default. */
export function hasAllDefaults(policy: Policy): boolean {
  return layersOf(policy).every((layer) => settingsOf(layer).every((setting) => setting.default !== undefined));
}

/** The names of the settings of a policy and of those it stands on. */
export function settingNames(policy: Policy): ReadonlySet<string> {
  return new Set(layersOf(policy).flatMap((layer) => settingsOf(layer).map(({ name }) => name)));
}

/** Throws SettingsError for a value whose setting no page declares. */
export function refuseStrangers(policy: Policy, given: SettingValues): void {
  const known = settingNames(policy);
  for (const name of Object.keys(given)) {
    if (known.has(name)) continue;
    const there = known.size === 0 ? 'It has no settings.' : meantOf(name, known);
    throw new SettingsError(`The policy ${policy.name} has no setting ${quote(name)}. ${there}`);
  }
}

/** What may have been meant by the name of a setting that is not among those that are known. */
export function meantOf(name: string, known: ReadonlySet<string>): string {
  const meant = nearest(name, known);
  return meant === undefined ? `There are ${[...known].join(', ')}.` : `Did you mean ${quote(meant)}?`;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 60)}…` : text.toWellFormed());
}

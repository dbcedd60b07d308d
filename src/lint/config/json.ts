/** A configuration as it is written; schema/config.schema.json says the same for other programs. */
import type { RuleSetting } from './model.js';

export interface SettingsJson {
  readonly policy?: string;
  readonly identity?: Readonly<Record<string, string>>;
  readonly roles?: readonly string[];
  readonly settings?: Readonly<Record<string, string | number>>;
  readonly rules?: Readonly<Record<string, RuleSetting | NonNullable<RuleSetting['severity']>>>;
}

export interface ExceptionJson {
  readonly files: string | readonly string[];
  readonly rules: readonly string[];
  readonly at?: string;
  readonly reason?: string;
}

export interface ConfigJson extends SettingsJson {
  readonly $schema?: string;
  readonly root?: boolean;
  readonly extends?: string | readonly string[];
  readonly ignore?: string | readonly string[];
  readonly baseline?: string;
  readonly exceptions?: readonly ExceptionJson[];
  readonly overrides?: readonly (SettingsJson & { readonly files: string | readonly string[] })[];
}

export function listOf(value: string | readonly string[] | undefined): readonly string[] {
  return value === undefined ? [] : typeof value === 'string' ? [value] : value;
}

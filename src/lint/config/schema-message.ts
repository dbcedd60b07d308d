/** What is wrong with a configuration, in words. */
import { nearest } from '../../text/nearest.js';
import type { SchemaError } from './generated/validator.js';

const keys = {
  top: [
    '$schema',
    'root',
    'extends',
    'policy',
    'identity',
    'roles',
    'settings',
    'rules',
    'ignore',
    'baseline',
    'exceptions',
    'overrides',
  ],
  override: ['files', 'policy', 'identity', 'roles', 'settings', 'rules'],
  exception: ['files', 'rules', 'at', 'reason'],
  setting: ['severity', 'options'],
};

const severities = ['off', 'hint', 'warning', 'error'];

/** A sentence or two. Nothing for an error that only repeats another one: the branches of a choice. */
export function schemaMessage(error: SchemaError, found: unknown): string | undefined {
  const { keyword, instancePath, params, schemaPath } = error;
  const where = nameOf(instancePath);
  switch (keyword) {
    case 'additionalProperties': {
      const key = String(params.additionalProperty);
      const known = keysAt(instancePath);
      return `There is no key ${quote(key)} here.${meant(key, known) ?? ` There are ${known.join(', ')}.`}`;
    }
    case 'required':
      return `${where} has no ${quote(String(params.missingProperty))}, which must be there.`;
    case 'oneOf':
      if (!isSetting(instancePath)) return `${where} must be a text or a list of texts, none of them empty.`;
      // What is wrong inside the long form has its own message.
      if (typeof found === 'object' && found !== null && !Array.isArray(found)) return undefined;
      return `${where} must be ${severities.join(', ')}, or {"severity": …, "options": {…}}.${
        typeof found === 'string' ? (meant(found, severities) ?? '') : ''
      }`;
    case 'enum':
      if (/\/oneOf\/0\//.test(schemaPath)) return undefined;
      return `${where} must be one of ${severities.join(', ')}.${
        typeof found === 'string' ? (meant(found, severities) ?? '') : ''
      }`;
    case 'type':
      if (/\/oneOf\/\d\/(?:type|items)/.test(schemaPath)) return undefined;
      return `${where} must be ${kinds[String(params.type)] ?? String(params.type)}.`;
    case 'minItems':
    case 'minLength':
    case 'minProperties':
      return schemaPath.includes('/oneOf/') && !isSetting(instancePath) ? undefined : `${where} may not be empty.`;
    case 'maxItems':
    case 'maxLength':
    case 'maxProperties':
      return `${where} is too long: at most ${params.limit}.`;
    default:
      return undefined;
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  boolean: 'true or false',
  object: 'an object',
  array: 'a list',
};

function keysAt(pointer: string): readonly string[] {
  if (isSetting(pointer)) return keys.setting;
  if (/^\/overrides\/\d+$/.test(pointer)) return keys.override;
  return /^\/exceptions\/\d+$/.test(pointer) ? keys.exception : keys.top;
}

function isSetting(pointer: string): boolean {
  return /^(?:\/overrides\/\d+)?\/rules\/[^/]+$/.test(pointer);
}

function nameOf(pointer: string): string {
  if (pointer === '') return 'A configuration';
  const last = pointer
    .slice(pointer.lastIndexOf('/') + 1)
    .replaceAll('~1', '/')
    .replaceAll('~0', '~');
  if (!/^\d+$/.test(last)) return quote(last);
  const list = pointer.split('/').at(-2) ?? '';
  return `Entry ${Number(last) + 1} of ${quote(list)}`;
}

export function meant(written: string, candidates: readonly string[]): string | undefined {
  const best = written.length > 100 ? undefined : nearest(written, candidates);
  return best === undefined ? undefined : ` Did you mean ${quote(best)}?`;
}

export function quote(text: string): string {
  return JSON.stringify((text.length > 80 ? `${text.slice(0, 77)}…` : text).toWellFormed());
}

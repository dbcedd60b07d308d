/** Fields of a call's body, from whatever came: only what is certain is read, everything else is missing. */

import { hasUniqueKeys, repeatedKeys } from '../../text/repeated-keys.js';
import { utf8Text } from '../../text/utf8.js';

/** A JSON object or a form: keys are data, `__proto__` like any other. */
export type Fields = Pick<ReadonlyMap<string, unknown>, 'get' | 'has'>;

/** The fields of a parsed JSON object, those of its own only. */
export class JsonFields implements Fields {
  readonly #object: Readonly<Record<string, unknown>>;

  constructor(object: object) {
    this.#object = object as Readonly<Record<string, unknown>>;
  }

  has(key: string): boolean {
    return Object.hasOwn(this.#object, key);
  }

  get(key: string): unknown {
    return this.has(key) ? this.#object[key] : undefined;
  }
}

/** What is wrong with a call. Whoever reads fields throws it; the answer is a denial. */
export class Unreadable extends Error {
  override name = 'Unreadable';
}

/** The fields of a body of JSON (an object) or of a form. Throws Unreadable. */
export function fieldsOf(bytes: Uint8Array, contentType: string | undefined): Fields {
  const text = decode(bytes);
  if (contentType !== undefined && /^application\/x-www-form-urlencoded\s*(?:;|$)/i.test(contentType))
    return formFields(text);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Unreadable(text === '' ? 'The body is empty.' : 'The body is not JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Unreadable('The body is not a JSON object.');
  if (hasUniqueKeys(text, value)) return new JsonFields(value);
  for (const { key } of repeatedKeys(text)) throw new Unreadable(`${JSON.stringify(key)} stands twice in the body.`);
  return new JsonFields(value);
}

/** Bytes that are not UTF-8 have no text: with a replacement character, two names could become one. */
function decode(bytes: Uint8Array): string {
  const text = utf8Text(bytes);
  if (text === undefined) throw new Unreadable('The body is not UTF-8.');
  return text;
}

const mostFields = 64;

/** `a=b&c=d`, percent-encoded UTF-8. A field that stands twice says nothing certain. Throws Unreadable. */
export function formFields(text: string): Fields {
  const fields = new Map<string, string>();
  const pairs = text.split('&', mostFields + 1);
  if (pairs.length > mostFields) throw new Unreadable(`The form has more than ${mostFields} fields.`);
  for (const pair of pairs) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const key = unescapeForm(equals < 0 ? pair : pair.slice(0, equals));
    if (fields.has(key)) throw new Unreadable(`${JSON.stringify(key)} stands twice in the form.`);
    fields.set(key, unescapeForm(equals < 0 ? '' : pair.slice(equals + 1)));
  }
  return fields;
}

function unescapeForm(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new Unreadable('The form is not percent-encoded UTF-8.');
  }
}

function wrong(key: string, value: unknown, wanted: string): Unreadable {
  return new Unreadable(
    value === undefined ? `${key} is missing; it has to be ${wanted}.` : `${key} has to be ${wanted}.`,
  );
}

export function text(fields: Fields, key: string): string {
  const value = fields.get(key);
  if (typeof value !== 'string') throw wrong(key, value, 'a text');
  return value;
}

/** A text that may be empty or null, which both mean that there is none; but it has to be said. */
export function textOrNone(fields: Fields, key: string): string | null {
  return fields.get(key) === null ? null : text(fields, key) || null;
}

/** A text that need not be said; the empty one and null say nothing. */
export function saidText<K extends string>(fields: Fields, key: string, as: K): { readonly [P in K]?: string } {
  const value = fields.get(key);
  if (value === undefined || value === null || value === '') return {};
  return { [as]: text(fields, key) } as { readonly [P in K]?: string };
}

/** 0 to 255, as a number or in digits: brokers that fill a template in send text. */
export function smallNumber(fields: Fields, key: string): number {
  const value = fields.get(key);
  const number = typeof value === 'string' && /^\d{1,3}$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 0 || number > 255)
    throw wrong(key, value, 'a small whole number');
  return number;
}

/** true or false, 1 or 0, or one of these in text. */
export function flag(fields: Fields, key: string): boolean {
  const value = fields.get(key);
  if (value === true || value === 1 || value === 'true' || value === '1') return true;
  if (value === false || value === 0 || value === 'false' || value === '0') return false;
  throw wrong(key, value, 'true or false');
}

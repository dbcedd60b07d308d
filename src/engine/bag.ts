/** A password that is a bag of keys (`key=value&key=value`): taken apart and held against the policy's `bag of …`. */
import type { BagItem, BagValue, Template } from '../policy/model.js';
import { shapeMatches } from '../topics/shape.js';
import { alternatives, describeShape, quote } from './words.js';

export interface BagPart {
  readonly key: string;
  /** Decoded; absent when the key is missing. */
  readonly value?: string;
  /** What is wrong with it; absent when nothing is. */
  readonly fault?: string;
}

const maxParts = 64;
const maxShown = 60;

/** Values that a template in a bag may mention. */
export type NameLookup = (name: string) => string | undefined;

/**
 * Takes `key=value&key=value` apart, percent-decodes the values, and checks every key of the policy's bag; keys that the bag does
 * not know and keys that stand twice are faults. With `now` (Unix seconds) an expiry in the past is one too. A template with a
 * name that `lookup` does not know is not compared.
 */
export function inspectBag(
  text: string,
  items: readonly BagItem[],
  lookup: NameLookup,
  now: number | undefined,
): BagPart[] {
  const given = new Map<string, string>();
  const parts: BagPart[] = [];
  const pieces = text.split('&', maxParts + 1);
  if (!text.includes('=')) {
    return [
      {
        key: '',
        fault: `it is written ${writtenBag(items)}, and there is no "=" in this one.`,
      },
    ];
  }
  if (pieces.length > maxParts) return [{ key: '', fault: `A token has at most ${maxParts} parts.` }];
  for (const piece of pieces) {
    const equals = piece.indexOf('=');
    const key = equals < 0 ? piece : piece.slice(0, equals);
    const raw = equals < 0 ? '' : piece.slice(equals + 1);
    const item = items.find((candidate) => candidate.key === key);
    if (!item) {
      parts.push({
        key,
        value: raw,
        fault: `${quote(key)} is not a part of the token; its parts are ${items.map((i) => i.key).join(', ')}.`,
      });
    } else if (given.has(key)) {
      parts.push({ key, value: raw, fault: `${quote(key)} stands twice in the token.` });
    } else {
      given.set(key, raw);
    }
  }
  const known = items.flatMap((item): BagPart[] => {
    const raw = given.get(item.key);
    if (raw === undefined)
      return item.optional ? [] : [{ key: item.key, fault: `${quote(item.key)} is missing from the token.` }];
    const value = decode(raw);
    if (value === undefined) {
      return [
        {
          key: item.key,
          value: raw,
          fault: `${quote(item.key)} is not percent-encoded: ${quote(shorten(raw))} holds a % that no two hex digits follow.`,
        },
      ];
    }
    const fault = faultOf(item, value, lookup, now);
    return [fault === undefined ? { key: item.key, value } : { key: item.key, value, fault }];
  });
  return [...known, ...parts];
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function faultOf(item: BagItem, value: string, lookup: NameLookup, now: number | undefined): string | undefined {
  if (item.is.length === 0) return undefined;
  const faults = item.is.map((one) => valueFault(item.key, one, value, lookup, now));
  return faults.some((fault) => fault === undefined) ? undefined : faults[0];
}

function valueFault(
  key: string,
  is: BagValue,
  value: string,
  lookup: NameLookup,
  now: number | undefined,
): string | undefined {
  if (is.kind === 'template') {
    const texts = spellings(is.template, lookup);
    if (texts === undefined || texts.includes(value)) return undefined;
    return `${quote(key)} is ${quote(shorten(value))}, but must be ${alternatives(texts.map(quote))}.`;
  }
  if (is.shape.kind === 'expiry') return expiryFault(key, value, now);
  if (is.shape.kind === 'level' && !shapeMatches(is.shape.level, value)) {
    return `${quote(key)} is ${quote(shorten(value))}, but must be ${describeShape(is.shape)}.`;
  }
  return undefined;
}

function expiryFault(key: string, value: string, now: number | undefined): string | undefined {
  if (!/^[0-9]{1,15}$/.test(value))
    return `${quote(key)} is ${quote(shorten(value))}, but must be a time in Unix seconds, digits only.`;
  const seconds = Number(value);
  if (now !== undefined && seconds <= now) {
    return `${quote(key)} is ${value}, which was ${new Date(seconds * 1000).toISOString()}: the token has expired. Make a new one with a later time.`;
  }
  return undefined;
}

/** Every text that a template spells with the names filled in; `undefined` where a name is unknown. */
function spellings(template: Template, lookup: NameLookup): string[] | undefined {
  let texts = [''];
  for (const [at, level] of template.levels.entries()) {
    const slash = at === 0 ? '' : '/';
    if (level.kind === 'literal') texts = texts.map((text) => text + slash + level.text);
    else if (level.kind === 'pieces') {
      texts = texts.map((text) => text + slash);
      for (const piece of level.pieces) {
        if (piece.kind === 'literal') texts = texts.map((text) => text + piece.text);
        else if (piece.kind === 'alternatives') texts = texts.flatMap((text) => piece.texts.map((one) => text + one));
        else {
          const value = lookup(piece.name);
          if (value === undefined) return undefined;
          texts = texts.map((text) => text + value);
        }
      }
    } else return undefined;
  }
  return texts;
}

function shorten(value: string): string {
  return value.length > maxShown ? `${value.slice(0, maxShown)}…` : value;
}

/** How a token is written, with its values left out: `version=…&res=…`. */
export function writtenBag(items: readonly { readonly key: string }[]): string {
  return items.map(({ key }) => `${key}=…`).join('&');
}

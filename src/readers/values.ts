import type { Located } from './document.js';
import { isPlaceholder } from './holes.js';
import type { ScalarNode, TreeNode } from './tree.js';

/**
 * What the value of a key means. Each function gives the value, or `undefined` where it is not known (another type, a
 * placeholder), or the end of a sentence that begins "… is" where the value is certainly wrong.
 */

export type Read<T> =
  | { readonly located: Located<T> }
  /** `certain`: no program can take it. */
  | { readonly wrong: string; readonly certain?: true }
  | undefined;

export const isScalar = (node: TreeNode): node is ScalarNode => node.kind === 'scalar';

function located<T>(node: ScalarNode, value: T): { located: Located<T> } {
  return { located: { value, span: { start: node.start, end: node.end } } };
}

/** A text; numbers count as they are written. Placeholders are not known. */
export function readText(node: TreeNode): Read<string> {
  if (!isScalar(node)) return undefined;
  if (typeof node.value !== 'string' && typeof node.value !== 'number') return undefined;
  if (typeof node.value === 'number' && !Number.isSafeInteger(node.value)) return undefined;
  return isPlaceholder(node.text) ? undefined : located(node, node.text);
}

/** As readText, and `null` is "written as nothing". */
export function readTextOrNull(node: TreeNode): Read<string | null> {
  return isScalar(node) && node.value === null ? located(node, null) : readText(node);
}

const BOOLEANS = new Map([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['on', true],
  ['false', false],
  ['0', false],
  ['no', false],
  ['off', false],
]);

/** true, false, 1, 0, and the same as text, as libraries and YAML 1.1 read them. */
export function readFlag(node: TreeNode): Read<boolean> {
  if (!isScalar(node) || node.value === null || node.value === undefined) return undefined;
  if (typeof node.value === 'boolean') return located(node, node.value);
  const value = BOOLEANS.get(node.text.trim().toLowerCase());
  if (value !== undefined) return located(node, value);
  if (node.text.trim() === '' || isPlaceholder(node.text)) return undefined;
  return { wrong: `${shown(node)}: it is true or false` };
}

export function readInteger(node: TreeNode): Read<number> {
  if (!isScalar(node)) return undefined;
  if (typeof node.value === 'number') return Number.isInteger(node.value) ? located(node, node.value) : undefined;
  const text = node.text.trim();
  if (typeof node.value !== 'string' || !/^-?\d{1,15}$/.test(text)) return undefined;
  return located(node, Number(text));
}

/** 0 is left alone: some programs take it for the usual port. */
export function readPort(node: TreeNode): Read<number> {
  const read = readInteger(node);
  if (read === undefined || !('located' in read)) return read;
  const port = read.located.value;
  if (port >= 0 && port <= 65535) return read;
  return { wrong: `${port}: a port is a number from 1 to 65535`, certain: true };
}

export function readQos(node: TreeNode): Read<number> {
  const read = readInteger(node);
  if (read !== undefined || !isScalar(node) || node.value === null || node.value === undefined) return read;
  const text = node.text.trim();
  const named = /^(?:qos[ _]?)?([012])$/i.exec(text)?.[1];
  if (named !== undefined) return located(node, Number(named));
  const words = QOS_WORDS.get(text.toLowerCase().replace(/[ _-]/g, ''));
  if (words !== undefined) return located(node, words);
  if (text === '' || isPlaceholder(text)) return undefined;
  return { wrong: `${shown(node)}: a QoS is 0, 1 or 2` };
}
const QOS_WORDS = new Map([
  ['atmostonce', 0],
  ['atleastonce', 1],
  ['exactlyonce', 2],
]);

const UNITS = new Map([
  ['ms', 0.001],
  ['s', 1],
  ['sec', 1],
  ['secs', 1],
  ['second', 1],
  ['seconds', 1],
  ['m', 60],
  ['min', 60],
  ['mins', 60],
  ['minute', 60],
  ['minutes', 60],
  ['h', 3600],
  ['hour', 3600],
  ['hours', 3600],
]);

/** Seconds: a number, or a number with its unit (`60s`, `1min`). */
export function readSeconds(node: TreeNode, milliseconds: boolean): Read<number> {
  if (!isScalar(node) || node.value === null || node.value === undefined || typeof node.value === 'boolean')
    return undefined;
  const text = node.text.trim();
  const match = /^(-?\d{1,12}(?:\.\d{1,6})?)\s?([A-Za-z]{0,8})$/.exec(text);
  const unit = match?.[2] === '' ? (milliseconds ? 0.001 : 1) : UNITS.get((match?.[2] ?? '').toLowerCase());
  if (match === null || unit === undefined) {
    if (text === '' || isPlaceholder(text) || typeof node.value === 'number') return undefined;
    return { wrong: `${shown(node)}: it is a number of seconds, or a number with a unit such as 60s` };
  }
  const seconds = Number(match[1]) * unit;
  return located(node, Math.round(seconds * 1000) / 1000);
}

const PROTOCOLS = new Map([
  ['3.1', 3],
  ['31', 3],
  ['3.1.1', 4],
  ['311', 4],
  ['4', 4],
  ['5', 5],
  ['5.0', 5],
  ['50', 5],
]);

/** The protocol level; a bare 3 only where the key speaks of the protocol (elsewhere it may mean "version 3", 3.1.1). */
export function readProtocol(node: TreeNode, levelKey: boolean): Read<number> {
  if (!isScalar(node) || (typeof node.value !== 'string' && typeof node.value !== 'number')) return undefined;
  const text = node.text
    .trim()
    .toLowerCase()
    .replace(/^mqtt[ _/-]?/, '')
    .replace(/^v(?:ersion)?[ _]?/, '')
    .replaceAll('_', '.');
  const level = PROTOCOLS.get(text);
  if (level !== undefined) return located(node, level);
  return text === '3' && levelKey && text === node.text.trim() ? located(node, 3) : undefined;
}

function shown(node: ScalarNode): string {
  return node.text.length > 40 ? `"${node.text.slice(0, 37)}..."` : `"${node.text}"`;
}

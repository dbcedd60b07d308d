/**
 * The payload of `dp/post/json`, as OneNET takes it: `{"id": 1, "dp": {"STREAM": [{"v": 21.5, "t": 1764000000}]}}`.
 * Facts: https://open.iot.10086.cn/doc/mqtt/book/device-develop/topics/dp-topics.html, and the platform's design document for
 * the names of streams and keys and the depth of objects.
 */

export interface DataPoints {
  /** -1 where it could not be read. */
  readonly id: number;
  /** The first thing that is wrong; absent when the payload is good. */
  readonly fault?: string;
}

const mostId = 2 ** 31 - 1;
const deepest = 5;

/** Never throws. */
export function readDataPoints(payload: Uint8Array): DataPoints {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload));
  } catch (error) {
    return { id: -1, fault: `The payload is not JSON (${(error as Error).message}).` };
  }
  if (!isObject(value)) return { id: -1, fault: 'The payload has to be an object with "id" and "dp".' };
  const id = own(value, 'id');
  if (!Number.isInteger(id) || (id as number) < 1 || (id as number) > mostId)
    return { id: -1, fault: `"id" has to be a whole number from 1 to ${mostId}; it is ${shown(id)}.` };
  const fault = faultOfStreams(own(value, 'dp'));
  return { id: id as number, ...(fault !== undefined && { fault }) };
}

function faultOfStreams(dp: unknown): string | undefined {
  if (!isObject(dp)) return `"dp" has to be an object with a list of points for each stream; it is ${shown(dp)}.`;
  for (const [name, points] of Object.entries(dp)) {
    if (!/^\$?[A-Za-z0-9_.]+$/.test(name) || name.length > 30)
      return `${JSON.stringify(name)} is no name of a stream: at most 30 letters, digits, _ and ., perhaps with one $ before them.`;
    if (!Array.isArray(points))
      return `Stream ${JSON.stringify(name)} has to be a list of points, [{"v": …}]; it is ${shown(points)}.`;
    for (const [at, point] of points.entries()) {
      const fault = faultOfPoint(point);
      if (fault !== undefined) return `Point ${at + 1} of stream ${JSON.stringify(name)}: ${fault}`;
    }
  }
  return undefined;
}

function faultOfPoint(point: unknown): string | undefined {
  if (!isObject(point)) return `it has to be an object with "v"; it is ${shown(point)}.`;
  const v = own(point, 'v');
  if (typeof v !== 'number' && typeof v !== 'string' && !isObject(v))
    return `"v" has to be a number, a text or an object; it is ${shown(v)}.`;
  const t = own(point, 't');
  if (t !== undefined && (!Number.isInteger(t) || (t as number) < 0))
    return `"t" has to be Unix time in whole seconds; it is ${shown(t)}.`;
  return isObject(v) ? faultOfObject(v, 1) : undefined;
}

function faultOfObject(object: Readonly<Record<string, unknown>>, depth: number): string | undefined {
  if (depth > deepest) return `"v" is nested deeper than ${deepest} objects.`;
  for (const [key, value] of Object.entries(object)) {
    if (!/^[A-Za-z0-9_.]{1,30}$/.test(key))
      return `${JSON.stringify(key)} is no key inside "v": 1 to 30 letters, digits, _ and .`;
    const fault = isObject(value) ? faultOfObject(value, depth + 1) : undefined;
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function own(object: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  // A list may be nested as deep as its sender likes; it is not printed.
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value);
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

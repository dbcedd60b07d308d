import {
  EVENT_ALIAS,
  EVENT_DOCUMENT,
  EVENT_MAPPING,
  EVENT_POP,
  EVENT_SCALAR,
  EVENT_SEQUENCE,
  type Event,
  getScalarValue,
  SCALAR_STYLE_DOUBLE_QUOTED,
  SCALAR_STYLE_PLAIN,
  SCALAR_STYLE_SINGLE_QUOTED,
  type ScalarEvent,
} from 'js-yaml';
import type { Comment, Inheritance, ReadProblem } from './document.js';
import {
  dropDuplicateKeys,
  type ListNode,
  MAX_DEPTH,
  type MapNode,
  type ParsedTree,
  type ScalarNode,
  type ScalarValue,
  type TreeNode,
} from './tree.js';
import { readEvents } from './yaml-events.js';

/**
 * YAML, all documents of a file. The events of js-yaml carry offsets into the text and are five times as fast as a tree of
 * `yaml` (docs/decisions.md); comments are found between the scalars, where nothing else begins with `#`.
 */
export function parseYamlTree(text: string): ParsedTree {
  const problems: ReadProblem[] = [];
  const read = readEvents(text, problems);
  const builder = new TreeBuilder(read.text, problems);
  for (const event of read.events) builder.take(event);
  const { roots, inherited } = builder;
  return {
    roots,
    comments: commentsBetween(read.text, builder.scalars),
    problems,
    ...(inherited.length > 0 && { inherited }),
  };
}

/** Copies of what aliases stand for, in one file: enough for any config, and a bomb ends here. */
const MOST_COPIES = 20_000;

interface Open {
  readonly node: ListNode | MapNode;
  key: ScalarNode | undefined;
  /** The next node is a key. */
  atKey: boolean;
  readonly anchor: string | undefined;
}

class TreeBuilder {
  readonly roots: TreeNode[] = [];
  readonly inherited: Inheritance[] = [];
  /** Start and end of each scalar as written, one after the other. */
  readonly scalars: number[] = [];
  readonly #text: string;
  readonly #problems: ReadProblem[];
  readonly #stack: (Open | undefined)[] = [];
  #anchors = new Map<string, TreeNode>();
  #copies = 0;
  #last = 0;

  constructor(text: string, problems: ReadProblem[]) {
    this.#text = text;
    this.#problems = problems;
  }

  take(event: Event): void {
    switch (event.type) {
      case EVENT_DOCUMENT:
        this.#anchors = new Map();
        this.#stack.push(undefined);
        break;
      case EVENT_MAPPING:
        this.#open(
          { kind: 'map', entries: [], start: event.start, end: event.start, survey: undefined },
          this.#slice(event.anchorStart, event.anchorEnd),
        );
        break;
      case EVENT_SEQUENCE:
        this.#open(
          { kind: 'list', items: [], start: event.start, end: event.start },
          this.#slice(event.anchorStart, event.anchorEnd),
        );
        break;
      case EVENT_SCALAR:
        this.#scalar(event);
        break;
      case EVENT_ALIAS:
        this.#alias(event.anchorStart, event.anchorEnd);
        break;
      case EVENT_POP:
        this.#pop();
        break;
      default:
    }
  }

  #slice(start: number, end: number): string | undefined {
    return start < 0 ? undefined : this.#text.slice(start, end);
  }

  #open(node: ListNode | MapNode, anchor: string | undefined): void {
    this.#add(node);
    this.#stack.push({ node, key: undefined, atKey: node.kind === 'map', anchor });
    this.#last = Math.max(this.#last, node.start);
  }

  #pop(): void {
    const open = this.#stack.pop();
    if (open === undefined) return;
    const { node, anchor } = open;
    node.end = Math.max(node.start, this.#endOf(node));
    if (node.kind === 'map') {
      dropDuplicateKeys(node, this.#problems);
      this.#merge(node);
    }
    if (anchor !== undefined) this.#anchors.set(anchor, node);
  }

  /** Block collections end with their last value, flow collections with their bracket. */
  #endOf(node: ListNode | MapNode): number {
    const first = this.#text[node.start];
    if (first !== '{' && first !== '[') return this.#last;
    const inside = Math.max(this.#last, node.start + 1);
    const close = this.#text.indexOf(first === '{' ? '}' : ']', inside);
    if (close >= 0 && isFlow(this.#text, inside, close)) this.#last = close + 1;
    return this.#last;
  }

  #scalar(event: ScalarEvent): void {
    const anchor = this.#slice(event.anchorStart, event.anchorEnd);
    const open = this.#stack.at(-1);
    // Of a key only the text counts, unless an alias takes it for a value.
    const isKey = anchor === undefined && open !== undefined && open.atKey;
    const node = this.#scalarNode(event, isKey);
    if (event.valueStart >= 0) {
      this.scalars.push(node.start, node.end);
      this.#last = Math.max(this.#last, node.end);
    }
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    this.#add(node);
  }

  #scalarNode(event: ScalarEvent, isKey: boolean): ScalarNode {
    const { valueStart, valueEnd, style } = event;
    if (valueStart < 0)
      return {
        kind: 'scalar',
        value: event.tagStart < 0 ? null : undefined,
        text: '',
        start: this.#after(event),
        end: this.#after(event),
      };
    const quoted = style === SCALAR_STYLE_DOUBLE_QUOTED || style === SCALAR_STYLE_SINGLE_QUOTED;
    const start = quoted ? valueStart - 1 : valueStart;
    const end = quoted ? valueEnd + 1 : valueEnd;
    const text = event.fast ? this.#text.slice(valueStart, valueEnd) : getScalarValue(this.#text, event);
    const tag = this.#slice(event.tagStart, event.tagEnd);
    if (tag !== undefined && tag !== '!' && !tag.startsWith('!!'))
      return { kind: 'scalar', value: undefined, text, start, end };
    const plain = !isKey && style === SCALAR_STYLE_PLAIN && tag !== '!!str' && tag !== '!';
    return { kind: 'scalar', value: plain ? plainValue(text) : text, text, start, end };
  }

  /** A value that is not written stands where its key ends, or after its tag. */
  #after(event: ScalarEvent): number {
    if (event.tagEnd >= 0) return event.tagEnd;
    if (event.anchorEnd >= 0) return event.anchorEnd;
    const key = this.#stack.at(-1)?.key;
    return key === undefined ? this.#last : Math.max(key.end, this.#last);
  }

  #alias(start: number, end: number): void {
    const target = this.#anchors.get(this.#text.slice(start, end));
    const at = Math.max(0, start - 1);
    this.#last = Math.max(this.#last, end);
    if (target?.kind === 'map' && this.#isMerge()) this.#inherit(target, at, end);
    this.#add(
      target === undefined
        ? { kind: 'scalar', value: undefined, text: '', start: at, end }
        : this.#copy(target, at, end, this.#stack.length),
    );
  }

  /** A map that others merge is a template. One in an item of a list, merged by a later item, is one of the list, too. */
  #inherit(base: MapNode, start: number, end: number): void {
    const inItem = this.#stack.some((open, depth) => {
      const item = this.#stack[depth + 1]?.node;
      return open?.node.kind === 'list' && item && open.node.start <= base.start && base.start < item.start;
    });
    if (inItem) this.inherited.push({ at: { start, end }, from: { start: base.start, end: base.end } });
    else base.isBase = true;
  }

  /** The next value is merged: it stands after `<<:`, alone or in a list. */
  #isMerge(): boolean {
    const top = this.#stack.at(-1);
    const holder = top?.node.kind === 'list' ? this.#stack.at(-2) : top;
    return (
      holder?.key?.text === '<<' ||
      (top?.node.kind === 'list' && holder?.node.kind === 'map' && holder.node.entries.at(-1)?.key === '<<')
    );
  }

  /** What an alias stands for, with the alias as the place of everything in it. */
  #copy(node: TreeNode, start: number, end: number, depth: number): TreeNode {
    this.#copies++;
    if (this.#copies > MOST_COPIES || depth > MAX_DEPTH) {
      if (this.#copies === MOST_COPIES + 1) {
        const message = `Aliases stand for more than ${MOST_COPIES} values; the rest is not looked at.`;
        this.#problems.push({ code: 'size', message, severity: 'error', span: { start, end } });
      }
      return { kind: 'scalar', value: undefined, text: '', start, end };
    }
    if (node.kind === 'scalar') return { ...node, start, end };
    if (node.kind === 'list') return { kind: 'list', items: this.#copyAll(node.items, start, end, depth), start, end };
    const entries = [];
    for (const { key, value, fact } of node.entries) {
      entries.push({ key, keyStart: start, keyEnd: end, value: this.#copy(value, start, end, depth + 1), fact });
      if (this.#copies > MOST_COPIES) break;
    }
    return { kind: 'map', entries, start, end, survey: undefined };
  }

  #copyAll(items: readonly TreeNode[], start: number, end: number, depth: number): TreeNode[] {
    const copies: TreeNode[] = [];
    for (const item of items) {
      copies.push(this.#copy(item, start, end, depth + 1));
      if (this.#copies > MOST_COPIES) break;
    }
    return copies;
  }

  #add(node: TreeNode): void {
    const top = this.#stack.at(-1);
    if (top === undefined) this.roots.push(node);
    else if (top.node.kind === 'list') top.node.items.push(node);
    else if (top.atKey) {
      top.key =
        node.kind === 'scalar'
          ? node
          : { kind: 'scalar', value: undefined, text: '', start: node.start, end: node.start };
      top.atKey = false;
    } else {
      const { key } = top;
      if (key !== undefined)
        top.node.entries.push({ key: key.text, keyStart: key.start, keyEnd: key.end, value: node, fact: undefined });
      top.key = undefined;
      top.atKey = true;
    }
  }

  /** `<<: *base`: what the map itself says wins. */
  #merge(map: MapNode): void {
    if (!map.entries.some((entry) => entry.key === '<<' && entry.value.kind !== 'scalar')) return;
    const own = map.entries.filter((entry) => entry.key !== '<<' || entry.value.kind === 'scalar');
    const keys = new Set(own.map((entry) => entry.key));
    for (const { key, value } of map.entries) {
      if (key !== '<<' || value.kind === 'scalar') continue;
      for (const base of value.kind === 'list' ? value.items : [value]) {
        if (base.kind !== 'map') continue;
        for (const entry of base.entries) {
          if (keys.has(entry.key)) continue;
          keys.add(entry.key);
          own.push(entry);
        }
      }
    }
    map.entries = own;
  }
}

/** Between the last value and a closing bracket stand only blanks, commas and comments. */
function isFlow(text: string, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x23) at = Math.max(at, text.indexOf('\n', at));
    else if (
      code !== 0x20 &&
      code !== 0x09 &&
      code !== 0x0a &&
      code !== 0x0d &&
      code !== 0x2c &&
      code !== 0x7d &&
      code !== 0x5d &&
      code !== 0x3a
    )
      return false;
  }
  return true;
}

const WORDS = new Map<string, ScalarValue>([
  ...['', '~', 'null', 'Null', 'NULL'].map((word): [string, null] => [word, null]),
  ...['true', 'True', 'TRUE'].map((word): [string, boolean] => [word, true]),
  ...['false', 'False', 'FALSE'].map((word): [string, boolean] => [word, false]),
]);

/** The core schema of YAML 1.2. */
function plainValue(text: string): ScalarValue {
  const first = text === '' ? 0 : text.charCodeAt(0);
  const numeric = (first >= 0x30 && first <= 0x39) || first === 0x2d || first === 0x2b || first === 0x2e;
  if (
    numeric &&
    /^(?:[-+]?(?:\d{1,40}(?:\.\d{0,40})?|\.\d{1,40})(?:[eE][-+]?\d{1,3})?|0x[0-9a-fA-F]{1,13}|0o[0-7]{1,17})$/.test(
      text,
    )
  )
    return Number(text);
  const word = text.length > 5 ? undefined : WORDS.get(text);
  return word === undefined ? text : word;
}

/** `#` at the beginning of a word begins a comment, unless it is inside a scalar. */
function commentsBetween(text: string, scalars: readonly number[]): Comment[] {
  const comments: Comment[] = [];
  let scalar = 0;
  for (let at = text.indexOf('#'); at >= 0; ) {
    while (scalar < scalars.length && (scalars[scalar + 1] as number) <= at) scalar += 2;
    const inside = scalar < scalars.length && (scalars[scalar] as number) <= at;
    const before = at === 0 ? 0x0a : text.charCodeAt(at - 1);
    if (inside || (before !== 0x0a && before !== 0x20 && before !== 0x09 && before !== 0x0d && before !== 0xfeff)) {
      at = text.indexOf('#', inside ? Math.max(at + 1, scalars[scalar + 1] as number) : at + 1);
      continue;
    }
    let end = text.indexOf('\n', at);
    if (end < 0) end = text.length;
    if (end > at && text.charCodeAt(end - 1) === 0x0d) end--;
    comments.push({ text: text.slice(at + 1, end), span: { start: at, end } });
    at = text.indexOf('#', end);
  }
  return comments;
}

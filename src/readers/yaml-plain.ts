import type { Comment, ReadProblem } from './document.js';
import {
  dropDuplicateKeys,
  type ListNode,
  type MapNode,
  type ParsedTree,
  type ScalarNode,
  type TreeNode,
} from './tree.js';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  codeAt,
  DASH,
  END,
  HASH,
  isBlank,
  LINE_FEED,
  OPEN_BRACE,
  OPEN_BRACKET,
  scalarAt,
  skipSpaces,
} from './yaml-scalars.js';

/**
 * YAML as most configs have it: maps and lists by indentation, with words, quoted texts and lists of them as values, each on one
 * line. Read in one pass, it takes a tenth of the time that events take.
 *
 * Gives the tree that js-yaml's events make up (yaml-tree.ts), or `undefined` where anything else is in the text: several documents,
 * anchors, tags, block scalars, escapes, maps in braces, values over several lines, and every mistake.
 */
export function parsePlainYaml(text: string): ParsedTree | undefined {
  return UNUSUAL.test(text) ? undefined : new PlainYaml(text).parse();
}

/** Tabs, carriage returns, byte order marks, and what is not printable. */
const UNUSUAL = /[^\n\x20-\x7e\xa0-\ud7ff]/;
/** With more blocks inside each other the text is left to the parser, which has a limit of its own. */
const MOST_OPEN = 50;

/** A map or list by indentation that is not over yet. */
interface Block {
  readonly node: MapNode | ListNode;
  readonly indent: number;
  readonly around: Block | undefined;
  readonly depth: number;
  /** The key that waits for its value. */
  key: ScalarNode | undefined;
}

class PlainYaml {
  readonly #text: string;
  readonly #comments: Comment[] = [];
  readonly #problems: ReadProblem[] = [];
  /** The innermost one. */
  #block: Block | undefined;
  #root: TreeNode | undefined;
  /** The text begins with three dashes. */
  #marked = false;
  /** Where the last scalar or list in brackets ended. */
  #last = 0;

  constructor(text: string) {
    this.#text = text;
  }

  parse(): ParsedTree | undefined {
    for (let at = 0; at < this.#text.length; ) {
      const start = skipSpaces(this.#text, at);
      at = isEndOfValue(codeAt(this.#text, start)) ? this.#endLine(start) : this.#line(start, start - at);
      if (at < 0) return undefined;
    }
    if (this.#root === undefined) return undefined;
    this.#addMissingValue();
    while (this.#block !== undefined) this.#close(this.#block);
    return { roots: [this.#root], comments: this.#comments, problems: this.#problems };
  }

  // Each of the following begins at an offset and gives the one behind what it has read, or -1 if that is not for this parser.

  #line(start: number, indent: number): number {
    const text = this.#text;
    if (indent === 0 && text.startsWith('---', start)) return this.#marker(start);
    if (indent === 0 && text.startsWith('...', start)) return -1;
    const isItem = isDash(text, start);
    if (!this.#goTo(start, indent, isItem)) return -1;
    if (isItem) {
      const inner = skipSpaces(text, start + 1);
      return this.#item(inner, indent + inner - start);
    }
    const key = scalarAt(text, start, false);
    return key === undefined ? -1 : this.#keyed(key, skipSpaces(text, key.end));
  }

  /** Three dashes before everything say nothing; elsewhere a second document begins with them. */
  #marker(start: number): number {
    const after = skipSpaces(this.#text, start + 3);
    if (this.#marked || this.#root !== undefined || !isEndOfValue(codeAt(this.#text, after))) return -1;
    this.#marked = true;
    return this.#endLine(after);
  }

  /** Behind the dash: a value, or the first entry of a map, which is indented as far as it. */
  #item(start: number, indent: number): number {
    const code = codeAt(this.#text, start);
    if (code === OPEN_BRACKET || code === OPEN_BRACE) return this.#flow(start);
    const scalar = scalarAt(this.#text, start, false);
    if (scalar === undefined) return -1;
    const after = skipSpaces(this.#text, scalar.end);
    if (codeAt(this.#text, after) === COLON) return this.#open(start, indent, false) ? this.#keyed(scalar, after) : -1;
    this.#add(scalar);
    return this.#endLine(after);
  }

  /** The colon behind a key, and its value if that stands on the same line. */
  #keyed(key: ScalarNode, colon: number): number {
    const text = this.#text;
    const isSeparator = codeAt(text, colon) === COLON && isBlank(text, colon + 1);
    // What `<<` merges may be an alias only.
    if (!isSeparator || this.#block === undefined || key.text === '<<') return -1;
    this.#block.key = key;
    this.#last = key.end;
    const start = skipSpaces(text, colon + 1);
    const code = codeAt(text, start);
    if (isEndOfValue(code)) return this.#endLine(start);
    if (code === OPEN_BRACKET || code === OPEN_BRACE) return this.#flow(start);
    const value = scalarAt(text, start, false);
    if (value === undefined) return -1;
    this.#add(value);
    return this.#endLine(skipSpaces(text, value.end));
  }

  /** `[a, "b"]`, `[]` or `{}` on one line. */
  #flow(start: number): number {
    const text = this.#text;
    let at = skipSpaces(text, start + 1);
    if (codeAt(text, start) === OPEN_BRACE) {
      if (codeAt(text, at) !== CLOSE_BRACE) return -1;
      this.#add({ kind: 'map', entries: [], start, end: at + 1, survey: undefined });
      return this.#endLine(skipSpaces(text, at + 1));
    }
    const items: TreeNode[] = [];
    while (codeAt(text, at) !== CLOSE_BRACKET) {
      const item = scalarAt(text, at, true);
      if (item === undefined) return -1;
      items.push(item);
      at = skipSpaces(text, item.end);
      if (codeAt(text, at) === COMMA) at = skipSpaces(text, at + 1);
      else if (codeAt(text, at) !== CLOSE_BRACKET) return -1;
    }
    this.#add({ kind: 'list', items, start, end: at + 1 });
    return this.#endLine(skipSpaces(text, at + 1));
  }

  /** Only a comment may be left on the line. */
  #endLine(at: number): number {
    const text = this.#text;
    const code = codeAt(text, at);
    if (code === END) return at;
    if (code === LINE_FEED) return at + 1;
    if (code !== HASH || (at > 0 && !isBlank(text, at - 1))) return -1;
    const lineFeed = text.indexOf('\n', at);
    const end = lineFeed < 0 ? text.length : lineFeed;
    this.#comments.push({ text: text.slice(at + 1, end), span: { start: at, end } });
    return end;
  }

  /** Opens the block that a line begins, or closes those that are over; false if the line stands in none. */
  #goTo(start: number, indent: number, isItem: boolean): boolean {
    let block = this.#block;
    if (block === undefined) return this.#root === undefined && indent === 0 && this.#open(start, indent, isItem);
    // The list of a key may stand as far left as the key.
    const begins = block.key !== undefined && (indent > block.indent || (indent === block.indent && isItem));
    if (begins) return this.#open(start, indent, isItem);
    this.#addMissingValue();
    while (block !== undefined && isOver(block, indent, isItem)) {
      this.#close(block);
      block = block.around;
    }
    return block !== undefined && block.indent === indent && (block.node.kind === 'list') === isItem;
  }

  #open(start: number, indent: number, isList: boolean): boolean {
    const around = this.#block;
    const depth = around === undefined ? 1 : around.depth + 1;
    if (depth > MOST_OPEN) return false;
    const node: MapNode | ListNode = isList
      ? { kind: 'list', items: [], start, end: start }
      : { kind: 'map', entries: [], start, end: start, survey: undefined };
    this.#put(node);
    this.#block = { node, indent, around, depth, key: undefined };
    return true;
  }

  #close({ node, around }: Block): void {
    node.end = this.#last;
    if (node.kind === 'map') dropDuplicateKeys(node, this.#problems);
    this.#block = around;
  }

  /** A key without a value has null as its value, right behind it. */
  #addMissingValue(): void {
    if (this.#block?.key !== undefined)
      this.#put({ kind: 'scalar', value: null, text: '', start: this.#last, end: this.#last });
  }

  #add(value: TreeNode): void {
    this.#last = value.end;
    this.#put(value);
  }

  #put(value: TreeNode): void {
    const block = this.#block;
    if (block === undefined) this.#root = value;
    else if (block.node.kind === 'list') block.node.items.push(value);
    else if (block.key !== undefined) {
      const { text, start, end } = block.key;
      block.node.entries.push({ key: text, keyStart: start, keyEnd: end, value, fact: undefined });
      block.key = undefined;
    }
  }
}

/** Nothing more on the line, or a comment. */
function isEndOfValue(code: number): boolean {
  return code === LINE_FEED || code === HASH || code === END;
}

function isDash(text: string, at: number): boolean {
  return codeAt(text, at) === DASH && isBlank(text, at + 1);
}

/** A line farther left ends a block; one that is no item ends a list that stands as far left as the line. */
function isOver({ node, indent }: Block, lineIndent: number, isItem: boolean): boolean {
  return indent > lineIndent || (indent === lineIndent && node.kind === 'list' && !isItem);
}

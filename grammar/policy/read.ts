/** A policy's text, read line by line into the syntax tree. A fault spoils its line and no other. */
import type { IToken, TokenType } from 'chevrotain';
import { withArticle } from '../../src/text/article.js';
import { LineTable } from '../../src/text/lines.js';
import { nearest } from '../../src/text/nearest.js';
import type { HeadLine, HeadNode, LineNode, Page, SectionHeadNode, SectionNode, Span, SyntaxFault } from './ast.js';
import { faultOf, isStatementWord, shorten, shown } from './faults.js';
import { type LogicalLine, layOut } from './layout.js';
import { assertWords, headWords, ruleOf, sectionNames, sectionWords, startsIn, topicsWords } from './line-starts.js';
import { lineParser } from './parser.js';
import { closeStrings, dropLongLines, joinBraces } from './repairs.js';
import * as t from './tokens.js';

/** What the grammar is told about the words of the sections; the table of fields lives with the model. */
export interface Vocabulary {
  /** Fields that may start a line of this section. */
  fieldsOf(head: SectionHeadNode): Iterable<string>;
}

/** One logical line as it was read, whether the grammar took it or not. */
export interface PageLine {
  readonly tokens: readonly IToken[];
  /** The grammar's rule for lines of this place; absent below a section that is none. */
  readonly rule?: LineRule;
  /** The section that a statement stands in. */
  readonly section?: SectionNode;
  /** Whether it came into the page. */
  readonly isRead: boolean;
}

export type LineRule = 'policyHead' | 'headLine' | 'sectionHead' | (typeof ruleOf)[keyof typeof ruleOf];

export interface ReadPage {
  readonly page: Page;
  readonly lines: readonly PageLine[];
  readonly faults: readonly SyntaxFault[];
  /** Names whose declaration was spoilt by a fault: they are there, but nothing is known of them. */
  readonly spoiltNames: ReadonlySet<string>;
  /** Roles likewise. */
  readonly spoiltRoles: ReadonlySet<string>;
  /** Sections, by their index in `page.sections`, of which at least one line was spoilt. */
  readonly spoiltSections: ReadonlySet<number>;
}

export const maxPolicyCharacters = 1 << 20;
const maxFaults = 1000;

/**
 * Reads a policy. Takes any text; what cannot be read is left out of the page and reported. A text of more than 1 MB is not read.
 */
export function readPage(text: string, vocabulary: Vocabulary): ReadPage {
  return new Reader(text, vocabulary).read();
}

interface OpenSection {
  readonly around: SectionNode['around'];
  readonly head: SectionHeadNode;
  readonly lines: LineNode[];
}

/** Where statements go: the head of the page, a section, or nowhere below a section that is not one. */
type Place =
  | { readonly kind: 'head' }
  | { readonly kind: 'section'; readonly section: OpenSection }
  | { readonly kind: 'nowhere' };

class Reader {
  readonly #text: string;
  readonly #vocabulary: Vocabulary;
  readonly #faults: SyntaxFault[] = [];
  readonly #sections: OpenSection[] = [];
  readonly #headLines: HeadLine[] = [];
  readonly #spoiltNames = new Set<string>();
  readonly #spoiltRoles = new Set<string>();
  readonly #spoiltSections = new Set<number>();
  #head: HeadNode | undefined;
  #place: Place = { kind: 'nowhere' };
  #orphansReported = false;
  readonly #lines: PageLine[] = [];
  #reading: Omit<PageLine, 'tokens'> = { isRead: false };

  constructor(text: string, vocabulary: Vocabulary) {
    this.#text = text;
    this.#vocabulary = vocabulary;
  }

  read(): ReadPage {
    if (this.#text.length > maxPolicyCharacters) {
      this.#fault({
        code: 'syntax/too-large',
        message: 'This policy is larger than 1 MB, so it is not read.',
        offset: 0,
        length: 0,
      });
      return this.#result([]);
    }
    // A byte order mark is not part of the page; blanks keep the offsets.
    const text = this.#text.charCodeAt(0) === 0xfeff ? ` ${this.#text.slice(1)}` : this.#text;
    const table = new LineTable(text);
    const { tokens: all, comments } = t.lex(text.startsWith(' ') && text !== this.#text ? text : this.#text);
    const report = (fault: SyntaxFault): void => this.#fault(fault);
    const tokens = joinBraces(closeStrings(dropLongLines(text, table, all, report), report), table, report);
    const layout = layOut(text, table, tokens, comments, (token, previous) => this.#startsStatement(token, previous));
    for (const { token, above } of layout.slipped) {
      const { line } = table.positionOf((above.tokens[0] as IToken).startOffset);
      const start = table.startOf(table.positionOf(token.startOffset).line);
      report({
        code: 'syntax/indentation',
        message: `This line is indented deeper than line ${line}, so it would continue it, but ${shown(token)} starts a statement of its own. Indent it like line ${line}.`,
        offset: token.startOffset,
        length: token.image.length,
        fix: {
          title: 'Indent by two blanks',
          edits: [{ offset: start, length: token.startOffset - start, text: '  ' }],
        },
      });
    }
    const bom = text !== this.#text;
    for (const [at, line] of layout.lines.entries()) {
      this.#reading = { isRead: false };
      // Behind a byte order mark the first section stands in column 2.
      if (line.depth === 'section' || (bom && at === 0 && (line.tokens[0] as IToken).startOffset === 1))
        this.#sectionLine(line);
      else this.#statement(line);
      this.#lines.push({ ...this.#reading, tokens: line.tokens });
    }
    return this.#result(layout.end);
  }

  #result(end: readonly string[]): ReadPage {
    return {
      page: { ...(this.#head && { head: this.#head }), headLines: this.#headLines, sections: this.#sections, end },
      lines: this.#lines,
      faults: this.#faults,
      spoiltNames: this.#spoiltNames,
      spoiltRoles: this.#spoiltRoles,
      spoiltSections: this.#spoiltSections,
    };
  }

  #fault(fault: SyntaxFault): void {
    if (this.#faults.length < maxFaults) this.#faults.push(fault);
  }

  #startsStatement(token: IToken, previous: IToken): boolean {
    if (previous.tokenType === t.Comma || previous.tokenType === t.Pipe) return false;
    if ([t.Reply, t.Use, t.Except, t.After, t.Counting, t.NotCounting].includes(previous.tokenType)) return false;
    return isStatementWord(token);
  }

  // Column 1

  #sectionLine(line: LogicalLine): void {
    const first = line.tokens[0] as IToken;
    this.#reading = { rule: 'sectionHead', isRead: false };
    if (first.tokenType === t.Policy) {
      this.#reading = { rule: 'policyHead', isRead: false };
      this.#place = { kind: 'head' };
      const head = this.#parse(line, (parser) => parser.policyHead());
      if (!head) return;
      if (this.#head) {
        this.#fault({
          code: 'syntax/second-policy',
          message: 'A file holds one policy; this is a second one. Move it into a file of its own.',
          ...place(first),
        });
        return;
      }
      this.#head = { ...head, around: line.around, ...whole(line) };
      return;
    }
    if (sectionWords.has(first.tokenType)) {
      this.#section(line);
      return;
    }
    if (this.#belongsToSectionAbove(first)) {
      this.#fault({
        code: 'syntax/indentation',
        message: `${shown(first)} stands at column 1, where sections start, but it is a line of "${this.#placeName()}". Indent it by two blanks.`,
        ...place(first),
        fix: { title: 'Indent by two blanks', edits: [{ offset: first.startOffset, length: 0, text: '  ' }] },
      });
      this.#statement(line);
      return;
    }
    this.#unknownSection(line, first);
  }

  #section(line: LogicalLine): void {
    const head = this.#parse(line, (parser) => parser.sectionHead()) ?? this.#emergencyHead(line);
    if (!head) {
      this.#place = { kind: 'nowhere' };
      return;
    }
    const section: OpenSection = { around: line.around, head, lines: [] };
    this.#sections.push(section);
    this.#place = { kind: 'section', section };
  }

  /** A head that could not be read still says which section its lines belong to. */
  #emergencyHead(line: LogicalLine): SectionHeadNode | undefined {
    const [first, second] = line.tokens;
    const take = first?.tokenType === t.Every ? 2 : 1;
    if (take === 2 && !second) return undefined;
    const parser = lineParser();
    parser.input = line.tokens.slice(0, take);
    const head = parser.sectionHead();
    if (parser.errors.length > 0) return undefined;
    this.#spoiltSections.add(this.#sections.length);
    return head;
  }

  #unknownSection(line: LogicalLine, first: IToken): void {
    const wanted = nearest(first.image, sectionNames);
    if (wanted === undefined) {
      this.#place = { kind: 'nowhere' };
      this.#orphansReported = true;
      this.#fault({
        code: 'syntax/unknown-section',
        message: `There is no section ${shown(first)}. Sections: ${sectionNames.join(', ')}. A line of the section above is indented.`,
        ...place(first),
      });
      return;
    }
    const rest = wanted === 'every' && line.tokens[1] ? ` ${line.tokens[1].image}` : '';
    this.#fault({
      code: 'syntax/unknown-section',
      message: `There is no section ${shown(first)}. Did you mean "${wanted}${shorten(rest)}"?`,
      ...place(first),
      fix: replace(first, wanted),
    });
    t.readAs(first, wanted);
    this.#sectionLine(line);
  }

  #belongsToSectionAbove(token: IToken): boolean {
    if (token.tokenType === t.Otherwise || token.tokenType === t.Source) return this.#place.kind !== 'nowhere';
    if (this.#place.kind === 'head') return headWords.some((type) => type === token.tokenType);
    if (this.#place.kind === 'nowhere') return false;
    const { head } = this.#place.section;
    if (head.kind === 'topics')
      return token.tokenType === t.Name || topicsWords.some((type) => type === token.tokenType);
    if (head.kind === 'assert') return assertWords.some((type) => type === token.tokenType);
    if ((head.kind === 'identity' || head.kind === 'settings') && token.tokenType === t.Name) return true;
    for (const field of this.#vocabulary.fieldsOf(head)) if (field === token.image) return true;
    return false;
  }

  #placeName(): string {
    if (this.#place.kind !== 'section') return 'policy';
    const { head } = this.#place.section;
    return head.occasion ? `every ${head.occasion.text}` : head.keyword.text;
  }

  // Indented lines

  #statement(line: LogicalLine): void {
    this.#reading = { ...this.#rulesHere(), isRead: false };
    if (this.#place.kind === 'nowhere') {
      if (!this.#orphansReported) {
        const first = line.tokens[0] as IToken;
        this.#fault({
          code: 'syntax/no-section',
          message: `${shown(first)} stands in no section. A policy begins with "policy" and its name at column 1; every line below belongs to a section.`,
          ...place(first),
        });
      }
      this.#orphansReported = true;
      return;
    }
    const repaired = this.#repairStart(line);
    if (this.#place.kind === 'head') {
      const parsed = repaired ? this.#parse(line, (parser) => parser.headLine()) : undefined;
      if (parsed) this.#headLines.push({ ...parsed, around: line.around, ...whole(line) } as HeadLine);
      return;
    }
    const { section } = this.#place;
    const rule = ruleOf[section.head.kind];
    const parsed = repaired ? this.#parse(line, (parser) => parser[rule]()) : undefined;
    if (parsed) section.lines.push({ ...parsed, around: line.around, ...whole(line) } as LineNode);
    else this.#spoil(section, line.tokens[0] as IToken);
  }

  #rulesHere(): Pick<PageLine, 'rule' | 'section'> {
    if (this.#place.kind === 'head') return { rule: 'headLine' };
    if (this.#place.kind === 'nowhere') return {};
    const { section } = this.#place;
    return { rule: ruleOf[section.head.kind], section };
  }

  #spoil(section: OpenSection, first: IToken): void {
    if (first.tokenType === t.Name) this.#spoiltNames.add(first.image.slice(1, -1));
    else if (section.head.kind === 'roles') this.#spoiltRoles.add(first.image);
    this.#spoiltSections.add(this.#sections.indexOf(section));
  }

  /** Reads a misspelt first word as the nearest one that the section has, and says so. False: nothing is near. */
  #repairStart(line: LogicalLine): boolean {
    const first = line.tokens[0] as IToken;
    const starts = this.#startsHere();
    if (
      !starts ||
      starts.some((type) => type === first.tokenType) ||
      first.tokenType === t.Text ||
      first.tokenType === t.OpenText
    )
      return true;
    const wanted = nearest(
      first.image,
      starts.map((type) => type.LABEL ?? '').filter((label) => label !== ''),
    );
    const words = starts.map((type) => type.LABEL ?? 'a name in braces').join(', ');
    const where = this.#place.kind === 'head' ? 'the head of a policy' : `${withArticle(this.#placeName())} section`;
    if (wanted === undefined) {
      this.#fault({
        code: 'syntax/unknown-statement',
        message: `${shown(first)} cannot start a line in ${where}. Its lines start with ${words}.`,
        ...place(first),
      });
      return false;
    }
    this.#fault({
      code: 'syntax/unknown-statement',
      message: `${shown(first)} cannot start a line in ${where}. Did you mean "${wanted}"?`,
      ...place(first),
      fix: replace(first, wanted),
    });
    t.readAs(first, wanted);
    return true;
  }

  #startsHere(): readonly TokenType[] | undefined {
    if (this.#place.kind === 'head') return headWords;
    if (this.#place.kind !== 'section') return undefined;
    return startsIn(this.#place.section.head.kind);
  }

  #parse<T>(line: LogicalLine, rule: (parser: ReturnType<typeof lineParser>) => T): T | undefined {
    const parser = lineParser();
    parser.input = line.tokens;
    const result = rule(parser);
    const [error] = parser.errors;
    if (!error) {
      this.#reading = { ...this.#reading, isRead: true };
      return result;
    }
    this.#fault(faultOf(error, line.tokens));
    return undefined;
  }
}

function place(token: IToken): Span {
  return { offset: token.startOffset, length: t.endOf(token) - token.startOffset };
}

function whole(line: LogicalLine): Span {
  const first = line.tokens[0] as IToken;
  const last = line.tokens[line.tokens.length - 1] as IToken;
  return { offset: first.startOffset, length: t.endOf(last) - first.startOffset };
}

function replace(token: IToken, text: string): NonNullable<SyntaxFault['fix']> {
  const { offset, length } = place(token);
  return { title: `Write "${text}"`, edits: [{ offset, length, text }] };
}

import type { Span, SyntaxFault } from '../../grammar/policy/ast.js';
import { LineTable } from '../text/lines.js';
import { nearest } from '../text/nearest.js';
import type { PolicyProblem } from './model.js';

type Fix = NonNullable<PolicyProblem['fix']>;

const maxProblems = 1000;

/** Collects what is wrong with a policy and gives every problem its line and column. */
export class Problems {
  readonly #table: LineTable | undefined;
  readonly #list: PolicyProblem[] = [];
  #errors = 0;

  /** Without a text, places are JSON pointers only. */
  constructor(text?: string) {
    this.#table = text === undefined ? undefined : new LineTable(text);
  }

  get list(): readonly PolicyProblem[] {
    return this.#list;
  }

  get hasErrors(): boolean {
    return this.#errors > 0;
  }

  /** Problems that nobody will read, for looking at something whose problems are reported elsewhere. */
  aside(): Problems {
    return new Problems();
  }

  error(code: string, at: Span, message: string, fix?: Fix): void {
    this.#add('error', code, at, message, fix);
  }

  warning(code: string, at: Span, message: string, fix?: Fix): void {
    this.#add('warning', code, at, message, fix);
  }

  /** A construct of the language that this version does not act upon. */
  notYet(at: Span, what: string, instead?: string): void {
    this.error(
      'policy/not-yet',
      at,
      `${what} is known, but not yet in this version.${instead === undefined ? '' : ` ${instead}`}`,
    );
  }

  syntax(fault: SyntaxFault): void {
    this.#add('error', fault.code, fault, fault.message, fault.fix);
  }

  /** The line that a place stands in, for the model. */
  lineOf(at: Span): number | undefined {
    return this.#table && at.path === undefined && !at.inherited ? this.#table.positionOf(at.offset).line : undefined;
  }

  #add(severity: 'error' | 'warning', code: string, at: Span, message: string, fix: Fix | undefined): void {
    if (severity === 'error') this.#errors++;
    if (this.#list.length >= maxProblems) return;
    const place =
      this.#table && at.path === undefined
        ? { offset: at.offset, length: at.length, ...this.#table.positionOf(at.offset) }
        : { offset: 0, length: 0, line: 1, column: 1, path: at.path ?? '' };
    this.#list.push({
      code,
      message,
      severity,
      ...place,
      ...(fix && this.#table && at.path === undefined && !at.inherited && { fix }),
    });
  }
}

/** A fix that replaces what stands at a place. */
export function replacement(at: Span, text: string): Fix {
  return { title: `Write ${text}`, edits: [{ offset: at.offset, length: at.length, text }] };
}

/** ` Did you mean "x"?`, or nothing when nothing is near. */
export function didYouMean(
  written: string,
  candidates: Iterable<string>,
): { readonly text: string; readonly word?: string } {
  if (written.length > 128) return { text: '' };
  const word = nearest(written, candidates);
  return word === undefined ? { text: '' } : { text: ` Did you mean "${word}"?`, word };
}

/** A text in double quotes, its middle left out when it is long. */
export function show(text: string): string {
  const short = text.length > 80 ? `${text.slice(0, 60)}…${text.slice(-12)}` : text;
  return JSON.stringify(short.toWellFormed());
}

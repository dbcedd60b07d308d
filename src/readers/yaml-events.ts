import { type Event, parseEvents, YAMLException } from 'js-yaml';
import { startOfLine } from '../text/lines.js';
import type { ReadProblem } from './document.js';
import { MAX_DEPTH } from './tree.js';

/** A file with more broken lines than this is something else than YAML; one that is large is given up sooner. */
const MOST_REPAIRS = 5;
const LARGE = 300_000;

/**
 * The events of the text. If it does not parse, the broken line is blanked out (offsets stay) and the rest is tried again, so
 * that one mistake does not hide all others.
 */
export function readEvents(
  text: string,
  problems: ReadProblem[],
): { readonly text: string; readonly events: readonly Event[] } {
  let current = text;
  for (let repairs = 0; ; repairs++) {
    try {
      return { text: current, events: parseEvents(current, { maxDepth: MAX_DEPTH }) };
    } catch (error) {
      if (!(error instanceof YAMLException)) throw error;
      const deep = error.reason.includes('maxDepth');
      const { at, message } = deep ? tooDeep(error) : explain(error, current);
      if (!deep && isTemplate(text, at)) {
        const hint = 'The file is a template; what a tool makes of it can be read, the template cannot.';
        problems.push({
          code: 'template',
          message: hint,
          severity: 'warning',
          span: { start: at, end: Math.min(at + 1, text.length) },
        });
        return { text: '', events: [] };
      }
      problems.push({
        code: deep ? 'depth' : 'syntax',
        message,
        severity: 'error',
        span: { start: at, end: Math.min(at + 1, text.length) },
      });
      const next = deep || repairs >= MOST_REPAIRS || text.length > LARGE ? undefined : withoutLine(current, at);
      if (next === undefined) {
        // What followed the first mistake may only be its consequence.
        if (!deep && problems.length > 1) problems.length = 1;
        return { text: '', events: [] };
      }
      current = next;
    }
  }
}

/** Go templates and Jinja around a place where YAML breaks. */
function isTemplate(text: string, at: number): boolean {
  const around = text.slice(Math.max(0, at - 500), at + 500);
  return around.includes('{{') || around.includes('{%');
}

function tooDeep(error: YAMLException): { readonly at: number; readonly message: string } {
  return {
    at: error.mark?.position ?? 0,
    message: `The file is nested deeper than ${MAX_DEPTH} levels; it was not read.`,
  };
}

/** Where the mistake is, and what it is. What is not closed is reported where it was opened, not where the parser gave up. */
function explain(error: YAMLException, text: string): { readonly at: number; readonly message: string } {
  const at = Math.min(error.mark?.position ?? 0, text.length);
  const { reason } = error;
  if (reason.includes('flow') || reason.includes('deficient indentation')) {
    const opened = openBracket(text, at);
    if (opened >= 0) return { at: opened, message: `This "${text[opened]}" is not closed.` };
  }
  for (const quote of reason.includes('quoted') || reason.includes('deficient') ? ['"', "'"] : []) {
    const opened = openQuote(text, at, quote);
    if (opened >= 0)
      return {
        at: opened,
        message: `This string is not closed: a ${quote === '"' ? 'double' : 'single'} quote is missing.`,
      };
  }
  return { at, message: `This is not YAML: ${reason}.` };
}

/** The nearest bracket before the offset that is opened and not closed, as far as brackets tell. */
function openBracket(text: string, at: number): number {
  let closed = 0;
  for (let before = at - 1, limit = Math.max(0, at - 20_000); before >= limit; before--) {
    const code = text.charCodeAt(before);
    if (code === 0x5d || code === 0x7d) closed++;
    else if ((code === 0x5b || code === 0x7b) && closed-- === 0) return before;
  }
  return -1;
}

/** The last quote of the first line with an odd number of them. */
function openQuote(text: string, end: number, quote: string): number {
  let odd = false;
  let last = -1;
  const wanted = quote.charCodeAt(0);
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === wanted && text.charCodeAt(at - 1) !== 0x5c) {
      odd = !odd;
      last = at;
    } else if (code === 0x0a) {
      if (odd) return last;
    }
  }
  return odd ? last : -1;
}

/** The text with the line at the offset made blank; if there is nothing on it, the last line before it that holds something. */
function withoutLine(text: string, at: number): string | undefined {
  let end = text.indexOf('\n', at);
  if (end < 0) end = text.length;
  let start = startOfLine(text, at);
  while (start > 0 && text.slice(start, end).trim() === '') {
    end = start - 1;
    start = startOfLine(text, end);
  }
  const line = text.slice(start, end);
  if (line.trim() === '') return undefined;
  return text.slice(0, start) + line.replace(/[^\r]/g, ' ') + text.slice(end);
}

import type { Span } from '../readers/document.js';
import { ruleById, rules } from '../rules/index.js';
import type { LineTable } from '../text/lines.js';
import { nearest } from '../text/nearest.js';
import type { Finding } from './finding.js';
import type { Fix } from './fix.js';
import { type Ignore, ignoreWords, type NamedRule, removalOf } from './ignores.js';

/** `lint/unused-ignore` and `lint/unknown-rule`: ignores that ignore nothing. */
export function uselessIgnores(
  ignores: readonly Ignore[],
  used: ReadonlySet<string>,
  text: string,
  lines: LineTable,
): Finding[] {
  const place = (draft: Draft): Finding => placed(draft, lines);
  return ignores.flatMap((ignore) => draftsOf(ignore, used, text)).map(place);
}

type Draft = Pick<Finding, 'rule' | 'severity' | 'message' | 'span'> & { readonly fix?: Fix; readonly help?: string };

function draftsOf(ignore: Ignore, used: ReadonlySet<string>, text: string): Draft[] {
  const { scope, word, comment, rules: named } = ignore;
  if (scope === 'unknown') {
    const message = `${word} is no ignore: there are ${ignoreWords.join(', ')}.`;
    const meant = nearest(word, ignoreWords);
    return [unused(comment.span, message, undefined, meant === undefined ? undefined : `Did you mean ${meant}?`)];
  }
  const removeAll = removal(comment.span, text, 'Remove the comment');
  if (named.length === 0) {
    const message = `${word} ignores nothing: it names no rule. Write which, and why: ${word} topic/unknown -- the reason.`;
    return [unused(comment.span, message, removeAll)];
  }
  const strangers = named.filter(({ id }) => ruleById(id) === undefined);
  const idle = named.filter(
    ({ id, span }) =>
      !strangers.some((stranger) => stranger.span === span) && !used.has(`${span.start} ${id}`) && isDecided(id),
  );
  const drafts = strangers.map(strange);
  if (idle.length === named.length) {
    const message = `This ignores ${listed(idle)}, but nothing of the kind is reported ${placeOf(ignore)}.`;
    drafts.push(unused(comment.span, message, removeAll));
  } else {
    for (const name of idle) {
      const message = `This ignores ${name.id}, but nothing of the kind is reported ${placeOf(ignore)}.`;
      drafts.push(unused(name.span, message, withoutName(name, named)));
    }
  }
  return drafts;
}

function placeOf({ scope, line }: Ignore): string {
  return scope === 'file' ? 'in this file' : `in line ${line}`;
}

function listed(names: readonly NamedRule[]): string {
  return names.map(({ id }) => id).join(', ');
}

/**
 * Whether it is known by now whether the rule reports anything: one that looks at all files of a run together has no check of its
 * own, and those about ignores are what is being found here.
 */
function isDecided(id: string): boolean {
  if (id === 'lint/unused-ignore' || id === 'lint/unknown-rule') return false;
  const rule = ruleById(id);
  return rule?.kind !== 'document' || rule.check !== undefined;
}

function strange({ id, span }: NamedRule): Draft {
  const meant = nearestRule(id);
  const rest = meant === undefined ? '`topicguard rules` lists them.' : `Did you mean ${meant}?`;
  const fix: Fix | undefined =
    meant === undefined ? undefined : { title: `Write ${meant}`, safe: false, edits: [{ ...span, text: meant }] };
  const message = `There is no rule ${JSON.stringify(id)}. ${rest}`;
  return { rule: 'lint/unknown-rule', severity: 'error', message, span, ...(fix && { fix }) };
}

/** The rule that was meant by a name that none has: a near one, or one with the same last part. */
export function nearestRule(id: string): string | undefined {
  if (id.length > 100) return undefined;
  const name = id.slice(id.indexOf('/') + 1);
  const same = rules.filter((rule) => rule.id.endsWith(`/${name}`));
  return same.length === 1
    ? same[0]?.id
    : nearest(
        id,
        rules.map((rule) => rule.id),
      );
}

function unused(span: Span, message: string, fix?: Fix, help?: string): Draft {
  return {
    rule: 'lint/unused-ignore',
    severity: 'warning',
    message,
    span,
    ...(fix && { fix }),
    ...(help !== undefined && { help }),
  };
}

function removal(span: Span, text: string, title: string): Fix {
  return { title, safe: true, edits: [{ ...removalOf(span, text), text: '' }] };
}

/** A name together with what parts it from its neighbour. */
function withoutName(name: NamedRule, named: readonly NamedRule[]): Fix {
  const at = named.indexOf(name);
  const next = named[at + 1];
  const before = named[at - 1];
  const span = next
    ? { start: name.span.start, end: next.span.start }
    : { start: before?.span.end ?? name.span.start, end: name.span.end };
  return { title: `Remove ${name.id}`, safe: true, edits: [{ ...span, text: '' }] };
}

function placed(draft: Draft, lines: LineTable): Finding {
  const from = lines.positionOf(draft.span.start);
  const to = lines.positionOf(draft.span.end);
  return {
    ...draft,
    line: from.line,
    column: from.column,
    endLine: to.line,
    endColumn: to.column,
    fixable: draft.fix !== undefined,
    confidence: 'certain',
  };
}

import type { Finding } from './finding.js';

/** Replaces the text between two UTF-16 offsets, the end exclusive. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** What would mend a finding; applied as a whole or not at all. */
export interface Fix {
  /** What it does: `Write "a/b"`. */
  readonly title: string;
  /** Safe: `--fix` applies it. Others want a look, and `--fix-unsafe`. */
  readonly safe: boolean;
  readonly edits: readonly Edit[];
}

export interface Applied {
  readonly text: string;
  /** Findings whose fix was applied. */
  readonly applied: readonly Finding[];
}

/**
 * Applies the fixes of the findings to the text, in the order of the text: safe ones, and with `unsafe` all. A fix that touches
 * what another one has changed, or that does not lie inside the text, is left out; it is offered again when the new text is linted.
 */
export function applyFixes(text: string, findings: readonly Finding[], { unsafe = false } = {}): Applied {
  const taken: Edit[] = [];
  const applied: Finding[] = [];
  for (const finding of findings) {
    const { fix } = finding;
    if (!fix || !(fix.safe || unsafe) || !isWellFormed(fix.edits, text.length)) continue;
    const fresh = fix.edits.filter((edit) => !taken.some((other) => isSame(edit, other)));
    if (fresh.some((edit) => taken.some((other) => touches(edit, other)))) continue;
    taken.push(...fresh);
    applied.push(finding);
  }
  return { text: applyEdits(text, taken), applied };
}

/** The text with edits that do not touch each other. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end, text: by } of edits.toSorted((a, b) => a.start - b.start)) {
    parts.push(text.slice(from, start), by);
    from = end;
  }
  parts.push(text.slice(from));
  return parts.join('');
}

function isWellFormed(edits: readonly Edit[], length: number): boolean {
  return (
    edits.length > 0 &&
    edits.every(
      (edit, at) =>
        0 <= edit.start &&
        edit.start <= edit.end &&
        edit.end <= length &&
        edits.slice(at + 1).every((other) => !touches(edit, other)),
    )
  );
}

function isSame(a: Edit, b: Edit): boolean {
  return a.start === b.start && a.end === b.end && a.text === b.text;
}

/** Two edits next to each other do touch: what comes out would depend on which is first. */
function touches(a: Edit, b: Edit): boolean {
  return a.start <= b.end && b.start <= a.end;
}

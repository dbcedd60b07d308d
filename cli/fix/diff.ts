/** Unified diffs of two texts, as `patch` and `git apply` take them. */

const context = 3;
/** Texts that differ in more lines are shown as one large change. */
const mostDifferences = 400;

interface Line {
  readonly mark: ' ' | '-' | '+';
  readonly text: string;
}

/** `name` is the file's path; nothing where the texts are equal. */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return '';
  const lines = difference(linesOf(before), linesOf(after));
  return `--- a/${name}\n+++ b/${name}\n${hunks(lines).join('')}`;
}

/** Each with its line end. */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}

function difference(a: readonly string[], b: readonly string[]): Line[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const same = (text: string): Line => ({ mark: ' ', text });
  return [
    ...a.slice(0, head).map(same),
    ...shortest(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...a.slice(a.length - tail).map(same),
  ];
}

/** The shortest edit script: Myers' greedy search, with a trace to walk back. */
function shortest(a: readonly string[], b: readonly string[]): Line[] {
  const trace: Map<number, number>[] = [];
  let reached = new Map<number, number>([[1, 0]]);
  for (let steps = 0; steps <= Math.min(a.length + b.length, mostDifferences); steps++) {
    trace.push(new Map(reached));
    for (let k = -steps; k <= steps; k += 2) {
      const down = k === -steps || (k !== steps && (reached.get(k - 1) ?? -1) < (reached.get(k + 1) ?? -1));
      let x = down ? (reached.get(k + 1) ?? 0) : (reached.get(k - 1) ?? 0) + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reached.set(k, x);
      if (x >= a.length && x - k >= b.length) return walkBack(trace, a, b);
    }
    reached = new Map(reached);
  }
  return [...a.map((text): Line => ({ mark: '-', text })), ...b.map((text): Line => ({ mark: '+', text }))];
}

function walkBack(trace: readonly Map<number, number>[], a: readonly string[], b: readonly string[]): Line[] {
  const lines: Line[] = [];
  let x = a.length;
  let y = b.length;
  for (let steps = trace.length - 1; steps >= 0; steps--) {
    const reached = trace[steps] as Map<number, number>;
    const k = x - y;
    const down = k === -steps || (k !== steps && (reached.get(k - 1) ?? -1) < (reached.get(k + 1) ?? -1));
    const fromX = steps === 0 ? 0 : (reached.get(down ? k + 1 : k - 1) ?? 0);
    const fromY = steps === 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    while (x > fromX && y > fromY) {
      x--;
      y--;
      lines.push({ mark: ' ', text: a[x] as string });
    }
    if (steps === 0) break;
    if (down) lines.push({ mark: '+', text: b[--y] as string });
    else lines.push({ mark: '-', text: a[--x] as string });
  }
  return lines.reverse();
}

function hunks(lines: readonly Line[]): string[] {
  const out: string[] = [];
  let beforeLine = 1;
  let afterLine = 1;
  let at = 0;
  while (at < lines.length) {
    const first = lines.findIndex(({ mark }, index) => index >= at && mark !== ' ');
    if (first < 0) break;
    let last = first;
    for (let index = first; index < lines.length && index - last <= 2 * context; index++)
      if (lines[index]?.mark !== ' ') last = index;
    const start = Math.max(at, first - context);
    const end = Math.min(lines.length, last + context + 1);
    beforeLine += start - at;
    afterLine += start - at;
    const hunk = lines.slice(start, end);
    const beforeCount = hunk.filter(({ mark }) => mark !== '+').length;
    const afterCount = hunk.filter(({ mark }) => mark !== '-').length;
    out.push(`@@ -${range(beforeLine, beforeCount)} +${range(afterLine, afterCount)} @@\n${hunk.map(shown).join('')}`);
    beforeLine += beforeCount;
    afterLine += afterCount;
    at = end;
  }
  return out;
}

function range(start: number, count: number): string {
  return count === 1 ? String(start) : `${count === 0 ? start - 1 : start},${count}`;
}

function shown({ mark, text }: Line): string {
  return text.endsWith('\n') ? `${mark}${text}` : `${mark}${text}\n\\ No newline at end of file\n`;
}

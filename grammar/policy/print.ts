/** A page in its one canonical form: columns aligned inside a run of neighbouring lines, long clauses on lines of their own. */
import type { HeadLine, HeadNode, LineNode, Page, SectionNode, Surroundings } from './ast.js';
import {
  spellBagItem,
  spellCheck,
  spellFirstClauses,
  spellLaterClauses,
  spellOtherwise,
  spellSectionHead,
  spellShape,
  spellSource,
  spellTemplate,
  spellTemplates,
  spellTest,
} from './spell.js';
import { quoted } from './words.js';

const maxColumns = 118;

/** One statement, ready to be set: its columns, what follows them, and the clauses on lines of their own. */
interface Row {
  readonly around: Surroundings;
  readonly columns: readonly string[];
  /** The pieces of the second column where it may be broken, after each comma. */
  readonly pieces?: readonly string[];
  readonly rest: readonly string[];
  readonly later: readonly { readonly text: string; readonly short: boolean }[];
  /** Blanks between columns. */
  readonly gap: number;
}

/** Prints a page. The order of sections and lines, the comments and single blank lines stay as they are. */
export function printPage(page: Page): string {
  const out: string[] = [];
  if (page.head) {
    comments(out, page.head.around.above, '');
    out.push(withComment(spellHead(page.head), page.head.around));
    setRows(out, page.headLines.map(headRow));
  }
  for (const section of page.sections) printSection(out, section);
  if (page.end.some((comment) => comment !== '')) comments(out, page.end, '', true);
  while (out.at(-1) === '') out.pop();
  return out.length === 0 ? '' : `${out.join('\n')}\n`;
}

function printSection(out: string[], section: SectionNode): void {
  if (out.length > 0) out.push('');
  comments(out, section.around.above, '');
  out.push(withComment(spellSectionHead(section.head), section.around));
  setRows(out, section.lines.map(lineRow));
}

/** Comments and blank lines; a blank is never the first, unless asked for, and never doubled. */
function comments(out: string[], above: readonly string[], indent: string, blankFirst = false): void {
  let first = !blankFirst || out.length === 0;
  for (const comment of above) {
    if (comment !== '') out.push(indent + comment);
    else if (!first && out.at(-1) !== '') out.push('');
    first = false;
  }
}

function withComment(text: string, around: Surroundings): string {
  return around.behind === undefined ? text : `${text}  ${around.behind}`;
}

function spellHead(head: HeadNode): string {
  const parent = head.extends ? ` extends ${head.extends.text}` : head.on ? ` on ${head.on.text}` : '';
  return `policy ${head.name.text}${head.title ? ` ${quoted(head.title.text)}` : ''}${parent}`;
}

function headRow(line: HeadLine): Row {
  const row = (columns: readonly string[]): Row => ({ around: line.around, columns, rest: [], later: [], gap: 1 });
  switch (line.kind) {
    case 'source': {
      const { title, url } = line.source;
      return row(['source', ...(title ? [quoted(title.text)] : []), ...(url ? [url.text] : [])]);
    }
    case 'hosts':
      return {
        ...row(['hosts', line.hosts.map((host) => host.text).join(', ')]),
        pieces: line.hosts.map((host) => host.text),
      };
    case 'dated':
      return row(['dated', line.date.text]);
    case 'order':
      return row(['order', line.order.text]);
    case 'dialect':
      return row(['dialect', line.entries.map((entry) => entry.text).join(', ')]);
    case 'remove':
      return row(['remove', spellSectionHead(line.head)]);
  }
}

function lineRow(line: LineNode): Row {
  if (line.kind === 'otherwise') return singleRow(line, spellOtherwise(line.otherwise));
  if (line.kind === 'source') return singleRow(line, spellSource(line.source));
  const { clauses } = line;
  const { columns, pieces } = columnsOf(line);
  const checks = clauses.checks.map(spellCheck).join('  ');
  const asColumn = line.kind === 'listing' && checks !== '';
  return {
    around: line.around,
    columns: asColumn ? [...columns, checks] : columns,
    ...(pieces && { pieces }),
    rest: [...(asColumn || checks === '' ? [] : [checks]), ...spellFirstClauses(clauses)],
    later: spellLaterClauses(clauses),
    gap: line.kind === 'assert' || line.kind === 'isolated' ? 1 : 2,
  };
}

function singleRow(line: LineNode, text: string): Row {
  return { around: line.around, columns: [], rest: [text], later: [], gap: 2 };
}

function columnsOf(line: Exclude<LineNode, { kind: 'otherwise' | 'source' }>): {
  columns: string[];
  pieces?: string[];
} {
  switch (line.kind) {
    case 'binding': {
      const fields = line.fields.map((field) => field.text).join(' or ');
      return { columns: [fields, `${line.not ? 'not ' : ''}${spellTemplate(line.template)}`] };
    }
    case 'declaration': {
      const columns = [line.name.text, spellShape(line.shape)];
      if (line.shape.kind !== 'bag') return { columns };
      const pieces = line.shape.items.map(spellBagItem);
      pieces[0] = `bag of ${pieces[0] ?? ''}`;
      return { columns, pieces };
    }
    case 'role':
      return { columns: [line.role.text] };
    case 'check':
      return { columns: [line.fields.map((field) => field.text).join(', '), spellTest(line.test)] };
    case 'filters':
      return { columns: ['filters', line.mode.text] };
    case 'wildcards': {
      const value = line.value?.text ?? '';
      const rule = line.rule.text === 'from' ? `from level ${value}` : `${line.rule.text} ${value}`.trim();
      return { columns: ['wildcards', rule] };
    }
    case 'delivery':
      return { columns: ['delivery', line.value.text] };
    case 'listing': {
      const verbs = line.verbs.map((verb) => verb.text).join(', ');
      return {
        columns: [`${line.deny ? 'deny ' : ''}${verbs}`, spellTemplates(line.topics)],
        pieces: line.topics.map(spellTemplate),
      };
    }
    case 'assert':
      return { columns: [line.claim.text, `${line.verb.text} ${spellTemplates(line.topics)}`] };
    case 'isolated':
      return { columns: ['isolated', line.names.map((name) => name.text).join(', ')] };
  }
}

// Setting

function setRows(out: string[], rows: readonly Row[]): void {
  let from = 0;
  while (from < rows.length) {
    let to = from + 1;
    while (to < rows.length && !(rows[to] as Row).around.above.includes('')) to++;
    const run = rows.slice(from, to);
    const widths = widthsOf(run);
    for (const [at, row] of run.entries()) {
      comments(out, row.around.above, '  ', from + at > 0);
      setRow(out, row, widths);
    }
    from = to;
  }
}

/** Column widths of a run: a cell counts when something follows it on its line. */
function widthsOf(run: readonly Row[]): number[] {
  const widths = [0, 0, 0];
  const first = Math.max(
    0,
    ...run.map((row) => (row.columns.length > 1 || row.rest.length > 0 ? (row.columns[0] ?? '').length : 0)),
  );
  widths[0] = first;
  for (const row of run) {
    for (let at = 1; at < row.columns.length; at++) {
      const cell = row.columns[at] as string;
      const followed = at + 1 < row.columns.length || row.rest.length > 0 || row.later.some((clause) => clause.short);
      if (followed && !isBroken(row, first)) widths[at] = Math.max(widths[at] ?? 0, cell.length);
    }
  }
  return widths;
}

/** Whether the second column does not fit behind the first and is set on several lines. */
function isBroken(row: Row, firstWidth: number): boolean {
  return (row.pieces?.length ?? 0) > 1 && 2 + firstWidth + row.gap + (row.columns[1] as string).length > maxColumns;
}

function setRow(out: string[], row: Row, widths: readonly number[]): void {
  const blank = ' '.repeat(row.gap);
  const lines: string[] = [];
  let current = '  ';
  const cells = row.columns.length;
  for (let at = 0; at < cells; at++) {
    const cell = row.columns[at] as string;
    if (at > 0) current = `${current.padEnd(columnStart(widths, at, row.gap) - row.gap)}${blank}`;
    if (at !== 1 || !isBroken(row, widths[0] as number)) {
      current += cell;
      continue;
    }
    const indent = ' '.repeat(current.length);
    for (const [place, piece] of (row.pieces as readonly string[]).entries()) {
      const text = place + 1 < (row.pieces as readonly string[]).length ? `${piece},` : piece;
      if (place > 0 && current.length + 1 + text.length > maxColumns) {
        lines.push(current);
        current = indent + text;
      } else current += place > 0 ? ` ${text}` : text;
    }
  }
  const broken = lines.length > 0;
  const behind = [...row.rest];
  const own: string[] = [];
  const start =
    cells > 0 && !broken ? Math.max(current.length, columnStart(widths, cells, row.gap) - row.gap) : current.length;
  let width = start + behind.reduce((sum, text) => sum + 2 + text.length, 0);
  for (const clause of row.later) {
    if (clause.short && width + 2 + clause.text.length <= maxColumns) {
      behind.push(clause.text);
      width += 2 + clause.text.length;
    } else own.push(`    ${clause.text}`);
  }
  if (behind.length > 0)
    current = cells > 0 ? `${current.padEnd(start)}  ${behind.join('  ')}` : `  ${behind.join('  ')}`;
  lines.push(current, ...own);
  lines[0] = withComment(lines[0] as string, row.around);
  out.push(...lines);
}

/** The column in which a cell begins, counted from 0. */
function columnStart(widths: readonly number[], cell: number, gap: number): number {
  let start = 2;
  for (let at = 0; at < cell; at++) start += (widths[at] ?? 0) + gap;
  return start;
}

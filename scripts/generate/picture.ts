/** docs/lint.svg: what `topicguard lint` prints for an example, in colours, as the README shows it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pretty } from '../../cli/formats/pretty.js';
import { lintText } from '../../src/lint/index.js';

export const order = 3;

const example = 'examples/onenet/thermostat.json';
const shown = 5;
const lineHeight = 18;
const characterWidth = 7.83;
const margin = 16;
const colours: Readonly<Record<string, string>> = {
  31: '#ff7b72',
  32: '#7ee787',
  33: '#e3b341',
  34: '#79c0ff',
  2: '#8b949e',
};

export async function outputs(): Promise<Map<string, string>> {
  const text = readFileSync(path.resolve(import.meta.dirname, '../..', example), 'utf8');
  const { findings, policies, clients } = await lintText(text, { path: example });
  const counted = (severity: string): number => findings.filter((finding) => finding.severity === severity).length;
  const report = pretty(
    {
      files: [{ path: example, text, findings: findings.slice(0, shown), policies, clients }],
      summary: { files: 1, errors: counted('error'), warnings: counted('warning'), hints: counted('hint') },
    },
    { colours: true },
  );
  const lines = [`$ topicguard lint ${example}`, '', ...report.trimEnd().split('\n')];
  // Only the first findings fit; the summary counts them all.
  lines.splice(-1, 0, '  …', '');
  return new Map([['docs/lint.svg', svg(lines)]]);
}

function svg(lines: readonly string[]): string {
  const longest = Math.max(...lines.map((line) => plain(line).length));
  const width = Math.ceil(longest * characterWidth + 2 * margin);
  const height = lines.length * lineHeight + 2 * margin;
  const rows = lines.map(
    (line, at) =>
      `<text x="${margin}" y="${margin + (at + 0.75) * lineHeight}" xml:space="preserve">${spans(line)}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="topicguard lint prints findings with code frames">`,
    `<rect width="100%" height="100%" rx="8" fill="#0d1117"/>`,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="13" fill="#e6edf3">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

const sequence = /\x1b\[([0-9;]*)m/;

function plain(line: string): string {
  return line
    .split(sequence)
    .filter((_, at) => at % 2 === 0)
    .join('');
}

/** Text between colour sequences, each with the attributes that are in force. */
function spans(line: string): string {
  let attributes = '';
  return line
    .split(sequence)
    .map((part, at) => {
      if (at % 2 === 1) {
        const codes = part.split(';');
        const fill = codes.map((code) => colours[code]).find((colour) => colour !== undefined);
        attributes = `${fill === undefined ? '' : ` fill="${fill}"`}${codes.includes('1') ? ' font-weight="bold"' : ''}`;
        return '';
      }
      if (part === '') return '';
      const escaped = part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
      return attributes === '' ? escaped : `<tspan${attributes}>${escaped}</tspan>`;
    })
    .join('');
}

import { describe, expect, it } from 'vitest';
import { formatPolicy } from '../../src/policy/index.js';
import { fixturePages, readPage, shippedPages } from './pages.js';

describe('formatPolicy', () => {
  it.each(shippedPages)('leaves %s as it is', (file) => {
    const text = readPage(file);
    expect(formatPolicy(text)).toEqual({ text, problems: [] });
  });

  it.each(fixturePages)('formats %s once and for all', (file) => {
    const { text, problems } = formatPolicy(readPage(file));
    expect(problems).toEqual([]);
    expect(formatPolicy(text).text).toBe(text);
    expect(text.split(/\s+/).sort()).toEqual(readPage(file).split(/\s+/).sort());
  });

  it('aligns what stands together, keeps comments and single blank lines, and puts long clauses on lines of their own', () => {
    const messy = [
      '',
      '// first',
      'policy   p  "P"   // the name',
      ' hosts a, b',
      '',
      '',
      'topics   under a',
      '   // group',
      '   publish x "one" // here',
      '   subscribe  "longer/topic"   reply y   qos 0x1f "two"',
      '   ',
      '',
      '   // another',
      '   deny publish z,',
      '       // between',
      '       zz',
      '   // last',
      '',
      '',
    ].join('\r\n');
    const tidy = [
      '// first',
      'policy p "P"  // the name',
      '  hosts a, b',
      '',
      'topics under a',
      '  // group',
      '  publish    x             "one"  // here',
      '  subscribe  longer/topic  qos 0x1F  "two"',
      '    reply y',
      '',
      '  // another',
      '  // between',
      '  deny publish  z, zz',
      '// last',
      '',
    ].join('\n');
    expect(formatPolicy(messy)).toEqual({ text: tidy, problems: [] });
    expect(formatPolicy(tidy).text).toBe(tidy);
  });

  it('writes strings only where a word will not do', () => {
    expect(
      formatPolicy('policy p\n\ntopics\n  publish  "a", "for", "b c", "qos", "d,", "//e", "", "glob"\n').text,
    ).toContain('publish  a, "for", "b c", "qos", "d,", "//e", "", "glob"');
  });

  it('breaks long lists after a comma', () => {
    const topics = Array.from({ length: 30 }, (_, at) => `topic/number/${at}`).join(', ');
    const { text } = formatPolicy(`policy p\n\ntopics\n  publish  ${topics}\n`);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(118);
    expect(formatPolicy(text).text).toBe(text);
  });

  it('does not touch a text with mistakes of syntax, and says which', () => {
    const text = 'policy p\n\ntopics\n   publish\n';
    const formatted = formatPolicy(text);
    expect(formatted.text).toBe(text);
    expect(formatted.problems).toMatchObject([{ code: 'syntax/missing', line: 4, column: 11 }]);
  });

  it('does not mind what only the loaded policy can tell', () => {
    expect(formatPolicy('policy p\n\ntopics\n publish {nobody}\n').text).toBe(
      'policy p\n\ntopics\n  publish  {nobody}\n',
    );
  });

  it('keeps an empty text empty', () => {
    expect(formatPolicy('')).toEqual({ text: '', problems: [] });
    expect(formatPolicy('\n\n').text).toBe('');
    expect(formatPolicy('// only\n').text).toBe('// only\n');
  });
});

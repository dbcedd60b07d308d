import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { ResponseError } from 'vscode-languageserver';
import { features } from '../../../lsp/features/index.js';
import { languageFeatures } from '../../../lsp/features/languages.js';
import type { Kind } from '../../../lsp/source.js';
import { Lab, type Opened } from '../lab.js';

const root = path.resolve(import.meta.dirname, '../../..');
const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .map((name) => path.join(folder, name));
const examples = ['policies', 'examples', 'test/sessions'].flatMap((folder) => [
  ...filesIn(folder, '.mqttpolicy'),
  ...filesIn(folder, '.mqtt'),
]);

const renaming = 'textDocument/rename';
const aboutPositions = [
  'textDocument/definition',
  'textDocument/references',
  'textDocument/prepareRename',
  renaming,
  'textDocument/hover',
  'textDocument/completion',
];

/** Asks everything of a kind; a refusal in words is an answer. */
async function askAll(lab: Lab, opened: Opened, wanted: (method: string) => boolean): Promise<number> {
  let asked = 0;
  const params = { newName: 'other', options: {}, context: { includeDeclaration: true, diagnostics: [] } };
  for (const one of features) {
    if (!one.kinds.includes(opened.source.kind as Kind) || !wanted(one.request.method)) continue;
    asked++;
    try {
      await lab.ask(one, opened, params);
    } catch (error) {
      expect(error, one.request.method).toBeInstanceOf(ResponseError);
    }
  }
  return asked;
}

const isAboutPosition = (method: string): boolean => aboutPositions.includes(method);

describe('no feature throws', () => {
  it.each(examples)('at any place of %s', { timeout: 180_000 }, async (file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    const lab = new Lab();
    const opened = lab.open(path.basename(file), text, path.extname(file).slice(1));
    expect(await askAll(lab, opened, (method) => !isAboutPosition(method))).toBeGreaterThan(3);
    // Every place of the first lines, then the beginnings and ends of words here and there.
    const offsets = [...text].flatMap((_, at) =>
      at < 120 || (/\W/.test(text.charAt(at)) && at % 5 === 0) ? [at] : [],
    );
    for (const offset of [...offsets, text.length]) {
      const range = opened.source.rangeOf({ start: offset, end: offset });
      // A rename tries the whole page with the new name.
      await askAll(
        lab,
        { ...opened, range },
        (method) => isAboutPosition(method) && (method !== renaming || offset % 15 === 0),
      );
    }
  });

  const small = {
    'a.mqttpolicy': `policy a "A" extends mqtt // why
  source "Page" https://example.com
  hosts {region}.example.com:1883, b
settings
  {region} eu | us default eu "Where"
roles
  crew when username anna
identity for crew
  client-id x-{device}
  {device}  [a-z]{1,8}
  {token} bag of v=1, res=p/{device}, s=expiry?
connect
  keep-alive 1..60 s otherwise close
every publish
  qos 0..1 when retain 1 and dup 0
topics under a/{device} for crew
  filters overlap
  wildcards from level 3
  {job} [0-9]{4}
  publish, subscribe b/{job}, {c|d}/# qos 0 except b/1
    reply r/{job}
    note warning "No." use "x y"
  deny receive {path...}
assert
  never publish a/{device}/#
  isolated {device}
`,
    'a.mqtt': `policy onenet // why
role crew
connect complete client-id=a username="b \\"" will=none keep-alive=60 => refused 4 connect/client-id
subscribe $sys/b/a/cmd/+, "b c/#" qos=1 => granted 0, failure
publish connect qos=0 {"a": [1, "x => y"]} => closed topic/unknown
packet pubrec => denied
`,
  };

  it.each(Object.entries(small))('wherever %s ends', { timeout: 180_000 }, async (name, text) => {
    const lab = new Lab();
    for (let end = 0; end <= text.length; end++) {
      const half = text.slice(0, end);
      const opened = lab.open(name, `${half}<|>`, path.extname(name).slice(1));
      await askAll(lab, opened, (method) => languageFeatures.some(({ request }) => request.method === method));
    }
  });

  it.each(Object.entries(small))('whichever character %s has lost', { timeout: 180_000 }, async (name, text) => {
    const lab = new Lab();
    for (let at = 0; at < text.length; at++) {
      const opened = lab.open(name, `${text.slice(0, at)}<|>${text.slice(at + 1)}`, path.extname(name).slice(1));
      await askAll(lab, opened, (method) => languageFeatures.some(({ request }) => request.method === method));
    }
  });
});

/**
 * `node bench/folder.mjs [rounds]`: the command on a folder of 1,000 small configs, beside a script that reads and parses them: both
 * begin cold, and what either takes for one file is taken off. On a machine with few cores V8's compiler runs beside them.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { configTexts } from './configs.mjs';

const rounds = Number(process.argv[2] ?? 11);
const command = path.resolve(import.meta.dirname, '../dist/topicguard.cjs');
const require = createRequire(import.meta.url);
const parsers = {
  json: `require(${JSON.stringify(require.resolve('jsonc-parser'))}).parseTree`,
  yaml: `require(${JSON.stringify(require.resolve('js-yaml'))}).load`,
};

const root = mkdtempSync(path.join(tmpdir(), 'topicguard-bench-'));
try {
  for (const format of ['json', 'yaml']) {
    const one = folder(`one-${format}`, format, configTexts(format, 1001).slice(0, 1));
    for (const [what, often] of [
      ['nothing wrong', 1001],
      ['every tenth with three mistakes', 10],
    ]) {
      const all = folder(`${often}-${format}`, format, configTexts(format, often));
      compare(`1000 ${format} files, ${what}`, format, one, all);
    }
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}

function compare(what, format, one, all) {
  const script = `const fs = require('fs'); const parse = ${parsers[format]}; for (const file of fs.readdirSync(process.argv[1])) parse(fs.readFileSync(process.argv[1] + '/' + file, 'utf8'));`;
  const parse = (at) => ['-e', script, at];
  const lint = (at) => [command, 'lint', '--no-config', at];
  const runs = [parse(one), parse(all), lint(one), lint(all)];
  const times = runs.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const [at, words] of runs.entries()) {
      const start = performance.now();
      spawnSync(process.execPath, words, { cwd: root, stdio: 'ignore' });
      if (round >= 0) times[at].push(performance.now() - start);
    }
  }
  const [parseOne, parseAll, lintOne, lintAll] = times.map(
    (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)],
  );
  const parsed = parseAll - parseOne;
  const linted = lintAll - lintOne;
  process.stdout.write(
    `${what}: reading and parsing ${parsed.toFixed(0)} ms, lint ${linted.toFixed(0)} ms, ${(linted / parsed).toFixed(1)} x\n`,
  );
}

function folder(name, format, texts) {
  const at = path.join(root, name);
  mkdirSync(at);
  for (const [number, text] of texts.entries()) writeFileSync(path.join(at, `device-${number + 1}.${format}`), text);
  return at;
}

/**
 * `node bench/lint.mjs [rounds]`: 1,000 small configs in one process, linted and parsed alone, in turns. The parsing is that of the
 * packages that we read with: jsonc-parser's tree, js-yaml's values and, for comparison, its events, which are what we take. The texts
 * are in memory: to read a file is no part of either. The goal is a ratio of at most 2.
 * Everything is run until it is compiled before it counts, what a mistake takes too.
 */
import { createRequire } from 'node:module';
import { lintText } from '../dist/lint.js';
import { configTexts } from './configs.mjs';

const require = createRequire(import.meta.url);
const rounds = Number(process.argv[2] ?? 15);
const warmUp = 20;
// js-yaml's module for `require` is three times as fast as the one for `import` (docs/decisions.md).
const { load, parseEvents } = require('js-yaml');
const { parseTree } = require('jsonc-parser');

const kinds = {
  json: { 'jsonc-parser': (text) => parseTree(text) },
  yaml: { 'js-yaml': (text) => load(text), 'its events': (text) => parseEvents(text) },
};
for (const [kind, parsers] of Object.entries(kinds)) {
  await compare(kind, 'nothing wrong', parsers, configTexts(kind, 1001));
  await compare(kind, 'every tenth with three mistakes', parsers, configTexts(kind, 10));
}

async function compare(kind, what, parsers, files) {
  let found = 0;
  const lint = async (text, number) => {
    const { findings } = await lintText(text, { path: `configs/device-${number}.${kind}` });
    found += findings.length;
  };
  const jobs = { ...parsers, lint };
  const times = Object.fromEntries(Object.keys(jobs).map((name) => [name, []]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const [name, job] of Object.entries(jobs)) {
      const start = performance.now();
      for (let number = 0; number < files.length; number++) {
        const done = job(files[number], number);
        if (name === 'lint') await done;
      }
      if (round >= 0) times[name].push(performance.now() - start);
    }
  }
  const medians = Object.entries(times).map(([name, list]) => [
    name,
    list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)],
  ]);
  const own = medians.find(([name]) => name === 'lint')[1];
  process.stdout.write(
    `${files.length} ${kind} files, ${what}, median of ${rounds} rounds (${found / (rounds + warmUp)} findings a round)\n`,
  );
  for (const [name, time] of medians) {
    const ratio = name === 'lint' ? '' : `   lint is ${(own / time).toFixed(2)} x`;
    process.stdout.write(`  ${name.padEnd(16)}${time.toFixed(1).padStart(8)} ms${ratio}\n`);
  }
}

/**
 * `node bench/lint.mjs [rounds]`: 1,000 small configs in one process, linted and parsed alone, interleaved. The parsing is that of
 * the package whose tree we build on (jsonc-parser, js-yaml's events) and, for comparison, of the readers' own trees. The goal is a
 * ratio of at most 2. Everything is run until it is compiled before it counts, what a mistake takes too: only every tenth file has one.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseEvents } from 'js-yaml';
import jsonc from 'jsonc-parser';
import { importTypeScript } from '../scripts/run.mjs';

const rounds = Number(process.argv[2] ?? 15);
const warmUp = 20;
const { lintText, parseJsonTree, parseYamlTree } = await importTypeScript('bench/lint-parts.ts');
const folder = mkdtempSync(path.join(os.tmpdir(), 'topicguard-bench-'));
try {
  await compare('json', writeFiles('json', jsonConfig), {
    'jsonc-parser': (text) => jsonc.parseTree(text),
    'reader tree': parseJsonTree,
  });
  await compare('yaml', writeFiles('yaml', yamlConfig), {
    'js-yaml events': (text) => parseEvents(text),
    'reader tree': parseYamlTree,
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function compare(kind, files, parsers) {
  const jobs = {
    ...Object.fromEntries(
      Object.entries(parsers).map(([name, parse]) => [name, async (file) => void parse(readFileSync(file, 'utf8'))]),
    ),
    lint: async (file) => {
      const { findings } = await lintText(readFileSync(file, 'utf8'), { path: file });
      found += findings.length;
    },
  };
  let found = 0;
  const times = Object.fromEntries(Object.keys(jobs).map((name) => [name, []]));
  for (let round = -warmUp; round < rounds; round++) {
    for (const [name, job] of Object.entries(jobs)) {
      const start = performance.now();
      for (const file of files) await job(file);
      if (round >= 0) times[name].push(performance.now() - start);
    }
  }
  const medians = Object.entries(times).map(([name, list]) => [
    name,
    list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)],
  ]);
  const lint = medians.find(([name]) => name === 'lint')[1];
  process.stdout.write(
    `${files.length} ${kind} files, median of ${rounds} rounds (${found / (rounds + warmUp)} findings a round)\n`,
  );
  for (const [name, time] of medians) {
    const ratio = name === 'lint' ? '' : `   lint is ${(lint / time).toFixed(2)} x`;
    process.stdout.write(`  ${name.padEnd(16)}${time.toFixed(1).padStart(8)} ms${ratio}\n`);
  }
}

function writeFiles(kind, config) {
  mkdirSync(path.join(folder, kind));
  return Array.from({ length: 1000 }, (_, number) => {
    const file = path.join(folder, kind, `device-${number}.${kind}`);
    writeFileSync(file, config(number));
    return file;
  });
}

/** Every tenth has a mistake. */
function jsonConfig(number) {
  const device = `meter-${number}`;
  const topic = `$sys/238322/${number % 10 === 0 ? 'meter-x' : device}`;
  return `${JSON.stringify(
    {
      device: { name: `Meter in hall ${number % 7}`, serial: 100000 + number, interval: 30, units: ['kWh', 'kW', 'V'] },
      mqtt: {
        host: 'mqtts.heclouds.com',
        port: 1883,
        client_id: device,
        username: '238322',
        clean_session: true,
        keepalive: 120,
        publish: { topic: `${topic}/dp/post/json`, qos: 1 },
        subscribe: [`${topic}/cmd/request/+`, `${topic}/dp/post/json/rejected`],
      },
      log: { level: 'info', file: '/var/log/meter.log' },
    },
    null,
    2,
  )}\n`;
}

function yamlConfig(number) {
  const device = `meter-${number}`;
  const topic = `$sys/238322/${number % 10 === 0 ? 'meter-x' : device}`;
  return `# ${device}
device:
  name: Meter in hall ${number % 7}
  serial: ${100000 + number}
  interval: 30
  units: [kWh, kW, V]
mqtt:
  host: mqtts.heclouds.com
  port: 1883
  client_id: ${device}
  username: "238322"
  clean_session: true
  keepalive: 120
  publish:
    topic: ${topic}/dp/post/json
    qos: 1
  subscribe:
    - ${topic}/cmd/request/+
    - ${topic}/dp/post/json/rejected
log:
  level: info
  file: /var/log/meter.log
`;
}

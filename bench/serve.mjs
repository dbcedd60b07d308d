/**
 * `topicguard serve` beside the same HTTP server answering a constant, without and with a log line for each answer: how many
 * decisions a second over HTTP, relative to what the server could answer at all. Each runs in a process of its own, in turns, under
 * the same load. The goal is half.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import autocannon from 'autocannon';

const root = path.resolve(import.meta.dirname, '..');
const seconds = Number(process.env.TOPICGUARD_BENCH_SECONDS ?? 4);
const rounds = 3;

/** 2,000 devices; one request in four is refused. */
const bodies = Array.from({ length: 2000 }, (_, number) => ({
  clientid: `meter-${number}`,
  username: '238322',
  action: 'publish',
  topic: `$sys/238322/meter-${number % 4 === 3 ? number + 1 : number}/dp/post/json`,
  qos: '1',
  retain: 'false',
}));

const command = [path.join(root, 'dist/topicguard.cjs'), 'serve', '--policy', 'onenet', '--listen', '127.0.0.1:0'];
const constant = (line) => `
  import fastify from 'fastify';
  import pino from 'pino';
  const log = pino({ base: null }, pino.destination({ fd: 1, sync: false }));
  const app = fastify({ logger: false, bodyLimit: 1048576, requestTimeout: 5000 });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  app.post('/emqx/authz', (_request, reply) => (${line}, reply).header('content-type', 'application/json').send('{"result":"allow"}'));
  console.error('topicguard serve: ' + (await app.listen({ host: '127.0.0.1', port: 0 })) + ', constant');
`;
const servers = {
  'a constant': ['--input-type=module', '-e', constant('0')],
  'serve --log none': [...command, '--log', 'none'],
  'a constant, and a log line': ['--input-type=module', '-e', constant("log.info({ allowed: true }, 'allowed')")],
  serve: command,
};

/** Processor time of a process so far, in milliseconds (Linux: hundredths of a second). On a busy machine it says more than a rate. */
function processorTime(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}

const measured = new Map(Object.keys(servers).map((name) => [name, []]));
for (let round = 0; round < rounds; round++) {
  for (const [name, words] of Object.entries(servers)) measured.get(name).push(await measure(words));
}
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
const base = median(measured.get('a constant').map(({ rate }) => rate));
const baseCost = median(measured.get('a constant').map(({ cost }) => cost));
process.stdout.write('a second, relative; microseconds of processor time each, relative\n');
for (const [name, values] of measured) {
  const rate = median(values.map((value) => value.rate));
  const cost = median(values.map((value) => value.cost));
  const numbers = [Math.round(rate), (rate / base).toFixed(2), Math.round(cost), (cost / baseCost).toFixed(2)];
  process.stdout.write(`${name.padEnd(30)}${numbers.map((number) => String(number).padStart(8)).join('')}\n`);
}

async function measure(words) {
  const child = spawn(process.execPath, words, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  try {
    const url = await new Promise((resolve, reject) => {
      let text = '';
      child.stderr.on('data', (chunk) => {
        text += chunk;
        const found = /^topicguard serve: (http:\S+),/m.exec(text);
        if (found) resolve(found[1]);
      });
      child.on('close', () => reject(new Error(text)));
    });
    const load = { connections: 32, headers: { 'content-type': 'application/json' } };
    const requests = bodies.map((body) => ({ method: 'POST', path: '/emqx/authz', body: JSON.stringify(body) }));
    // Compiled and warm.
    await autocannon({ ...load, url, requests, duration: seconds });
    const before = processorTime(child.pid);
    const result = await autocannon({ ...load, url, requests, duration: seconds });
    const spent = processorTime(child.pid) - before;
    if (result.errors > 0 || result.non2xx > 0)
      throw new Error(`${result.errors} errors, ${result.non2xx} wrong statuses`);
    return { rate: result.requests.average, cost: (spent * 1000) / result.requests.total };
  } finally {
    child.kill('SIGKILL');
  }
}

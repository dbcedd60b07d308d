/**
 * `node bench/lsp.mjs [edits]`: the built server over its standard streams, as an editor speaks to it. A config of 2,000 lines is
 * edited again and again, one character at a time, and the time from the edit to its diagnostics is taken. The goal is 30 ms for
 * 95 of 100 edits. Beside it stands the parsing of the same text alone, and on Linux the processor time of the server, which a busy
 * machine does not change as much.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEvents } from 'js-yaml';
import jsonc from 'jsonc-parser';

const edits = Number(process.argv[2] ?? 200);
const root = path.resolve(import.meta.dirname, '..');
const goal = 30;

const start = performance.now();
const server = spawn(process.execPath, [path.join(root, 'dist/topicguard.cjs'), 'lsp', '--stdio'], {
  stdio: ['pipe', 'pipe', 'inherit'],
});
const waiting = new Map();
let buffer = Buffer.alloc(0);
server.stdout.on('data', take);

await request('initialize', { processId: process.pid, rootUri: null, capabilities: {} });
const initialized = performance.now() - start;
notify('initialized', {});
process.stdout.write(`from the start to what the server announces: ${initialized.toFixed(0)} ms\n`);

const texts = { 'device.json': json(), 'device.yaml': yaml(), 'session.mqtt': script() };
const parsers = { json: (text) => jsonc.parseTree(text), yaml: (text) => parseEvents(text) };
for (const [name, text] of Object.entries(texts)) await measure(name, text);
server.kill();

async function measure(name, text) {
  const uri = `file:///bench/${name}`;
  const lines = text.split('\n');
  let version = 1;
  const first = published(uri, version);
  notify('textDocument/didOpen', { textDocument: { uri, languageId: path.extname(name).slice(1), version, text } });
  const found = (await first).diagnostics.length;
  const times = [];
  let busy;
  for (let edit = -20; edit < edits; edit++) {
    if (edit === 0) busy = processorTime();
    // A character at the end of a word in some line, and away again.
    const line = 10 + (((Math.max(edit, 0) >> 1) * 37) % (lines.length - 20));
    const character = lines[line].lastIndexOf('cmd') + 3;
    const isEven = edit % 2 === 0;
    const range = { start: { line, character }, end: { line, character: character + (isEven ? 0 : 1) } };
    version++;
    const answer = published(uri, version);
    const began = performance.now();
    notify('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ range, text: isEven ? 'x' : '' }],
    });
    await answer;
    if (edit >= 0) times.push(performance.now() - began);
    // Nobody types faster, and the server's own work after an answer is not counted as the next one's.
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  const used = busy === undefined ? undefined : (processorTime() - busy) / edits;
  const parse = parsers[path.extname(name).slice(1)];
  const parsing = parse && median(Array.from({ length: 30 }, () => timeOf(() => parse(text))));
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  const within = (100 * times.filter((time) => time < goal).length) / times.length;
  process.stdout.write(
    `${name}, ${lines.length} lines, ${found} findings, ${edits} edits\n` +
      `  half ${at(0.5).toFixed(1)} ms, 95 of 100 ${at(0.95).toFixed(1)} ms, 99 of 100 ${at(0.99).toFixed(1)} ms, longest ${at(1).toFixed(1)} ms\n` +
      `  under ${goal} ms: ${within.toFixed(1)} of 100   goal 95\n` +
      (used === undefined ? '' : `  processor time for one edit, on average ${used.toFixed(1)} ms\n`) +
      (parsing
        ? `  parsing alone ${parsing.toFixed(1)} ms: half of the edits within ${(at(0.5) / parsing).toFixed(1)} x\n`
        : ''),
  );
}

/** Milliseconds that the server has used, from Linux; its ticks are a hundredth of a second. */
function processorTime() {
  try {
    const fields = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return undefined;
  }
}

function timeOf(work) {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function median(list) {
  return list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];
}

/** 110 devices of one platform, a good many topics each. */
function json() {
  const brokers = Array.from({ length: 110 }, (_, at) => ({
    host: 'mqtts.heclouds.com',
    port: 1883,
    client_id: `meter-${at}`,
    username: '238322',
    keepalive: 120,
    subscribe: topicsOf(at),
  }));
  return JSON.stringify({ brokers }, null, 2);
}

function yaml() {
  const brokers = Array.from(
    { length: 125 },
    (_, at) =>
      `  - host: mqtts.heclouds.com\n    port: 1883\n    client_id: meter-${at}\n    username: "238322"\n    keepalive: 120\n    subscribe:\n${topicsOf(
        at,
      )
        .map((topic) => `      - ${topic}\n`)
        .join('')}`,
  );
  return `brokers:\n${brokers.join('')}`;
}

function script() {
  const clients = Array.from(
    { length: 180 },
    (_, at) =>
      `connect client-id=meter-${at} username=238322 keep-alive=120\n${topicsOf(at)
        .map((topic) => `subscribe ${topic}\n`)
        .join('')}`,
  );
  return `policy onenet\n${clients.join('')}`;
}

function topicsOf(at) {
  return Array.from({ length: 10 }, (_, number) => `$sys/238322/meter-${at}/cmd/request/${number}`);
}

function request(method, params) {
  send({ id: 1, method, params });
  return new Promise((resolve) => waiting.set('1', resolve));
}

function published(uri, version) {
  return new Promise((resolve) => waiting.set(`${uri} ${version}`, resolve));
}

function notify(method, params) {
  send({ method, params });
}

function send(message) {
  const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', ...message }));
  server.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
  server.stdin.write(body);
}

function take(data) {
  buffer = Buffer.concat([buffer, data]);
  for (;;) {
    const head = buffer.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/Content-Length: (\d+)/.exec(buffer.toString('latin1', 0, head))[1]);
    if (buffer.length < head + 4 + length) return;
    const { id, params } = JSON.parse(buffer.toString('utf8', head + 4, head + 4 + length));
    buffer = buffer.subarray(head + 4 + length);
    const key = id === undefined ? `${params?.uri} ${params?.version}` : String(id);
    waiting.get(key)?.(params);
    waiting.delete(key);
  }
}

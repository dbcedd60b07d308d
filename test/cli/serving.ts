/** Runs `topicguard serve` as a process, and talks HTTP to it. */
import { type ChildProcess, spawn } from 'node:child_process';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { onTestFinished } from 'vitest';
import { command, root } from './run.js';

export interface Serving {
  readonly url: string;
  readonly port: number;
  readonly child: ChildProcess;
  /** Everything on standard error, and the lines of the log, so far. */
  stderr(): string;
  log(): Record<string, unknown>[];
  /** Ends it with a signal; gives the exit code, or the signal that killed it. */
  stop(signal?: NodeJS.Signals): Promise<number | string>;
}

export async function serving(
  words: readonly string[] = [],
  {
    policy = 'onenet',
    port = 0,
    env = {},
    whenDone = onTestFinished,
  }: {
    policy?: string;
    port?: number;
    env?: Record<string, string>;
    /** What ends it: the end of the test, unless another hook is named. */
    whenDone?: (end: () => Promise<void>) => void;
  } = {},
): Promise<Serving> {
  const listen = words.includes('--listen') ? [] : ['--listen', `127.0.0.1:${port}`];
  const child = spawn(process.execPath, [command, 'serve', '--policy', policy, ...listen, ...words], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: undefined, FORCE_COLOR: undefined, TOPICGUARD_TOKEN: undefined, ...env },
  });
  let out = '';
  let err = '';
  const ended = new Promise<number | string>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'gone'));
  });
  whenDone(async () => {
    child.kill('SIGKILL');
    await ended;
  });
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      err += chunk.toString();
      const found = /^topicguard serve: (https?:\S+),/m.exec(err);
      if (found) resolve(found[1] as string);
    });
    ended.then(() => reject(new Error(`It ended: ${err}`)));
  });
  return {
    url,
    port: Number(new URL(url).port),
    child,
    stderr: () => err,
    log: () =>
      out
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Record<string, unknown>),
    stop(signal = 'SIGTERM') {
      child.kill(signal);
      return ended;
    },
  };
}

export interface Reply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

interface CallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly agent?: http.Agent;
}

/** One request; rejects when there is no whole answer. A body that is no text is sent as JSON. */
export function call(url: string, body?: unknown, { method, headers = {}, agent }: CallOptions = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const text = body === undefined || typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    const type = text === body ? {} : { 'content-type': 'application/json' };
    const request = (url.startsWith('https:') ? https : http).request(
      url,
      {
        method: method ?? (text === undefined ? 'GET' : 'POST'),
        headers: { ...type, ...headers },
        ...(agent && { agent }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('aborted', () => reject(new Error('aborted')));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    request.on('error', reject);
    request.end(text);
  });
}

/** Sends bytes and gives what comes back until the other side closes, or until `until` is seen. */
export function raw(port: number, pieces: readonly string[], until?: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => {
      for (const piece of pieces) socket.write(piece);
    });
    let text = '';
    const done = (): void => {
      socket.destroy();
      resolve(text);
    };
    socket.on('data', (chunk) => {
      text += chunk.toString();
      if (until?.test(text)) done();
    });
    socket.on('close', done);
    socket.on('error', (error) => (text === '' ? reject(error) : done()));
  });
}

/** Tries until it holds; fails after ten seconds. */
export async function eventually(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; ) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`It never came to this: ${what}`);
}

export const device = { clientid: 'meter-7', username: '238322' };
export const allowedPublish = {
  ...device,
  action: 'publish',
  topic: '$sys/238322/meter-7/dp/post/json',
  qos: '1',
  retain: 'false',
};
export const deniedPublish = { ...allowedPublish, topic: '$sys/238322/meter-8/dp/post/json' };

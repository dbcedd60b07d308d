/** What changes under way: the policy is reloaded, the server is killed and comes back. Never a grant that no policy gives. */
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderWith } from './run.js';
import { call, eventually, type Serving, serving } from './serving.js';

/** How long the reloads go on, in seconds: 60 is the long run. */
const seconds = Number(process.env.TOPICGUARD_RELOAD_SECONDS ?? 5);

const page = (granted: string): string =>
  `policy changing\n\nidentity\n  client-id  {c}\n  {c}  [a-z0-9]{1,9}\n\ntopics under t/{c}\n  publish  always\n  publish  ${granted}\n`;
const ask = (topic: string, clientid = 'c1') => ({
  clientid,
  username: '',
  action: 'publish',
  topic,
  qos: 0,
  retain: false,
});

/** Replaces a file as a whole. */
function replace(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

async function granted({ url }: Serving, topic: string): Promise<boolean> {
  const { status, body } = await call(`${url}/emqx/authz`, ask(topic));
  expect([status, body]).toEqual([200, expect.stringMatching(/^\{"result":"(allow|deny)"\}$/)]);
  return body.includes('allow');
}

const metric = async ({ url }: Serving, name: string): Promise<number> => {
  const { body } = await call(`${url}/metrics`);
  const line = body.split('\n').find((candidate) => candidate.startsWith(`${name} `));
  return Number(line?.split(' ')[1]);
};

describe('a changed policy', () => {
  it.each(['the file', 'SIGHUP'])('is taken by %s, and a broken one is not', async (how) => {
    const folder = folderWith({ 'p.mqttpolicy': page('one') });
    const file = path.join(folder, 'p.mqttpolicy');
    const server = await serving([], { policy: file });
    const change = (text: string): void => {
      replace(file, text);
      if (how === 'SIGHUP') server.child.kill('SIGHUP');
    };
    expect(await granted(server, 't/c1/one')).toBe(true);
    expect(await granted(server, 't/c1/two')).toBe(false);
    const before = JSON.parse((await call(`${server.url}/readyz`)).body).digest as string;

    change(page('two'));
    await eventually(() => granted(server, 't/c1/two'), 'the new topic is granted');
    expect(await granted(server, 't/c1/one')).toBe(false);
    const after = JSON.parse((await call(`${server.url}/readyz`)).body).digest as string;
    expect(after).not.toBe(before);

    // A mistake, half a file, none at all, roles that nobody chose: the last good policy answers.
    const failed = () => server.log().filter(({ level }) => level === 'error').length;
    const broken = ['policy changing\n\ntopics\n  publish\n', '\xff', '', `${page('one')}\nroles\n  a\n  b\n`];
    for (const [at, text] of broken.entries()) {
      change(text);
      await eventually(() => failed() > at, `a message about ${JSON.stringify(text)}`);
      expect(await granted(server, 't/c1/two')).toBe(true);
      expect(await granted(server, 't/c1/one')).toBe(false);
    }
    expect(await metric(server, 'topicguard_policy_last_reload_successful')).toBe(0);
    expect(server.log().find(({ level }) => level === 'error')).toMatchObject({
      error: expect.stringContaining('p.mqttpolicy:4'),
      msg: expect.stringContaining('last good one stays'),
      digest: after,
    });
    expect((await call(`${server.url}/readyz`)).status).toBe(200);

    change(page('one'));
    await eventually(() => granted(server, 't/c1/one'), 'the first topic is granted again');
    expect(await metric(server, 'topicguard_policy_last_reload_successful')).toBe(1);
    expect(JSON.parse((await call(`${server.url}/readyz`)).body).digest).toBe(before);
  });

  it('is taken when only a page changes that it stands on or extends, also one that was missing', async () => {
    const own = 'policy own on ./platform.mqttpolicy\n\ntopics\n  publish  #\n';
    const folder = folderWith({
      'own.mqttpolicy': own,
      'platform.mqttpolicy': 'policy platform extends ./base.mqttpolicy\n',
      'base.mqttpolicy': page('one'),
    });
    const server = await serving([], { policy: path.join(folder, 'own.mqttpolicy') });
    const base = path.join(folder, 'base.mqttpolicy');
    expect(await granted(server, 't/c1/one')).toBe(true);
    replace(base, page('two'));
    await eventually(() => granted(server, 't/c1/two'), 'the topic of the page below is granted');
    expect(await granted(server, 't/c1/one')).toBe(false);

    rmSync(base);
    await eventually(() => server.log().some(({ level }) => level === 'error'), 'a message about the page');
    expect(await granted(server, 't/c1/two')).toBe(true);
    writeFileSync(base, page('one'));
    await eventually(() => granted(server, 't/c1/one'), 'the page that came back is taken');
    expect(await granted(server, 't/c1/two')).toBe(false);
  });

  it(`is right at each of ${seconds} reloads, one a second, under load, and nothing is left over`, async () => {
    const folder = folderWith({ 'p.mqttpolicy': page('even') });
    const file = path.join(folder, 'p.mqttpolicy');
    const server = await serving(['--log', 'none', '--sessions', '500'], { policy: file });
    const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
    let going = true;
    let asked = 0;
    const wrong: string[] = [];
    // Some topics are granted by both policies and some by none, whatever is being loaded.
    const load = async (worker: number): Promise<void> => {
      while (going) {
        const client = `c${(asked * 7 + worker) % 2000}`;
        const [topic, expected] = (
          [
            [`t/${client}/always`, true],
            [`t/${client}/never`, false],
            [`t/x${client}/always`, false],
            [`t/${client}/+`, false],
          ] as const
        )[asked % 4] as readonly [string, boolean];
        const { body } = await call(`${server.url}/emqx/authz`, ask(topic, client), { agent });
        if (body !== `{"result":"${expected ? 'allow' : 'deny'}"}`) wrong.push(`${topic} ${body}`);
        asked++;
      }
    };
    const workers = Array.from({ length: 8 }, (_, worker) => load(worker));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const heap = await metric(server, 'topicguard_process_resident_memory_bytes');
    for (let second = 0; second < seconds; second++) {
      const [now, gone] = second % 2 === 0 ? ['odd', 'even'] : ['even', 'odd'];
      const started = Date.now();
      replace(file, page(now));
      server.child.kill('SIGHUP');
      await eventually(() => granted(server, `t/c1/${now}`), `${now} is granted`);
      // From the first answer by the new policy on, no answer comes from the old one.
      for (let count = 0; count < 20; count++)
        expect([await granted(server, `t/c1/${now}`), await granted(server, `t/c1/${gone}`)]).toEqual([true, false]);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, 1000 - (Date.now() - started))));
    }
    going = false;
    await Promise.all(workers);
    agent.destroy();
    expect(wrong).toEqual([]);
    expect(asked).toBeGreaterThan(100);
    expect(await metric(server, 'topicguard_sessions_kept')).toBeLessThanOrEqual(500);
    const grown = (await metric(server, 'topicguard_process_resident_memory_bytes')) - heap;
    expect(grown / 1024 / 1024).toBeLessThan(150);
    expect(server.log().filter(({ level }) => level === 'error')).toEqual([]);
  }, 240_000);
});

describe('a server that is killed under load', () => {
  it('grants nothing while it is away, and answers again when it is back', async () => {
    const folder = folderWith({ 'p.mqttpolicy': page('one') });
    const policy = path.join(folder, 'p.mqttpolicy');
    let server = await serving(['--log', 'none'], { policy });
    const { port, url } = server;
    const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
    let going = true;
    const seen = { allowed: 0, denied: 0, errors: 0, wrong: 0 };
    const load = async (worker: number): Promise<void> => {
      for (let count = worker; going; count++) {
        const allowed = count % 2 === 0;
        const answer = await call(`${url}/emqx/authz`, ask(allowed ? 't/c1/one' : 't/c1/two'), { agent }).catch(
          () => undefined,
        );
        if (answer === undefined || answer.status !== 200) {
          seen.errors++;
          await new Promise((resolve) => setTimeout(resolve, 5));
        } else if (answer.body === '{"result":"deny"}') allowed ? seen.wrong++ : seen.denied++;
        else if (answer.body === '{"result":"allow"}') allowed ? seen.allowed++ : seen.wrong++;
        else seen.wrong++;
      }
    };
    const workers = Array.from({ length: 8 }, (_, worker) => load(worker));
    for (const signal of ['SIGKILL', 'SIGTERM', 'SIGKILL'] as const) {
      const before = { ...seen };
      await eventually(() => seen.allowed > before.allowed + 20 && seen.denied > before.denied + 20, 'answers');
      expect(await server.stop(signal)).toBe(signal === 'SIGTERM' ? 0 : signal);
      // Answers that were on their way have arrived.
      await new Promise((resolve) => setTimeout(resolve, 200));
      const away = { ...seen };
      await eventually(() => seen.errors > away.errors + 20, 'errors');
      expect([seen.allowed, seen.denied].map((count, at) => count - (at === 0 ? away.allowed : away.denied))).toEqual([
        0, 0,
      ]);
      server = await serving(['--log', 'none'], { policy, port });
    }
    const back = { ...seen };
    await eventually(() => seen.allowed > back.allowed + 20 && seen.denied > back.denied + 20, 'answers again');
    going = false;
    await Promise.all(workers);
    agent.destroy();
    expect(seen.wrong).toBe(0);
  }, 120_000);
});

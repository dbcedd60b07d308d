import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { outputs } from '../../scripts/generate/policies.js';
import { checkAssertions } from '../../src/engine/assertions.js';
import { builtinNames, builtinPolicy, parsePolicy } from '../../src/policy/index.js';
import { readPage, shippedPages } from './pages.js';

const root = path.resolve(import.meta.dirname, '../..');

describe('the policies that ship', () => {
  it('are those of policies/', () => {
    expect(builtinNames().map((name) => `policies/${name}.mqttpolicy`)).toEqual(
      shippedPages.filter((file) => file.startsWith('policies/')),
    );
  });

  it.each(builtinNames())('%s is compiled from the page as it is now', (name) => {
    const { policy, problems } = parsePolicy(readPage(`policies/${name}.mqttpolicy`));
    expect(problems).toEqual([]);
    expect(builtinPolicy(name)).toEqual(JSON.parse(JSON.stringify(policy)));
  });

  it('and the check of the schema are what the generators write', () => {
    execFileSync(process.execPath, ['scripts/generate.mjs', '--check', 'policies', 'policy-validator'], {
      cwd: root,
      stdio: 'pipe',
    });
  });

  it('follow in one run what they extend', () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'topicguard-policies-'));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    cpSync(path.join(root, 'policies'), folder, { recursive: true });
    const page = path.join(folder, 'onenet.mqttpolicy');
    const text = readFileSync(page, 'utf8');
    writeFileSync(page, text.replace(/^( *topic +<= )512 B/m, '$1499 B'));
    expect(readFileSync(page, 'utf8')).not.toBe(text);
    const written = [...outputs(folder).values()].join('').split('\n');
    const studio = written.find((line) => line.startsWith('  ["onenet-studio",'));
    expect(studio).toContain('"to":499');
  });

  it('are found by their own name only', () => {
    for (const name of ['', 'nobody', '__proto__', 'constructor']) expect(builtinPolicy(name)).toBeUndefined();
  });

  it.each(shippedPages)('%s says where each of its facts was read', (file) => {
    const { policy } = parsePolicy(readPage(file));
    const titles = new Set(policy?.sources.map((source) => source.title));
    if (file.startsWith('policies/')) expect(titles.size).toBeGreaterThan(0);
    for (const section of policy?.sections ?? []) {
      const facts = section.section === 'roles' || section.section === 'assert' ? [] : section.lines;
      for (const line of file.startsWith('policies/') ? facts : []) {
        const title = line.source?.title ?? section.source?.title;
        // A statement of the standard, such as MQTT-3.3.1-2, is a source of its own.
        expect(titles.has(title) || /^MQTT-\d/.test(title ?? ''), `${file}:${line.line}`).toBe(true);
      }
    }
  });

  it.each(shippedPages)('%s keeps what it asserts', (file) => {
    const { policy } = parsePolicy(readPage(file));
    expect(policy && checkAssertions(policy)).toEqual([]);
  });
});

describe('onenet', () => {
  const policy = builtinPolicy('onenet');

  it('lists the rows of the page', () => {
    const topics = policy?.sections.find((section) => section.section === 'topics');
    const rows = topics?.lines.flatMap((line) =>
      'verbs' in line ? line.topics.map((topic) => `${line.verbs.join()} ${topic.text}`) : [],
    );
    expect(rows).toEqual([
      'publish dp/post/json',
      'subscribe dp/post/json/accepted',
      'subscribe dp/post/json/rejected',
      'subscribe cmd/request/{cmdid}',
      'publish cmd/response/{cmdid}',
      'subscribe cmd/response/{cmdid}/accepted',
      'subscribe cmd/response/{cmdid}/rejected',
      'publish image/update',
      'subscribe image/update/accepted',
      'subscribe image/update/rejected',
      'subscribe image/update/delta',
      'publish image/get',
      'subscribe image/get/accepted',
      'subscribe image/get/rejected',
      'subscribe dp/post/json/accepted/+',
      'subscribe dp/post/json/rejected/+/+',
    ]);
  });

  it('has the limits of the platform', () => {
    const of = (name: string) =>
      policy?.sections
        .find((section) => section.section === name)
        ?.lines.flatMap((line) =>
          'check' in line ? [{ ...line.test, check: line.check.join(), do: line.otherwise?.do }] : [],
        );
    expect(of('every subscribe')).toMatchObject([
      { check: 'qos', in: [0], do: 'downgrade' },
      { check: 'filter-count', to: 8, do: 'close' },
      { check: 'filter', to: 8, unit: 'levels', do: 'close' },
      { check: 'filter', to: 512, unit: 'B', do: 'close' },
      { check: 'level', do: 'close' },
      { check: 'shared', is: 'none' },
    ]);
    expect(of('every session')?.[0]).toMatchObject({ check: 'subscriptions', to: 15, do: 'refuse' });
    expect(of('every publish')).toMatchObject([
      { check: 'qos', from: 0, to: 1 },
      { check: 'retain', in: [0] },
      { check: 'topic', to: 8, unit: 'levels' },
      { check: 'topic', to: 512, do: 'warn' },
      { check: 'level' },
      { check: 'payload', to: 256, unit: 'KB' },
    ]);
  });
});

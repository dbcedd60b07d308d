import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
/** A project that has the built package and no other, far from our own node_modules. */
let project: string;

beforeAll(() => {
  project = mkdtempSync(path.join(os.tmpdir(), 'topicguard-package-'));
  const target = path.join(project, 'node_modules/topicguard');
  mkdirSync(target, { recursive: true });
  for (const part of ['dist', 'policies', 'docs/rules', 'package.json'])
    cpSync(path.join(root, part), path.join(target, part), { recursive: true });
  writeFileSync(path.join(project, 'package.json'), '{"type":"module"}');
});
afterAll(() => rmSync(project, { recursive: true, force: true }));

function run(code: string): string {
  const file = path.join(project, 'main.js');
  writeFileSync(file, code);
  return execFileSync(process.execPath, [file], { cwd: project, encoding: 'utf8' }).trim();
}

describe('the package', () => {
  it('holds what its README links to, and nothing of the workshop', () => {
    const listed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const files = (JSON.parse(listed) as [{ files: { path: string }[] }])[0].files.map((file) => file.path);
    const links = [...readFileSync(path.join(root, 'README.md'), 'utf8').matchAll(/\]\(([^):#]+)[^)]*\)/g)].map(
      ([, link]) => link as string,
    );
    expect(links.length).toBeGreaterThan(20);
    expect(links.filter((link) => !files.some((file) => file === link || file.startsWith(`${link}/`)))).toEqual([]);
    expect(files.filter((file) => /^(src|test|scripts|bench|lsp|cli|grammar)\/|sha256$/.test(file))).toEqual([]);
  });
});

describe('the library', () => {
  it('decides', () => {
    const output = run(`
      import { createGuard, loadPolicy, PolicyError } from 'topicguard';
      const guard = createGuard(await loadPolicy('onenet'));
      const session = guard.session({ pid: '238322', 'device-name': 'meter-7' });
      const verdict = session.subscribe({ filter: '$sys/238322/#', qos: 0 });
      const error = await loadPolicy('nothing').catch((problem) => problem);
      console.log(verdict.allowed, verdict.reasons[0].rule, error instanceof PolicyError, error.problems.length > 0);
    `);
    expect(output).toBe('false subscribe/wildcard-level true true');
  });

  it('answers questions about topics', () => {
    const output = run(`
      import { includes, matches, overlaps, parseTopicFilter, parseTopicName } from 'topicguard/topics';
      console.log(matches('a/#', 'a'), includes('a/+', 'a/#').included, overlaps('a/+', '+/b').overlaps, parseTopicFilter('a/#/b').ok, parseTopicName('a').ok);
    `);
    expect(output).toBe('true false true false true');
  });

  it('reads policies and lints texts', () => {
    const output = run(`
      import { formatPolicy, parsePolicy, policyFromJson, policyToJson } from 'topicguard/policy';
      import { lintText } from 'topicguard/lint';
      const { policy } = parsePolicy('policy own\\n\\ntopics\\n  publish a\\n');
      const { findings } = await lintText('mqtt:\\n  host: mqtts.heclouds.com\\n  keepalive: 5\\n', { path: 'a.yaml' });
      const script = await lintText('policy onenet\\nsubscribe #\\n', { path: 'a.mqtt' });
      console.log(policy.name, policyFromJson(policyToJson(policy)).policy.name, typeof formatPolicy, findings[0].rule, script.findings[0].rule);
    `);
    expect(output).toBe('own own function connect/keep-alive subscribe/wildcard-level');
  });

  it('guards an Aedes without bringing one', () => {
    const output = run(`
      import { guardAedes } from 'topicguard/aedes';
      import { createGuard, loadPolicy } from 'topicguard';
      const aedes = { handle: (stream) => stream };
      const { handle } = guardAedes(aedes, createGuard(await loadPolicy('onenet')));
      console.log(aedes.handle === handle, typeof aedes.preConnect);
    `);
    expect(output).toBe('true function');
  });

  it('brings a command that needs nothing else', () => {
    const words = (...more: string[]): string =>
      execFileSync(process.execPath, [path.join(project, 'node_modules/topicguard/dist/topicguard.cjs'), ...more], {
        cwd: project,
        encoding: 'utf8',
      });
    writeFileSync(path.join(project, 'device.json'), '{"mqtt": {"host": "mqtts.heclouds.com", "keepalive": 60}}');
    expect(words('lint', 'device.json')).toContain('Nothing wrong in 1 file, 1 client, policy onenet');
    expect(words('lint', '--format', 'compact', 'dev*.json')).toBe('');
    expect(JSON.parse(words('lint', '--format', 'sarif', 'device.json'))).toMatchObject({ version: '2.1.0' });
    expect(words('completion', 'bash')).toContain('complete -o default -F _topicguard topicguard');
    expect(words('policies', 'show', 'onenet')).toContain('policy onenet');
  });

  it('brings a language server that needs nothing else, and finds the pages of rules', async () => {
    const text = '{"mqtt": {"host": "mqtts.heclouds.com", "keepalive": 5}}';
    const messages = [
      {
        id: 1,
        method: 'initialize',
        params: { processId: null, rootUri: null, capabilities: { textDocument: { diagnostic: {} } } },
      },
      {
        method: 'textDocument/didOpen',
        params: { textDocument: { uri: 'file:///a.json', languageId: 'json', version: 1, text } },
      },
      { id: 2, method: 'textDocument/diagnostic', params: { textDocument: { uri: 'file:///a.json' } } },
    ].map((message) => {
      const body = JSON.stringify({ jsonrpc: '2.0', ...message });
      return `Content-Length: ${body.length}\r\n\r\n${body}`;
    });
    const server = spawn(process.execPath, ['node_modules/topicguard/dist/topicguard.cjs', 'lsp', '--stdio'], {
      cwd: project,
    });
    let output = '';
    server.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('"id":2')) server.kill();
    });
    server.stdin.write(messages.join(''));
    await once(server, 'close');
    expect(output).toContain('"name":"topicguard"');
    expect(output).toContain('"code":"connect/keep-alive"');
    expect(output).toMatch(/node_modules\/topicguard\/docs\/rules\/connect\/keep-alive\.md/);
  });

  it('shares its modules between the entries', () => {
    const output = run(`
      import { PolicyError } from 'topicguard';
      import { PolicyError as same } from 'topicguard/policy';
      console.log(PolicyError === same);
    `);
    expect(output).toBe('true');
  });

  it('has types that a strict program can use, and that need no other package', () => {
    writeFileSync(
      path.join(project, 'main.ts'),
      `import { createGuard, loadPolicy, type Verdict } from 'topicguard';
       import { lintText, type Finding } from 'topicguard/lint';
       import { parsePolicy } from 'topicguard/policy';
       import { matches } from 'topicguard/topics';
       const guard = createGuard(await loadPolicy('mqtt'));
       export const verdict: Verdict = guard.connect({ clientId: 'a', protocolLevel: 4, cleanSession: true, keepAlive: 60 });
       export const findings: readonly Finding[] = (await lintText('', { path: 'a.json' })).findings;
       export const name: string | undefined = parsePolicy('').policy?.name;
       export const same: boolean = matches('a', 'a');
       // @ts-expect-error a connect needs a client id
       guard.connect({});`,
    );
    const tsc = path.join(root, 'node_modules/typescript/bin/tsc');
    const words = [
      '--noEmit',
      '--strict',
      '--exactOptionalPropertyTypes',
      '--module',
      'nodenext',
      '--target',
      'es2022',
      '--types',
      '',
      'main.ts',
    ];
    let output = '';
    try {
      output = execFileSync(process.execPath, [tsc, ...words], { cwd: project, encoding: 'utf8' });
    } catch (error) {
      output = String((error as { stdout?: string }).stdout);
    }
    expect(output).toBe('');
  });
});

describe('what is loaded', () => {
  interface Metafile {
    readonly outputs: Readonly<
      Record<
        string,
        {
          readonly imports: readonly { readonly path: string; readonly kind: string }[];
          readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
        }
      >
    >;
  }
  const { library } = JSON.parse(
    readFileSync(path.join(root, 'node_modules/.cache/topicguard/metafile.json'), 'utf8'),
  ) as { library: Metafile };

  /** Packages in the entry and in everything that it imports at once. */
  function packagesOf(entry: string): Set<string> {
    const packages = new Set<string>();
    const seen = new Set<string>();
    const waiting = [entry];
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      const output = library.outputs[file];
      if (!output || seen.has(file)) continue;
      seen.add(file);
      for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
        const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1];
        if (name !== undefined && bytesInOutput > 0) packages.add(name);
      }
      for (const { path: next, kind } of output.imports) if (kind === 'import-statement') waiting.push(next);
    }
    return packages;
  }

  it.each(['dist/index.js', 'dist/topics.js', 'dist/lint.js'])('%s brings no package before it is needed', (entry) => {
    expect(library.outputs[entry]).toBeDefined();
    expect([...packagesOf(entry)]).toEqual([]);
  });

  it('brings the licence of everything that is inside', () => {
    const notices = readFileSync(path.join(root, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of ['chevrotain', 'commander', 'jsonc-parser', 'js-yaml'])
      expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
  });
});

describe('the files of the project', () => {
  it('speak of no machine and no registry', () => {
    const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
    const telling = files.filter((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      return (
        /registry\.(?!example\.)[a-z]+\.(?:org|com)|\/home\/[a-z]+\/|(?<!properties)\/root\/|\/work\/(?:main|shared)/.test(
          text,
        ) && !file.endsWith('package.test.ts')
      );
    });
    expect(telling).toEqual([]);
  });

  it('name no platform in the rooms that decide', () => {
    const files = execFileSync('git', ['ls-files', '-z', 'src/topics', 'src/engine', 'src/policy'], {
      cwd: root,
      encoding: 'utf8',
    })
      .split('\0')
      .filter(Boolean);
    const naming = files.filter(
      (file) => !file.includes('/generated/') && /onenet|heclouds/i.test(readFileSync(path.join(root, file), 'utf8')),
    );
    expect(files.length).toBeGreaterThan(20);
    expect(naming).toEqual([]);
  });
});

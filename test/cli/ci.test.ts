import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { blocksOf, readPage } from './page.js';
import { command, device, folderWith, root, topicguard } from './run.js';

const blocks = (language: string): string[] =>
  blocksOf(readPage('docs/ci.md')).flatMap((block) => (block.language === language ? [block.body] : []));

/** A project as the page has it in mind, with `topicguard` on the path. */
function project(): { readonly cwd: string; readonly env: NodeJS.ProcessEnv } {
  const cwd = folderWith({ 'devices/clean.json': device({ keepalive: 60 }), 'scripts/a.mqtt': 'publish a\n' });
  mkdirSync(path.join(cwd, 'bin'));
  symlinkSync(command, path.join(cwd, 'bin/topicguard'));
  return {
    cwd,
    env: { ...process.env, PATH: `${cwd}/bin:${process.env.PATH}`, GITHUB_WORKSPACE: '', CI_PROJECT_DIR: '' },
  };
}

// Without --norc bash reads the machine's own settings where it takes the pipe of Node for a remote shell.
describe('docs/ci.md', () => {
  it.each(blocks('sh'))('has a snippet that runs: %s', (snippet) => {
    const { status, stderr } = spawnSync('bash', ['--norc', '-euc', snippet], { ...project(), encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  it.each(blocks('sh').filter((snippet) => snippet.includes(' devices')))(
    'and that fails on an error: %s',
    (snippet) => {
      const { cwd, env } = project();
      writeFileSync(path.join(cwd, 'devices/bad.json'), device({ keepalive: 5 }));
      const { status } = spawnSync('bash', ['--norc', '-euc', snippet.replace('clean.json -', 'bad.json -')], {
        cwd,
        env,
      });
      expect(status).toBe(snippet.includes('stdin') ? 0 : 1);
    },
  );

  it('has YAML that is YAML, with inputs that the action knows and a hook that there is', () => {
    const [github, gitlab, preCommit] = blocks('yaml').map((block) => parse(block)) as [
      { jobs: { topicguard: { steps: { uses: string; with?: object }[] } } },
      { topicguard: { script: string[] } },
      { repos: { hooks: { id: string }[] }[] },
    ];
    const own = github.jobs.topicguard.steps.find(({ uses }) => uses.startsWith('OWNER/'));
    for (const input of Object.keys(own?.with ?? {})) expect(action.inputs).toHaveProperty([input]);
    const hooks = parse(readFileSync(path.join(root, '.pre-commit-hooks.yaml'), 'utf8')) as { id: string }[];
    expect(hooks.map(({ id }) => id)).toContain(preCommit.repos[0]?.hooks[0]?.id);
    const script = gitlab.topicguard.script.join('\n').replace('npx ', '');
    const { status } = spawnSync('bash', ['--norc', '-euc', script], project());
    expect(status).toBe(0);
  });

  it('names every format', async () => {
    const { stdout } = await topicguard(['help', 'lint']);
    for (const [, format] of readPage('docs/ci.md').matchAll(/^\| `(\w+)` \|/gm)) expect(stdout).toContain(format);
  });
});

interface Action {
  readonly inputs: Record<string, { default: string }>;
  readonly runs: { steps: { name: string; run: string; env?: Record<string, string> }[] };
}
let action: Action;
beforeAll(() => {
  action = parse(readFileSync(path.join(root, 'action.yml'), 'utf8')) as Action;
});

/** Runs the lint step as a composite action would. */
function runAction(cwd: string, inputs: Readonly<Record<string, string>>) {
  const step = action.runs.steps.find(({ name }) => name === 'Lint');
  const values = Object.entries(step?.env ?? {}).map(([name, value]) => [
    name,
    value
      .replace(/\$\{\{ github\.action_path \}\}/g, root)
      .replace(
        /\$\{\{ inputs\.([a-z-]+) \}\}/g,
        (_, input: string) => inputs[input] ?? action.inputs[input]?.default ?? '',
      ),
  ]);
  return spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? 'exit 9'], {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, GITHUB_WORKSPACE: cwd, ...Object.fromEntries(values) },
  });
}

describe('action.yml', () => {
  it('annotates, and writes SARIF', () => {
    const cwd = folderWith({
      'a.json': device({ keepalive: 5 }),
      'sub/b c.mqtt': 'publish a/+\n',
      'other.json': device({ keepalive: 6 }),
    });
    const run = runAction(cwd, { paths: 'a.json\nsub/*.mqtt\n', 'sarif-file': 'out.sarif' });
    expect(run.status).toBe(1);
    expect(run.stdout).toContain('::error file=a.json,line=6,');
    expect(run.stdout).toContain('::error file=sub/b c.mqtt,line=1,');
    expect(run.stdout).not.toContain('other.json');
    expect(JSON.parse(readFileSync(path.join(cwd, 'out.sarif'), 'utf8'))).toMatchObject({ version: '2.1.0' });
  });

  it('runs no input as a command', () => {
    const cwd = folderWith({ 'a.json': device({ keepalive: 60 }) });
    const run = runAction(cwd, { paths: '$(touch made) `touch made`\n--fix', policy: '"; touch made; "' });
    expect(run.status).toBe(2);
    expect(spawnSync('ls', [cwd], { encoding: 'utf8' }).stdout).toBe('a.json\n');
    expect(runAction(cwd, {}).status).toBe(0);
  });
});

function hasShell(shell: string): boolean {
  return spawnSync('sh', ['-c', `command -v ${shell}`]).status === 0;
}

describe('.npmrc', () => {
  it('lets npm pack print the name of the package and nothing else, which pre-commit reads', () => {
    const manifest = { name: 'noisy', version: '1.0.0', scripts: { prepare: 'echo noise' } };
    const cwd = folderWith({
      'package.json': JSON.stringify(manifest),
      '.npmrc': readFileSync(path.join(root, '.npmrc'), 'utf8'),
    });
    const { stdout } = spawnSync('npm', ['pack'], { cwd, encoding: 'utf8' });
    expect(stdout).toBe('noisy-1.0.0.tgz\n');
  });
});

describe('completion', () => {
  const complete = async (words: readonly string[]): Promise<string[]> => {
    const { stdout: script } = await topicguard(['completion', 'bash']);
    const line = words.map((word) => `'${word}'`).join(' ');
    const program = `${script}\nCOMP_WORDS=(topicguard ${line}); COMP_CWORD=${words.length}; _topicguard; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return spawnSync('bash', ['--norc', '-c', program], { encoding: 'utf8' }).stdout.trim().split('\n');
  };

  it('completes commands and options in bash', async () => {
    expect(await complete(['li'])).toEqual(['lint']);
    expect(await complete(['lint', '--max'])).toEqual(['--max-warnings']);
    expect(await complete(['lint', 'devices', '--outp'])).toEqual(['--output-file']);
    expect(await complete(['check', 'con'])).toEqual(['connect']);
    expect(await complete(['check', 'connect', '--will-q'])).toEqual(['--will-qos']);
  });

  it('completes values of options in bash', async () => {
    expect(await complete(['lint', '--format', 's'])).toEqual(['sarif']);
    expect(await complete(['lint', '--format', '='])).toContain('gitlab');
    expect(await complete(['lint', '--severity', '=', 'w'])).toEqual(['warning']);
    expect(await complete(['check', 'connect', '--policy', 'th'])).toEqual(['thingsboard']);
    // The shell offers files where the command knows no word.
    expect(await complete(['lint', '--output-file', ''])).toEqual(['']);
    expect(await complete(['lint', '--format', 'json', '--qui'])).toEqual(['--quiet']);
  });

  it('completes in bash what help explains', async () => {
    expect(await complete(['help', 'exp'])).toEqual(['explain']);
  });

  it.runIf(hasShell('zsh'))('completes in zsh, from the first time on', async () => {
    const { stdout: script } = await topicguard(['completion', 'zsh']);
    const cwd = folderWith({ 'functions/_topicguard': script });
    // What zsh's completion would give, printed instead: the function runs as it is.
    const stand = 'compdef() { : }; compadd() { shift; print -l -- "$@" }; _files() { print FILES };';
    const load = ['source functions/_topicguard;', 'fpath=($PWD/functions); autoload -U _topicguard;'];
    const completed = (how: string | undefined, words: readonly string[]): string[] => {
      const line = `words=(topicguard ${words.join(' ')} ""); CURRENT=${words.length + 2}; _topicguard`;
      const run = spawnSync('zsh', ['-f', '-c', `${stand} ${how} ${line}`], { cwd, encoding: 'utf8' });
      return [...run.stdout.trim().split('\n'), ...(run.stderr === '' ? [] : [run.stderr])];
    };
    for (const how of load) {
      expect(completed(how, [])).toEqual(expect.arrayContaining(['lint', 'check', 'help', 'FILES']));
      expect(completed(how, ['lint', 'devices'])).toEqual(
        expect.arrayContaining(['--cache', '--output-file', 'FILES']),
      );
      expect(completed(how, ['lint', '--severity'])).toEqual(['hint', 'warning', 'error']);
      expect(completed(how, ['lint', '--policy'])).toEqual(expect.arrayContaining(['onenet', 'FILES']));
      expect(completed(how, ['lint', '--output-file'])).toEqual(['FILES']);
      expect(completed(how, ['check'])).toContain('connect');
      expect(completed(how, ['check', 'connect'])).toContain('--will-qos');
      expect(completed(how, ['help'])).toContain('explain');
    }
  });

  it.runIf(hasShell('fish'))('completes in fish', async () => {
    const { stdout: script } = await topicguard(['completion', 'fish']);
    const cwd = folderWith({ 'topicguard.fish': script, 'check/x.json': '{}' });
    const completed = (line: string): string[] => {
      const program = `source topicguard.fish; complete -C '${line}'`;
      const run = spawnSync('fish', ['--no-config', '-c', program], { cwd, encoding: 'utf8' });
      return [
        ...run.stdout
          .trim()
          .split('\n')
          .map((one) => one.split('\t')[0] as string),
        ...(run.stderr === '' ? [] : [run.stderr]),
      ];
    };
    expect(completed('topicguard li')).toEqual(['lint']);
    expect(completed('topicguard lint --cache')).toEqual(['--cache', '--cache-location']);
    expect(completed('topicguard lint --format s')).toEqual(['sarif']);
    expect(completed('topicguard lint --severity=w')).toEqual(['--severity=warning']);
    expect(completed('topicguard lint --policy ch')).toEqual(['check/']);
    expect(completed('topicguard lint --policy th')).toEqual(['thingsboard']);
    expect(completed('topicguard lint check --will')).toEqual(['']);
    expect(completed('topicguard lint ch')).toEqual(['check/']);
    expect(completed('topicguard check con')).toEqual(['connect']);
    expect(completed('topicguard check connect --will-q')).toEqual(['--will-qos']);
    expect(completed('topicguard check connect con')).toEqual(['']);
    expect(completed('topicguard help exp')).toEqual(['explain']);
    expect(completed('topicguard --ver')).toEqual(['--version']);
  });

  it.each(['bash', 'zsh', 'fish'])('knows every command in %s', async (shell) => {
    const { code, stdout } = await topicguard(['completion', shell]);
    expect(code).toBe(0);
    const help = (await topicguard(['--help'])).stdout.split('Commands:')[1] ?? '';
    for (const [, name] of help.matchAll(/^ {2}([a-z]+) /gm)) expect(stdout).toContain(name);
    expect(stdout).toContain('max-warnings');
    // From a file, because fish reads no script from the kind of pipe that Node makes.
    const cwd = folderWith({ script: stdout });
    if (hasShell(shell)) expect(spawnSync(shell, ['-n', 'script'], { cwd }).status).toBe(0);
  });

  it('knows no other shell', async () => {
    expect((await topicguard(['completion', 'tcsh'])).code).toBe(2);
  });
});

describe('what a run is not held up by', () => {
  it('a pipe that nobody writes to', async () => {
    const cwd = folderWith({ 'd/a.json': device({ keepalive: 60 }) });
    spawnSync('mkfifo', ['pipe.json', 'd/pipe.json'], { cwd });
    expect((await topicguard(['lint', 'd'], { cwd })).code).toBe(0);
    const named = await topicguard(['lint', 'pipe.json'], { cwd });
    expect([named.code, named.stderr]).toEqual([
      2,
      'topicguard: pipe.json cannot be read: it is a pipe, a socket or a device, not a file.\n',
    ]);
    expect((await topicguard(['decide', '--policy', 'pipe.json'], { cwd })).code).toBe(2);
  });

  it('links in circles, folders with the names of files, names with line ends', async () => {
    const cwd = folderWith({ 'x.json/a.json': device({ keepalive: 60 }) });
    symlinkSync('.', path.join(cwd, 'loop'));
    symlinkSync('self.json', path.join(cwd, 'self.json'));
    expect((await topicguard(['lint'], { cwd })).stdout).toContain('1 file');
    expect((await topicguard(['lint', 'self.json'], { cwd })).stderr).toContain('the links go round in a circle');
    expect((await topicguard(['lint', 'a\nb\u001b.json'], { cwd })).stderr).toBe(
      'topicguard: a␊b␛.json cannot be read: there is no such file or directory.\n',
    );
  });

  it('a policy with twenty mistakes shows each with its line', async () => {
    const policy = `policy p\n\ntopics\n${Array.from({ length: 20 }, (_, at) => `  publsh a${at}\n`).join('')}`;
    const cwd = folderWith({ 'p.mqttpolicy': policy });
    const { code, stderr } = await topicguard(['lint', '--policy', 'p.mqttpolicy', '.'], { cwd });
    expect(code).toBe(2);
    for (let at = 0; at < 20; at++) {
      expect(stderr).toContain(`p.mqttpolicy:${at + 4}:3: `);
      expect(stderr).toContain(`│   publsh a${at}\n`);
    }
  });
});

describe('--severity', () => {
  it('leaves out what is below', async () => {
    const cwd = folderWith({
      'a.mqtt':
        'policy onenet\nconnect client-id=m username=1\nsubscribe $sys/1/m/dp/post/json\nsubscribe $sys/1/m/cmd/request/+ qos=1\nsubscribe #\n',
    });
    const seen = async (least: string): Promise<string[]> => {
      const { stdout } = await topicguard(['lint', '--format', 'compact', '--severity', least], { cwd });
      return [...new Set([...stdout.matchAll(/^[^:]*:\d+:\d+: (\w+)/gm)].map((match) => match[1] as string))].sort();
    };
    expect(await seen('hint')).toEqual(['error', 'hint', 'warning']);
    expect(await seen('warning')).toEqual(['error', 'warning']);
    expect(await seen('error')).toEqual(['error']);
    expect((await topicguard(['lint', '--severity', 'x'], { cwd })).code).toBe(2);
  });
});

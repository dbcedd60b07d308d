/** What the editor shows is what the command says: for every example and fixture that there is, pulled and pushed. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Diagnostic } from 'vscode-languageserver';
import type { Finding } from '../../src/lint/index.js';
import { decode } from '../../src/readers/decode.js';
import { formatOf } from '../../src/readers/index.js';
import { rules } from '../../src/rules/index.js';
import { writeProject } from '../cli/project.js';
import { folderWith, root, topicguard } from '../cli/run.js';
import { Client } from './client.js';

const severities = { error: 1, warning: 2, hint: 4 } as const;

type Found = Finding & { readonly file: string };

interface Line {
  readonly rule: unknown;
  readonly severity: unknown;
  readonly message: unknown;
  readonly place: readonly number[];
}

/** By file, in order. */
type Lines = Readonly<Record<string, readonly Line[]>>;

function linesOfCommand(stdout: string): Lines {
  const lines: Record<string, Line[]> = {};
  for (const finding of (JSON.parse(stdout) as { findings: Found[] }).findings) {
    const { file, rule, severity, message, help, consequence, line, column, endLine, endColumn } = finding;
    const more = [help, consequence?.text].filter((part) => part !== undefined);
    const place = [line, column, endLine, endColumn];
    const own = { rule, severity: severities[severity], message: [message, ...more].join('\n'), place };
    lines[file] = [...(lines[file] ?? []), own];
  }
  return lines;
}

function linesOfServer(diagnostics: readonly Diagnostic[]): Line[] {
  return diagnostics.map(({ code, severity, message, range: { start, end } }) => ({
    rule: code,
    severity,
    message,
    place: [start.line + 1, start.character + 1, end.line + 1, end.character + 1],
  }));
}

/** Everything that the project has to show, as one folder that an editor would open. */
function wholeFolder(): string {
  const folder = folderWith({
    'known/topicguard.json': '{"root": true, "baseline": "topicguard-baseline.json"}',
    'known/meter.yaml': 'mqtt: { host: mqtts.heclouds.com, client_id: meter-7, keepalive: 5 }\n',
    'quiet/topicguard.yaml':
      'root: true\nignore: [old/]\nrules: { connect/keep-alive: hint, topic/foreign: "off" }\nexceptions:\n  - { files: b.json, rules: [connect/plaintext-secret], at: mqtt.password }\n',
    'quiet/old/a.json': '{"mqtt": {"host": "mqtts.heclouds.com", "keepalive": 5}}',
    'quiet/a.json': '{"mqtt": {"host": "mqtts.heclouds.com", "client_id": "a", "keepalive": 5}}',
    'quiet/b.json': '{"mqtt": {"host": "mqtts.heclouds.com", "client_id": "a", "password": "x", "keepalive": 5}}',
    'left-out/a.json': '{"mqtt": {"host": "mqtts.heclouds.com", "keepalive": 5}}',
    '.topicguardignore': 'left-out/\n',
  });
  for (const [from, to] of [
    ['examples', 'examples'],
    ['test/readers/fixtures', 'readers'],
    ['test/cli/fixtures/formats', 'formats'],
    ['test/sessions', 'sessions'],
  ] as const) {
    if (existsSync(path.join(root, from))) cpSync(path.join(root, from), path.join(folder, to), { recursive: true });
  }
  for (const rule of rules) {
    for (const [at, { path: name, text, policy, encoding }] of rule.examples.entries()) {
      const own = path.join(folder, 'rules', rule.id, String(at));
      mkdirSync(path.dirname(path.join(own, name)), { recursive: true });
      writeFileSync(path.join(own, name), text, encoding ?? 'utf8');
      const isText = policy?.includes('\n');
      if (isText) writeFileSync(path.join(own, 'own.mqttpolicy'), policy as string);
      const config = policy === undefined ? {} : { policy: isText ? 'own.mqttpolicy' : policy };
      writeFileSync(path.join(own, 'topicguard.json'), JSON.stringify({ root: true, ...config }));
    }
  }
  writeProject(path.join(folder, 'project'), 150, 7);
  return folder;
}

describe('the findings of the server', () => {
  it('are those of the command, for the whole folder and for each document', { timeout: 240_000 }, async () => {
    const folder = wholeFolder();
    await topicguard(['lint', 'known', '--write-baseline', '--config', 'known/topicguard.json'], { cwd: folder });
    const run = await topicguard(['lint', '--format', 'json'], { cwd: folder });
    expect(run.stderr).not.toContain('bug');
    const command = linesOfCommand(run.stdout);
    const { summary } = JSON.parse(run.stdout) as { summary: { files: number } };
    expect(Object.values(command).flat().length).toBeGreaterThan(200);

    const pulling = new Client(folder);
    await pulling.start(folder, { textDocument: { diagnostic: {} } });
    const { items } = (await pulling.request('workspace/diagnostic', { previousResultIds: [] })) as {
      items: { uri: string; items: Diagnostic[] }[];
    };
    const pulled = items.map(({ uri, items: own }) => [nameOf(folder, uri), linesOfServer(own)] as const);
    const files = filesOf(folder);
    expect(files).toEqual(expect.arrayContaining([...exampleFiles(), ...Object.keys(command)]));
    expect(files.length).toBeGreaterThan(summary.files);
    expect(Object.fromEntries(pulled.filter(([, lines]) => lines.length > 0))).toEqual(command);

    const pushing = new Client(folder);
    await pushing.start(folder);
    const last = new Map<string, readonly Line[]>();
    for (const name of files) {
      const uri = pathToFileURL(path.join(folder, name)).href;
      pushing.open(
        uri,
        decode(readFileSync(path.join(folder, name))).text,
        formatOf(name) === 'yaml' ? 'yaml' : 'json',
      );
    }
    const same = (): boolean => {
      const published = new Map(pushing.published().map(({ uri, diagnostics }) => [nameOf(folder, uri), diagnostics]));
      for (const [name, diagnostics] of published) last.set(name, linesOfServer(diagnostics));
      return last.size === files.length && JSON.stringify(sorted(shown(last))) === JSON.stringify(sorted(command));
    };
    // What one file says about another comes when all are known.
    await pushing.waitFor(same).catch(() => {});
    expect(files.filter((name) => !last.has(name))).toEqual([]);
    expect(shown(last)).toEqual(command);
  });
});

/** Everything that an editor could open there; what a configuration or `.topicguardignore` leaves out is clean in both. */
function filesOf(folder: string): string[] {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll(path.sep, '/'));
  return all.filter((name) => formatOf(name) !== undefined && !/baseline|^left-out/.test(name));
}

function exampleFiles(): string[] {
  const all = readdirSync(path.join(root, 'examples'), { recursive: true, encoding: 'utf8' });
  const readable = all.filter((name) => formatOf(name) !== undefined && !/topicguard/.test(path.basename(name)));
  return readable.map((name) => `examples/${name.replaceAll(path.sep, '/')}`);
}

function nameOf(folder: string, uri: string): string {
  return path.relative(folder, fileURLToPath(uri)).replaceAll(path.sep, '/');
}

function shown(lines: ReadonlyMap<string, readonly Line[]>): Lines {
  return Object.fromEntries([...lines].filter(([, own]) => own.length > 0));
}

function sorted(lines: Lines): [string, readonly Line[]][] {
  return Object.entries(lines).sort(([a], [b]) => (a < b ? -1 : 1));
}

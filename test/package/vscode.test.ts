import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const packed = path.join(root, 'node_modules/.cache/topicguard/vscode');
const folder = mkdtempSync(path.join(os.tmpdir(), 'topicguard-vsix-'));

describe('the extension for VS Code, packed', () => {
  let vsix: string;

  beforeAll(() => {
    const file = path.join(folder, 'topicguard.vsix');
    execFileSync(process.execPath, [path.join(root, 'scripts/package-vscode.mjs'), file]);
    vsix = readFileSync(file, 'latin1');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([
    'extension/package.json',
    'extension/dist/extension.cjs',
    'extension/dist/client.cjs',
    'extension/dist/lsp/server.cjs',
    'extension/syntaxes/mqttpolicy.json',
    'extension/docs/rules/topic/foreign.md',
    'extension/policies/onenet.mqttpolicy',
    'extension/schema/config.schema.json',
    'extension/THIRD-PARTY-NOTICES.txt',
    'extension/LICENSE.txt',
  ])('holds %s', (name) => {
    expect(vsix).toContain(name);
  });

  it('holds nothing of the sources', () => {
    expect(vsix).not.toMatch(/extension\/(?:src|node_modules)\//);
  });

  it('has the server as the command runs it, and the version of the package', () => {
    const server = readFileSync(path.join(packed, 'dist/lsp/server.cjs'));
    expect(server.equals(readFileSync(path.join(root, 'dist/lsp/server.cjs')))).toBe(true);
    const version = (file: string) => JSON.parse(readFileSync(file, 'utf8')).version;
    expect(version(path.join(packed, 'package.json'))).toBe(version(path.join(root, 'package.json')));
  });

  it('loads little before there is something to do', () => {
    expect(readFileSync(path.join(packed, 'dist/extension.cjs')).length).toBeLessThan(10_000);
  });

  it('has the licences of what is inside', () => {
    const notices = readFileSync(path.join(packed, 'THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of ['vscode-languageclient', 'vscode-languageserver', 'chevrotain', 'semver'])
      expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
  });
});

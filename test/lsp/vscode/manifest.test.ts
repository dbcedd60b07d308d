/** What the extension says of itself, against what it does. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSessionScript } from '../../../grammar/session/parse.js';
import { languages, ownLanguages } from '../../../lsp/languages.js';
import { parsePolicy } from '../../../src/policy/index.js';

const extension = path.resolve(import.meta.dirname, '../../../lsp/vscode');
const json = (file: string) => JSON.parse(readFileSync(path.join(extension, file), 'utf8'));
const manifest = json('package.json');
const { contributes, activationEvents, capabilities } = manifest;

describe('the manifest', () => {
  it('wakes the extension for every language that there is something to say about', () => {
    // Those that it brings itself wake it without being listed.
    const own = contributes.languages.map(({ id }: { id: string }) => id);
    expect(own.sort()).toEqual([...ownLanguages].sort());
    const listed = activationEvents.filter((event: string) => event.startsWith('onLanguage:'));
    const others = Object.keys(languages).filter((language) => !ownLanguages.includes(language));
    expect(listed.sort()).toEqual(others.map((language) => `onLanguage:${language}`).sort());
  });

  it('searches no workspace to find out whether it is needed', () => {
    for (const event of activationEvents) expect(event).not.toMatch(/workspaceContains:.*\*|^\*|onStartupFinished/);
  });

  it('works in workspaces that nobody trusts, and has no setting that could name a program', () => {
    expect(capabilities.untrustedWorkspaces).toEqual({ supported: true });
    expect(Object.keys(contributes.configuration.properties)).toEqual([
      'topicguard.policy',
      'topicguard.config',
      'topicguard.trace.server',
    ]);
  });

  it('names files that are there', () => {
    const names = [...JSON.stringify(manifest).matchAll(/"(\.\/[^"]+|walkthrough\/[^"]+)"/g)].map(([, name]) => name);
    expect(names.length).toBeGreaterThan(10);
    const built = (name: string): boolean => name.startsWith('./dist/') || name.startsWith('./schema/');
    expect(names.filter((name) => !built(name as string) && !existsSync(path.join(extension, name as string)))).toEqual(
      [],
    );
  });

  it('has the commands that its walkthrough and its menus name', () => {
    const commands = contributes.commands.map(({ command }: { command: string }) => command);
    const named = JSON.stringify([contributes.menus, contributes.walkthroughs]).match(/topicguard\.[a-zA-Z]+/g) ?? [];
    const unknown = named.filter(
      (name) => !commands.includes(name) && name !== 'topicguard.json' && name !== 'topicguard.running',
    );
    expect(unknown).toEqual([]);
  });
});

describe('the snippets', () => {
  /** What is inserted if nothing is changed. */
  function plain(body: readonly string[]): string {
    const last = /\$\{\d+:((?:[^{}$\\]|\\.)*)\}/g;
    let text = body.join('\n').replaceAll(/\$\{\d+\|([^,|]*)[^}]*\}/g, '$1');
    for (let before = ''; before !== text; ) {
      before = text;
      text = text.replaceAll(last, '$1');
    }
    return text
      .replaceAll(/\$\{\d+:(.*?)\}(?=\s|$)/gm, '$1')
      .replaceAll('$0', '')
      .replaceAll('\\$', '$');
  }

  const snippets = (language: string): [string, string][] =>
    Object.entries(json(`snippets/${language}.json`) as Record<string, { body: string[] }>).map(([name, { body }]) => [
      name,
      plain(body),
    ]);

  it.each(snippets('mqtt'))('%s is a script', (_, text) => {
    expect(parseSessionScript(text).problems).toEqual([]);
  });

  it('Policy is a whole policy, and the others are sections of one', () => {
    const texts = new Map(snippets('mqttpolicy'));
    const whole = texts.get('Policy') as string;
    expect(parsePolicy(whole).problems).toEqual([]);
    expect(parsePolicy(`${whole}${texts.get('Topics')?.replace('plant/', 'other/')}`).problems).toEqual([]);
    expect(parsePolicy(`${whole}${texts.get('Every publish')}`).problems).toEqual([]);
    const page = whole.slice(0, whole.indexOf('assert'));
    expect(parsePolicy(`${page}${texts.get('Assertions')}`).problems).toEqual([]);
  });
});

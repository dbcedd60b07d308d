import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');

/** Rooms from the top of the house down; each imports only from those above it. */
const rooms = [
  'src/text',
  'src/topics',
  'grammar',
  'src/policy',
  'src/engine',
  'src/sessions',
  'src/readers',
  'src/rules',
  'src/lint',
  'src/brokers',
  'src/replay',
  'src',
  'lsp',
  'cli',
];

const files = ['src', 'grammar', 'lsp', 'cli'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => path.posix.join(folder, file.replaceAll(path.sep, '/'))),
);

function roomOf(file: string): number {
  const inRoom = rooms.findIndex((room) => room !== 'src' && file.startsWith(`${room}/`));
  return inRoom >= 0 ? inRoom : rooms.indexOf('src');
}

describe('the house', () => {
  it.each(files)('%s imports only from rooms above', (file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    for (const [, target] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
      const imported = path.posix.join(path.posix.dirname(file), target as string);
      expect(roomOf(imported), `${file} imports ${imported}`).toBeLessThanOrEqual(roomOf(file));
    }
  });

  it.each(files.filter((file) => /^src\/(topics|policy|engine)\//.test(file) && !file.includes('/generated/')))(
    '%s knows no platform',
    (file) => {
      expect(readFileSync(path.join(root, file), 'utf8').toLowerCase()).not.toContain('onenet');
    },
  );

  it('asks the engine for brokers, and nothing further down', () => {
    const imported = files
      .filter((file) => file.startsWith('src/brokers/'))
      .flatMap((file) =>
        [...readFileSync(path.join(root, file), 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(
          ([, target]) => path.posix.join(path.posix.dirname(file), target as string),
        ),
      );
    expect(
      imported.filter((file) => !/^(src\/(brokers|engine|policy|topics|text)\/|grammar\/packet-names\.js$)/.test(file)),
    ).toEqual([]);
  });

  it('starts the language server from one place only', () => {
    const importing = files.filter(
      (file) => file.startsWith('cli/') && /['/]lsp\/[\w-]+\.js'/.test(readFileSync(path.join(root, file), 'utf8')),
    );
    expect(importing.filter((file) => file !== 'cli/commands.ts')).toEqual(['cli/commands/lsp.ts']);
  });

  it('keeps its files small', () => {
    const large = files.filter(
      (file) => !file.includes('/generated/') && readFileSync(path.join(root, file), 'utf8').split('\n').length > 500,
    );
    expect(large).toEqual([]);
  });
});

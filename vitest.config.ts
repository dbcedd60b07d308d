import { defineConfig } from 'vitest/config';

/**
 * `unit` needs no build; `built` runs what the build made, from outside; `fuzz` takes minutes; `brokers` runs brokers that
 * test/brokers/install.sh installs, `editors` editors that test/editors/install.sh installs; what is not there is skipped.
 * `npm run check` runs the first, `npm test` all of them.
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [
            '**/*.broker.test.ts',
            '**/*.editor.test.ts',
            'test/cli/**',
            'test/package/**',
            'test/fuzz/**',
            'test/lsp/**/*stdio.test.ts',
          ],
          testTimeout: 60_000,
        },
      },
      { test: { name: 'fuzz', include: ['test/fuzz/**/*.test.ts'], testTimeout: 600_000 } },
      {
        test: {
          name: 'brokers',
          include: ['test/brokers/**/*.broker.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'editors',
          include: ['test/editors/**/*.editor.test.ts'],
          // One at a time and after all others: an editor and a browser want the machine for themselves.
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 240_000,
          hookTimeout: 360_000,
        },
      },
      {
        test: {
          name: 'built',
          include: ['test/cli/**/*.test.ts', 'test/package/**/*.test.ts', 'test/lsp/**/*stdio.test.ts'],
          testTimeout: 60_000,
        },
      },
    ],
  },
});

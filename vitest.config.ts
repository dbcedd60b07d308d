import { defineConfig } from 'vitest/config';

/** `unit` needs no build; `built` runs what the build made, from outside. `npm run check` runs the first, `npm test` both. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/cli/**', 'test/package/**'],
          testTimeout: 60_000,
        },
      },
      { test: { name: 'built', include: ['test/cli/**/*.test.ts', 'test/package/**/*.test.ts'], testTimeout: 60_000 } },
    ],
  },
});

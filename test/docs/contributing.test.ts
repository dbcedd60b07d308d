import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseSessionScript } from '../../grammar/session/index.js';
import { createGuard } from '../../src/engine/index.js';
import type { Policy } from '../../src/policy/model.js';
import { parsePolicy } from '../../src/policy/parse.js';
import { runScript } from '../../src/sessions/run.js';

const page = readFileSync('docs/contributing.md', 'utf8');

/** The files that the diffs of the page make. */
const made = new Map(
  page
    .split('--- /dev/null\n')
    .slice(1)
    .map((part) => {
      const [head, ...lines] = part.split('\n');
      const end = lines.findIndex((line) => !line.startsWith('+'));
      return [
        (head as string).slice('+++ b/'.length),
        `${lines
          .slice(0, end)
          .map((line) => line.slice(1))
          .join('\n')}\n`,
      ];
    }),
);

it.each(['src/rules/subscribe/broad.ts', 'policies/thingsboard.mqttpolicy', 'test/sessions/thingsboard.mqtt'])(
  'shows %s as it is',
  (file) => {
    expect(made.get(file)).toBe(readFileSync(file, 'utf8'));
  },
);

it('shows a platform that does what its script says', () => {
  const { policy, problems } = parsePolicy(made.get('policies/thingsboard.mqttpolicy') as string);
  expect(problems).toEqual([]);
  const { script, problems: faults } = parseSessionScript(made.get('test/sessions/thingsboard.mqtt') as string);
  expect(faults).toEqual([]);
  const results = runScript(createGuard(policy as Policy), script);
  expect(results.length).toBeGreaterThanOrEqual(40);
  expect(results.flatMap(({ unmet }) => unmet)).toEqual([]);
});

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSessionScript } from '../../grammar/session/index.js';
import { createGuard } from '../../src/engine/index.js';
import { firstRoles } from '../../src/lint/guards.js';
import { loadPolicy } from '../../src/load.js';
import type { Policy } from '../../src/policy/model.js';
import { describe as describeAnswer, runScript } from '../../src/sessions/run.js';

const folder = path.resolve(import.meta.dirname);

const files = readdirSync(folder).filter((file) => file.endsWith('.mqtt'));

/** By script: the built-in policy that it names, or a file, seen from here. */
const policies = new Map<string, Policy>();
for (const file of files) {
  const named = parseSessionScript(readFileSync(path.join(folder, file), 'utf8')).script.policy?.value ?? '';
  policies.set(file, await loadPolicy(named.includes('/') ? path.join(folder, named) : named));
}

/** The scripts are test vectors: every line that says what it expects must get it. */
describe.each(files)('%s', (file) => {
  const text = readFileSync(path.join(folder, file), 'utf8');
  const { script, problems } = parseSessionScript(text);

  it('parses', () => {
    expect(problems).toEqual([]);
  });

  const policy = policies.get(file) as Policy;
  const usual = firstRoles(policy);
  const own = script.roles.map(({ value }) => value);
  const guard = createGuard(policy, usual.length === 0 ? {} : { roles: own.length > 0 ? own : usual });
  it.each(runScript(guard, script).filter(({ statement }) => statement.expectation))(
    'line $statement.line',
    ({ unmet, answers }) => {
      expect(unmet, answers.map(describeAnswer).join('; ')).toEqual([]);
    },
  );
});

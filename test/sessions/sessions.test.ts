import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseSessionScript } from '../../grammar/session/index.js';
import { createGuard } from '../../src/engine/index.js';
import { firstRole } from '../../src/lint/guards.js';
import { builtinPolicy } from '../../src/policy/builtins.js';
import type { Policy } from '../../src/policy/model.js';
import { describe as describeAnswer, runScript } from '../../src/sessions/run.js';

const folder = path.resolve(import.meta.dirname);

/** The scripts are test vectors: every line that says what it expects must get it. */
describe.each(readdirSync(folder).filter((file) => file.endsWith('.mqtt')))('%s', (file) => {
  const text = readFileSync(path.join(folder, file), 'utf8');
  const { script, problems } = parseSessionScript(text);

  it('parses', () => {
    expect(problems).toEqual([]);
  });

  const policy = builtinPolicy(script.policy?.value ?? '') as Policy;
  const usual = firstRole(policy);
  const own = script.roles.map(({ value }) => value);
  const guard = createGuard(policy, usual === undefined ? {} : { roles: own.length > 0 ? own : [usual] });
  it.each(runScript(guard, script).filter(({ statement }) => statement.expectation))(
    'line $statement.line',
    ({ unmet, answers }) => {
      expect(unmet, answers.map(describeAnswer).join('; ')).toEqual([]);
    },
  );
});

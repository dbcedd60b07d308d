import { describe, expect, it } from 'vitest';
import { type FileConfig, lintText } from '../../src/lint/index.js';
import type { Policy } from '../../src/policy/model.js';
import { parsePolicy } from '../../src/policy/parse.js';

const page = `policy ours
roles
  meter   "A meter"
  reader  "Reads"
topics for meter
  publish    plant/state
topics for reader
  subscribe  plant/state
`;
const loadPolicy = (): Policy => parsePolicy(page).policy as Policy;
const forMeters: FileConfig = {
  identity: {},
  rules: new Map(),
  exceptions: [],
  ignored: false,
  sources: [],
  roles: ['meter'],
};

async function lint(text: string, config?: FileConfig) {
  const path = 'a.mqtt';
  const { findings, policies } = await lintText(text, { path, policy: 'ours', loadPolicy, ...(config && { config }) });
  return {
    findings: findings.map(({ line, column, severity, rule }) => `${line}:${column} ${severity} ${rule}`),
    why: policies.map(({ why }) => why),
  };
}

describe('the role of a client', () => {
  it.each([
    ['publish plant/state', 'nobody says its role, so it is taken for a meter', []],
    ['subscribe plant/state', 'nobody says its role, and its topics are those of a reader', ['1:11 hint lint/policy']],
  ])('is told by its topics where nobody says it: %s', async (text, why, findings) => {
    expect(await lint(text)).toEqual({ findings, why: [`it was asked for; ${why}`] });
  });

  it.each([
    ['subscribe plant/state', ['1:11 error topic/direction']],
    ['role reader\nsubscribe plant/state', []],
    ['role reader\npublish plant/state', ['2:9 error topic/direction']],
  ])('is what the configuration says, and more so what the script says: %j', async (text, findings) => {
    expect(await lint(text, forMeters)).toEqual({ findings, why: ['it was asked for'] });
  });

  it('is a mistake where it stands, if the policy has no such role', async () => {
    expect(await lint('role writer\nsubscribe plant/state')).toEqual({ findings: ['1:6 error lint/policy'], why: [] });
  });

  it('may be another for each client of a file', async () => {
    const { why } = await lint('connect client-id=a\npublish plant/state\nconnect client-id=b\nsubscribe plant/state');
    expect(why).toEqual([
      'it was asked for; nobody says its role, so it is taken for a meter',
      'it was asked for; nobody says its role, and its topics are those of a reader',
    ]);
  });
});

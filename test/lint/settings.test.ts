import { describe, expect, it } from 'vitest';
import { type FileConfig, lintText } from '../../src/lint/index.js';
import type { Policy } from '../../src/policy/model.js';
import { parsePolicy } from '../../src/policy/parse.js';

const page = `policy ours
settings
  {site}  [a-z]{1,16}  default plant
topics under {site}
  publish  state
`;
const loadPolicy = (): Policy => parsePolicy(page).policy as Policy;
const noConfig: FileConfig = { identity: {}, rules: new Map(), exceptions: [], ignored: false, sources: [] };

async function rulesFor(more: Pick<Parameters<typeof lintText>[1], 'settings' | 'config'>): Promise<string[]> {
  const { findings } = await lintText('publish plant/state', { path: 'a.mqtt', policy: 'ours', loadPolicy, ...more });
  return findings.map(({ rule }) => rule);
}

describe('settings of a policy', () => {
  it('count for each lint anew, the caller before the configuration before the default', async () => {
    expect(await rulesFor({})).toEqual([]);
    expect(await rulesFor({ settings: { site: 'port' } })).toEqual(['topic/unknown']);
    expect(await rulesFor({ config: { ...noConfig, settings: { site: 'port' } } })).toEqual(['topic/unknown']);
    expect(
      await rulesFor({ settings: { site: 'plant' }, config: { ...noConfig, settings: { site: 'port' } } }),
    ).toEqual([]);
    expect(await rulesFor({})).toEqual([]);
  });
});

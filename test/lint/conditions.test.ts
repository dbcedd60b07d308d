import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { lintText } from '../../src/lint/index.js';
import type { Policy } from '../../src/policy/model.js';
import { parsePolicy } from '../../src/policy/parse.js';

const { policy } = parsePolicy(readFileSync('examples/workshop.mqttpolicy', 'utf8'));

async function errorsOf(path: string, text: string): Promise<string[]> {
  const { findings } = await lintText(text, { path, policy: 'workshop', loadPolicy: () => policy as Policy });
  return findings.map(({ line, severity, rule }) => `${line} ${severity} ${rule}`);
}

it('judges requests by what a script says of the client', async () => {
  const script = (connect: string): string =>
    `connect client-id=s1 ${connect}
publish sensors/s1/temperature
publish private/anna/x
publish lamps/hall/set
`;
  expect(await errorsOf('a.mqtt', script('username=sensor address=192.168.4.7 tls=1'))).toEqual([
    '3 error topic/unknown',
    '4 error topic/unknown',
  ]);
  expect(await errorsOf('a.mqtt', script('username=sensor address=10.0.0.7'))).toEqual([
    '2 error topic/unknown',
    '3 error topic/unknown',
    '4 error topic/unknown',
  ]);
  expect(await errorsOf('a.mqtt', script('username=anna address=10.0.0.7'))).toEqual(['2 error topic/direction']);
  // Where the client comes from is not said, so it may be the right place.
  expect(await errorsOf('a.mqtt', script('username=sensor'))).toEqual([
    '3 error topic/unknown',
    '4 error topic/unknown',
  ]);
  expect(await errorsOf('a.mqtt', script(''))).toEqual([]);
});

it('judges requests by the user name of a configuration', async () => {
  const config = (user: string): string =>
    `mqtt:\n  host: localhost\n  client_id: c1\n${user}  publish: private/anna/x\n  subscribe: [lamps/+/state]\n`;
  expect(await errorsOf('a.yaml', config(''))).toEqual([]);
  expect(await errorsOf('a.yaml', config('  username: bert\n'))).toEqual([expect.stringMatching(/^5 error topic\//)]);
  expect(await errorsOf('a.yaml', config('  username: anna\n'))).toEqual([]);
});

import { describe, expect, it } from 'vitest';
import { folderWith, topicguard } from './run.js';

/** `line:column rule` of each finding, and how many clients there are. */
async function lint(yaml: string): Promise<{ found: string[]; clients: number }> {
  const cwd = folderWith({ 'a.yaml': yaml });
  const { stdout } = await topicguard(['lint', '--no-config', '--format', 'compact'], { cwd });
  const pretty = await topicguard(['lint', '--no-config'], { cwd });
  return {
    found: stdout.split('\n').flatMap((line) => /^a\.yaml:(\d+:\d+): .*\[(.*)\]$/.exec(line)?.slice(1).join(' ') ?? []),
    clients: Number(/(\d+) clients?/.exec(pretty.stdout)?.[1]),
  };
}

const broker = (id: string, indent: string, more = ''): string =>
  ['host: mqtts.heclouds.com', `client_id: ${id}`, 'username: "238322"', 'keepalive: 5', ...(more ? [more] : [])].join(
    `\n${indent}`,
  );

describe('a map of a list that another item merges', () => {
  it('is a client as the other is, and a mistake of both is told once, where it is written', async () => {
    const yaml = `mqtt:\n  brokers:\n    - &first\n      ${broker('m1', '      ', 'publish: $sys/238322/m1/dp/post/json')}\n    - <<: *first\n      client_id: m2\n`;
    expect(await lint(yaml)).toEqual({
      // Whose topic it is differs from client to client: what is wrong for the second one only stands at its alias.
      found: ['7:18 connect/keep-alive', '9:11 topic/foreign'],
      clients: 2,
    });
  });

  it('is one in brackets, over several steps, in several merges, and one level further down', async () => {
    const flow = `mqtt: {brokers: [&a {${broker('m1', ' ').replaceAll('\n', ',')}}, {<<: *a, client_id: m2}]}\n`;
    expect(await lint(flow)).toEqual({ found: ['1:94 connect/keep-alive'], clients: 2 });
    const steps = `mqtt:\n- &a\n  ${broker('m1', '  ')}\n- &b {<<: *a, client_id: m2}\n- {<<: [*b], client_id: m3}\n`;
    expect(await lint(steps)).toEqual({ found: ['6:14 connect/keep-alive'], clients: 3 });
    const deeper = `sites:\n- name: north\n  mqtt: &a\n    ${broker('m1', '    ')}\n- name: south\n  mqtt:\n    <<: *a\n    client_id: m2\n`;
    expect(await lint(deeper)).toEqual({ found: ['7:16 connect/keep-alive'], clients: 2 });
  });

  it('keeps what only one of the two says', async () => {
    const own = `mqtt:\n- &a\n  ${broker('m1', '  ')}\n- <<: *a\n  client_id: m2\n  keepalive: 6\n- <<: *a\n  client_id: m3\n  keepalive: 60\n`;
    expect((await lint(own)).found).toEqual(['6:14 connect/keep-alive', '9:14 connect/keep-alive']);
  });

  it('is a template where it stands elsewhere, or is merged into its own item', async () => {
    const above = `base: &a\n  ${broker('m1', '  ')}\nmqtt:\n- {<<: *a, client_id: m2}\n- {<<: *a, client_id: m3}\n`;
    expect(await lint(above)).toEqual({
      found: ['7:8 connect/keep-alive', '8:8 connect/keep-alive'],
      clients: 2,
    });
    const inside = `mqtt:\n- base: &a\n    ${broker('m1', '    ')}\n  real: {<<: *a, client_id: m2}\n`;
    expect(await lint(inside)).toEqual({ found: ['7:14 connect/keep-alive'], clients: 1 });
    const elsewhere = `templates:\n- &a\n  ${broker('m1', '  ')}\nmqtt: {<<: *a, client_id: m2}\n`;
    expect(await lint(elsewhere)).toEqual({ found: ['7:12 connect/keep-alive'], clients: 1 });
  });
});

import { describe, expect, it } from 'vitest';
import { lintText } from '../../src/lint/index.js';

const config = (mqtt: object) => JSON.stringify({ mqtt: { host: 'mqtts.heclouds.com', ...mqtt } });

async function findingsOf(text: string, path = 'device.json') {
  const start = performance.now();
  const { findings } = await lintText(text, { path });
  return { findings, seconds: (performance.now() - start) / 1000 };
}

/** What is not known (here the user name) is filled in in every way: the work must not grow with the square of a topic. */
describe('topics as long as no program has them', () => {
  it.each([
    ['levels', 'a/'.repeat(32_000), 'limits/length'],
    ['more levels than a packet holds', 'a/'.repeat(200_000), 'topic/syntax'],
  ])('of many %s', async (_, topic, rule) => {
    const { findings, seconds } = await findingsOf(config({ client_id: 'a', sub_topic: topic }));
    expect(findings.map((finding) => finding.rule)).toContain(rule);
    for (const { message, help } of findings) expect(`${message}${help ?? ''}`.length).toBeLessThan(1000);
    expect(seconds).toBeLessThan(5);
  });

  it.each([
    ['equal holes', '{a}/'.repeat(20_000)],
    ['different holes', Array.from({ length: 12_000 }, (_, at) => `{a${at}}`).join('/')],
    ['holes in one level', 'x{a}y'.repeat(12_000)],
  ])('of many %s', async (_, topic) => {
    const { findings, seconds } = await findingsOf(config({ sub_topic: topic }));
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(seconds).toBeLessThan(5);
  });
});

it('one filter a hundred thousand times over', async () => {
  const script = `policy onenet\nconnect client-id=a username=1\n${'subscribe $sys/1/a/#\n'.repeat(100_000)}`;
  const { findings, seconds } = await findingsOf(script, 'device.mqtt');
  expect(findings.some(({ rule }) => rule === 'subscribe/duplicate')).toBe(true);
  expect(seconds).toBeLessThan(6);
});

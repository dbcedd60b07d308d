import { describe, expect, it } from 'vitest';
import { lintText } from '../../src/lint/index.js';

/** What OneNET's generations have in common, hosts and `$sys`, and what tells them apart: topics, and the first one's port. */
async function lint(mqtt: object) {
  const { policies, findings } = await lintText(JSON.stringify({ mqtt }), { path: 'a.json' });
  return {
    policies: policies.map(({ name, by }) => `${name} by ${by}`),
    findings: findings.map(({ rule, severity }) => `${severity} ${rule}`),
    messages: findings.map(({ message }) => message),
  };
}

const shared = { host: 'mqtts.heclouds.com', client_id: 'meter-7', username: 'TRZ54Siy6T' };
const topic = (rest: string): string => `$sys/TRZ54Siy6T/meter-7/${rest}`;

describe('a host that two generations share', () => {
  it.each([
    ['data points', [topic('dp/post/json')], 'onenet by host'],
    ['the thing model', [topic('thing/property/post')], 'onenet-studio by host'],
    ['nothing that tells', [], 'onenet by host'],
  ])('leaves the choice to the topics: %s', async (_, publish, policy) => {
    expect(await lint({ ...shared, publish })).toMatchObject({ policies: [policy], findings: [] });
  });

  it('counts the topics, where they differ, and takes the policy that has both', async () => {
    const publish = [topic('dp/post/json'), topic('image/update'), topic('thing/property/post')];
    const { policies, findings, messages } = await lint({ ...shared, publish });
    expect(policies).toEqual(['onenet-studio by host']);
    expect(findings).toEqual(['hint lint/policy']);
    expect(messages[0]).toContain('two generations of one platform');
  });

  it('counts a word once, however many topics have it', async () => {
    const publish = [topic('dp/post/json'), topic('dp/post/json/accepted'), topic('thing/property/post')];
    const { messages } = await lint({ ...shared, publish });
    const told = messages.filter((message) => message.includes('two generations of one platform'));
    expect(told).toHaveLength(1);
    expect(told[0]).toContain(': dp of onenet, thing of onenet-studio.');
  });

  it('does the same without a host', async () => {
    const { host: _, ...who } = shared;
    const own = { ...who, host: 'localhost' };
    expect(await lint({ ...own, publish: topic('dp/post/json') })).toMatchObject({ policies: ['onenet by topics'] });
    expect(await lint({ ...own, publish: topic('thing/event/post') })).toMatchObject({
      policies: ['onenet-studio by topics'],
    });
    expect(await lint({ ...own, publish: [topic('thing/event/post'), topic('dp/post/json')] })).toMatchObject({
      policies: ['onenet-studio by topics'],
      findings: ['hint lint/policy'],
    });
  });

  it('of one generation only is that one, whatever the topics are', async () => {
    const own = { ...shared, host: 'studio-mqtt.heclouds.com' };
    expect(await lint({ ...own, publish: topic('thing/property/post') })).toMatchObject({
      policies: ['onenet-studio by host'],
      findings: [],
    });
  });
});

describe('the first generation', () => {
  it.each([
    ['its port', { host: '183.230.40.39', port: 6002, publish: ['$dp'], subscribe: ['$creq/+', 'my/own'] }],
    ['its host', { host: 'mqtt.heclouds.com', publish: ['anything/at/all'] }],
    ['its topic for data points', { host: 'localhost', client_id: 'a', publish: '$dp' }],
    ['its topics', { host: 'localhost', client_id: 'a', publish: ['$dp', '$crsp/7f'], subscribe: '$creq/+' }],
    ['its port at a shared host', { host: 'mqtts.heclouds.com', port: 6002, publish: '$dp' }],
  ])('gets one warning and no error: %s', async (_, mqtt) => {
    expect(await lint(mqtt)).toMatchObject({ policies: ['mqtt by default'], findings: ['warning lint/legacy-onenet'] });
  });

  it('is not what a client of a later one is taken for', async () => {
    const { policies, findings } = await lint({ ...shared, publish: ['$dp', topic('dp/post/json')] });
    expect(policies).toEqual(['onenet by host']);
    expect(findings).toContain('error topic/unknown');
  });
});

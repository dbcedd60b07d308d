import { describe, expect, it } from 'vitest';
import { parseSessionScript } from '../../../grammar/session/index.js';
import { createSessionLexer, SessionLineParser } from '../../../grammar/session/parser.js';

const sensor = `// the firmware of a temperature sensor
connect client-id=sensor-1 username=238322 clean-session=1 keep-alive=120
subscribe $sys/238322/sensor-1/cmd/request/+            => granted 0
subscribe $sys/238322/#                                 => failure      // wildcard above level 4
subscribe #                                             => failure
publish $sys/238322/sensor-1/dp/post/json qos=1 {"id":1,"dp":{"t":[{"v":21.5}]}}
publish $sys/238322/sensor-2/dp/post/json               => closed
`;
const only = (text: string) => {
  const { script, problems } = parseSessionScript(text);
  expect(problems).toEqual([]);
  return script.statements[0];
};
const messages = (text: string) =>
  parseSessionScript(text).problems.map(
    (problem) => `${problem.line}: ${text.slice(problem.span.start, problem.span.end)}: ${problem.message}`,
  );

describe('the grammar itself', () => {
  it('passes the checks of Chevrotain that start-up skips', () => {
    const parser = new SessionLineParser(false);
    expect(parser.errors).toEqual([]);
    expect(createSessionLexer(false).lexerDefinitionErrors).toEqual([]);
  });
});

describe('parseSessionScript', () => {
  it('reads the example of the design', () => {
    const { script, problems } = parseSessionScript(sensor);
    expect(problems).toEqual([]);
    expect(script.statements.map((s) => s.kind)).toEqual([
      'connect',
      'subscribe',
      'subscribe',
      'subscribe',
      'publish',
      'publish',
    ]);
    expect(script.statements[3]).toMatchObject({
      line: 5,
      filters: [{ topic: { value: '#' } }],
      expectation: { outcomes: [{ kind: 'failure' }] },
    });
    expect(script.statements[4]).toMatchObject({
      qos: { value: 1 },
      payload: { value: '{"id":1,"dp":{"t":[{"v":21.5}]}}', json: true },
    });
    expect(script.comments.map((c) => c.text)).toEqual([
      ' the firmware of a temperature sensor',
      ' wildcard above level 4',
    ]);
    expect(script.statements[2]).toMatchObject({ comment: { text: ' wildcard above level 4' } });
  });

  it('reads every option of a connect', () => {
    expect(
      only(
        'connect complete client-id="a b" username= password="x\\"y" protocol=3.1 clean-session=true keep-alive=-1 will.topic=s will.qos=2 will.retain=1 will.payload="{}" will-qos=1 will-retain=0 now=5 => refused 4 connect/password',
      ),
    ).toMatchObject({
      complete: true,
      fields: {
        clientId: { value: 'a b' },
        username: { value: '' },
        password: { value: 'x"y' },
        protocolLevel: { value: 3 },
        cleanSession: { value: true },
        keepAlive: { value: -1 },
        willTopic: { value: 's' },
        willQos: { value: 2 },
        willRetain: { value: true },
        willPayload: { value: '{}' },
        flagWillQos: { value: 1 },
        flagWillRetain: { value: false },
        now: { value: 5 },
      },
      expectation: { outcomes: [{ kind: 'refused', code: 4, reasons: [{ value: 'connect/password' }] }] },
    });
  });

  it('takes the word after a verb for a topic, whatever it looks like', () => {
    for (const topic of [
      '#',
      'connect',
      'qos=1',
      '{pid}/x',
      '[x',
      'a,b',
      '21.5',
      'complete',
      'a//b',
      'a=>b',
      '温度/+',
    ]) {
      expect(only(`subscribe ${topic}`)).toMatchObject({ filters: [{ topic: { value: topic } }] });
      expect(only(`publish ${topic}`)).toMatchObject({ topic: { value: topic } });
      expect(only(`receive ${topic}`)).toMatchObject({ topic: { value: topic } });
    }
    expect(only('publish "a \\" => // b"')).toMatchObject({
      topic: { value: 'a " => // b', span: { start: 8, end: 22 } },
    });
  });

  it('separates filters by the comma at the end of a word', () => {
    expect(
      only(
        'subscribe a,b qos=0, "c, d" qos=1 , # => granted 0, failure topic/foreign subscribe/wildcard-level, denied',
      ),
    ).toMatchObject({
      filters: [
        { topic: { value: 'a,b' }, qos: { value: 0 } },
        { topic: { value: 'c, d' }, qos: { value: 1 } },
        { topic: { value: '#' } },
      ],
      expectation: {
        outcomes: [
          { kind: 'granted', code: 0, reasons: [] },
          { kind: 'failure', reasons: [{ value: 'topic/foreign' }, { value: 'subscribe/wildcard-level' }] },
          { kind: 'denied' },
        ],
      },
    });
    expect(only('unsubscribe a, b => closed')).toMatchObject({
      filters: [{ topic: { value: 'a' } }, { topic: { value: 'b' } }],
    });
  });

  it('ends a payload where its first bracket closes, so that arrows and slashes inside are text', () => {
    expect(only('publish a {"x": "=> allowed // }", "y": [1, 2]} => allowed // yes')).toMatchObject({
      payload: { value: '{"x": "=> allowed // }", "y": [1, 2]}', json: true },
      expectation: { outcomes: [{ kind: 'allowed' }] },
      comment: { text: ' yes' },
    });
    expect(only('publish a "t\\u00e9xt"')).toMatchObject({ payload: { value: 'téxt', json: false } });
    for (const scalar of ['21.5', 'true', 'null', '-1e3', '[]'])
      expect(only(`publish a qos=0 ${scalar}`)).toMatchObject({ payload: { value: scalar } });
  });

  it('reads roles, and where the broker and the client are', () => {
    const { script, problems } = parseSessionScript(
      'policy p\nrole gateway\nrole "x"\nrole admin\nconnect host=[::1] port=8883 tls=1 address=fe80::1 listener=inner',
    );
    expect(problems.map(({ line }) => line)).toEqual([3]);
    expect(script.roles.map(({ value }) => value)).toEqual(['gateway', 'admin']);
    expect(script.statements.at(-1)).toMatchObject({
      fields: {
        host: { value: '[::1]' },
        port: { value: 8883 },
        tls: { value: true },
        address: { value: 'fe80::1' },
        listener: { value: 'inner' },
      },
    });
  });

  it('gives five messages for five mistakes, and the statements between them', () => {
    const text = `policy onenet
connect client-id=a keepalive=3
subscibe a
subscribe a => granted 0
publish a hello
publish b
publish "c
subscribe a, b => granted 0, closed, closed
disconnect
receive d
`;
    expect(messages(text)).toEqual([
      '2: keepalive: "keepalive" is not an option of connect. Did you mean "keep-alive"?',
      '3: subscibe: "subscibe" is not a statement. Did you mean "subscribe"?',
      '5: hello: "hello" does not belong here. Options are written key=value; a payload is JSON or a text in double quotes; an expectation begins with "=>".',
      '7: "c: This string is not closed: a double quote is missing before the end of the line.',
      '8: => granted 0, closed, closed: 3 outcomes for 2 filters: write one for each filter, in order, or one for all.',
      '9: disconnect: "disconnect" is the name of a packet. Write "packet disconnect".',
    ]);
    const { script } = parseSessionScript(text);
    expect(script.statements.map((s) => s.line)).toEqual([1, 4, 6, 10]);
    expect(script.policy?.value).toBe('onenet');
  });

  it('says what is wrong with a value, an option, an outcome', () => {
    expect(messages('connect keep-alive=x clean-session=yes protocol=4 will=1 qos=1 now=1 now=2')).toEqual([
      '1: x: keep-alive is a number of seconds, not "x".',
      '1: yes: clean-session is 0 or 1, not "yes".',
      '1: 4: protocol is 3.1, 3.1.1 or 5, not "4".',
      '1: 1: will is "none"; a will is written will.topic=… will.payload=… will.qos=… will.retain=…, not "1".',
      '1: qos: "qos" is not an option of connect. There are client-id, username, password, protocol, clean-session, keep-alive, will, will.topic, will.payload, will.qos, will.retain, will-qos, will-retain, now, host, port, tls, address, listener.',
      '1: now=2: "now" is given twice in this statement.',
    ]);
    expect(messages('connect will=none will.qos=1')).toEqual([
      '1: none: will=none says that there is no will, and the same statement describes one.',
    ]);
    expect(messages('subscribe')).toEqual([
      '1: : The line ends too early. Here a topic is needed. A topic with blanks, quotes or "=>" is written in double quotes.',
    ]);
    expect(messages('subscribe => failure')[0]).toContain('Here a topic is needed.');
    expect(messages('subscribe a"b')[0]).toContain('"a"b" is not a topic.');
    expect(messages('subscribe // nothing')).toHaveLength(1);
    expect(messages('subscribe a => granted')).toEqual(['1: granted: "granted" needs the QoS, as in "granted 0".']);
    expect(messages('subscribe a => alowed')).toEqual([
      '1: alowed: "alowed" is not an outcome. Did you mean "allowed"?',
    ]);
    expect(messages('publish a => granted 0')).toEqual([
      '1: granted: "granted" is the outcome of a subscribe; a publish can be allowed, denied, closed or dropped.',
    ]);
    expect(messages('subscribe a => closed 3')).toEqual(['1: 3: "closed" takes no number.']);
    expect(messages('subscribe a =>')[0]).toContain('Here an outcome such as allowed is needed.');
    expect(messages('subscribe a => failure granted 0')[0]).toContain('separate the outcomes by commas');
    expect(messages('packet pingrek')).toEqual([
      '1: pingrek: "pingrek" is not the name of a packet. Did you mean "pingreq"?',
    ]);
    expect(messages('unsubscribe a qos=1')).toEqual([
      '1: qos: unsubscribe takes no options, so "qos" means nothing here.',
    ]);
    expect(messages('publish a {"x" => allowed')[0]).toContain('do not close on this line');
    expect(messages('publish a {x}')[0]).toContain('is not JSON');
    expect(messages('publish a "\\q"')[0]).toContain('is not a string');
    expect(messages('publish a payload-bytes=3 {}')).toEqual([
      '1: 3: payload-bytes stands in for a payload that is not written; here one is.',
    ]);
    expect(messages('publish a {} qos=1')).toEqual([
      '1: qos=1: "qos=1" comes too late: options stand before the payload and before "=>".',
    ]);
    expect(messages('receive a, b')[0]).toContain('here it separates nothing');
    expect(messages('policy onenet => allowed')[0]).toContain('nothing is expected of it');
    expect(messages('role gateway => allowed')[0]).toContain('nothing is expected of it');
    expect(messages('connect host=mqtt://a port=0 tls=no address=home')).toEqual([
      '1: mqtt://a: host is a name or an address alone; the port is written port=…, not "mqtt://a".',
      '1: 0: port is a number from 1 to 65535, not "0".',
      '1: no: tls is 0 or 1, not "no".',
      `1: home: address is the client's IP address, such as 192.168.4.7, not "home".`,
    ]);
  });

  it('keeps offsets right after a byte order mark, CRLF, tabs and an emoji', () => {
    const text = '\uFEFF// 😀\r\n\tsubscribe\t😀/a\tqos=1,\tb\r\npublish 😀/a';
    const { script, problems } = parseSessionScript(text);
    expect(problems).toEqual([]);
    const at = (span: { start: number; end: number }) => text.slice(span.start, span.end);
    const [subscribe, publish] = script.statements;
    if (subscribe?.kind !== 'subscribe' || publish?.kind !== 'publish') throw new Error('statements are missing');
    expect(subscribe.filters.map((f) => at(f.topic.span))).toEqual(['😀/a', 'b']);
    expect(at(publish.topic.span)).toBe('😀/a');
    expect(publish.line).toBe(3);
    expect(at(script.comments[0]?.span ?? { start: 0, end: 0 })).toBe('// 😀');
  });

  it('stops after a hundred mistakes and says so', () => {
    const { problems } = parseSessionScript('?\n'.repeat(5000));
    expect(problems).toHaveLength(101);
    expect(problems.at(-1)?.code).toBe('limit');
  });

  it('reads ten megabytes in linear time, and one line as long as that', () => {
    const started = performance.now();
    expect(parseSessionScript('publish a/b qos=1\n'.repeat(100_000)).script.statements).toHaveLength(100_000);
    expect(parseSessionScript(`subscribe ${'a/'.repeat(2_000_000)}`).script.statements).toHaveLength(1);
    for (const line of [
      `publish a ${'['.repeat(1_000_000)}`,
      `publish a ${'"'.repeat(1_000_001)}`,
      `subscribe ${'a, '.repeat(100_000)}`,
      `connect ${'x='.repeat(500_000)}`,
      `publish a ${'{ '.repeat(300_000)}`,
      `publish a ${'\\"'.repeat(300_000)}`,
    ]) {
      expect(parseSessionScript(line).problems.length).toBeGreaterThan(0);
    }
    expect(performance.now() - started).toBeLessThan(8000);
  }, 20_000);
});

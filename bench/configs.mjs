/** Device configs as a fleet has them: each with its own names. */

/** The texts of 1,000 small configs of one format, `json` or `yaml`. One in `often` has the topics of another device: three mistakes. */
export function configTexts(format, often) {
  const config = format === 'json' ? jsonConfig : yamlConfig;
  return Array.from({ length: 1000 }, (_, at) => {
    const number = at + 1;
    const text = config(number, number % often === 0 ? 'meter-x' : `meter-${number}`);
    // In one piece, as a file that was read; a text that was put together is read more slowly, sign by sign.
    return Buffer.from(text).toString();
  });
}

function jsonConfig(number, owner) {
  const device = `meter-${number}`;
  const topic = `$sys/238322/${owner}`;
  return `${JSON.stringify(
    {
      device: { name: `Meter in hall ${number % 7}`, serial: 100000 + number, interval: 30, units: ['kWh', 'kW', 'V'] },
      mqtt: {
        host: 'mqtts.heclouds.com',
        port: 1883,
        client_id: device,
        username: '238322',
        clean_session: true,
        keepalive: 120,
        publish: { topic: `${topic}/dp/post/json`, qos: 1 },
        subscribe: [`${topic}/cmd/request/+`, `${topic}/dp/post/json/rejected`],
      },
      log: { level: 'info', file: '/var/log/meter.log' },
    },
    null,
    2,
  )}\n`;
}

function yamlConfig(number, owner) {
  const device = `meter-${number}`;
  const topic = `$sys/238322/${owner}`;
  return `# ${device}
device:
  name: Meter in hall ${number % 7}
  serial: ${100000 + number}
  interval: 30
  units: [kWh, kW, V]
mqtt:
  host: mqtts.heclouds.com
  port: 1883
  client_id: ${device}
  username: "238322"
  clean_session: true
  keepalive: 120
  publish:
    topic: ${topic}/dp/post/json
    qos: 1
  subscribe:
    - ${topic}/cmd/request/+
    - ${topic}/dp/post/json/rejected
log:
  level: info
  file: /var/log/meter.log
`;
}

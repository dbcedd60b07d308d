/**
 * An Aedes with a guard beside the same Aedes without: messages of one device over a socket, OneNET's policy. They take turns, and
 * the median of the ratios is printed.
 */
import net from 'node:net';
import { Aedes } from 'aedes';
import mqtt from 'mqtt-packet';
import { guardAedes } from '../dist/aedes.js';
import { createGuard, loadPolicy } from '../dist/index.js';

const messages = 60_000;
const rounds = 5;
const token =
  'version=2018-10-31&res=products%2F238322%2Fdevices%2Fmqtts-test-device&et=7557387130&method=sha1&sign=Rs0u%2FKnyoK5%2FMuKo5xKa0tW%2BWqY%3D';
const connect = mqtt.generate({
  cmd: 'connect',
  protocolId: 'MQTT',
  protocolVersion: 4,
  clientId: 'mqtts-test-device',
  username: '238322',
  password: Buffer.from(token),
  clean: true,
  keepalive: 120,
});

for (const qos of [0, 1]) {
  const ratios = [];
  await rateOf(true, qos);
  for (let round = 0; round < rounds; round++) ratios.push((await rateOf(true, qos)) / (await rateOf(false, qos)));
  ratios.sort((a, b) => a - b);
  const [least, median, most] = [ratios[0], ratios[rounds >> 1], ratios.at(-1)].map((ratio) => ratio.toFixed(2));
  process.stdout.write(`QoS ${qos}: ${median} times as many messages as without a guard (${least} to ${most})\n`);
}
process.exit();

/** Messages a second that reach Aedes. */
async function rateOf(guarded, qos) {
  const aedes = await Aedes.createBroker();
  if (guarded) guardAedes(aedes, createGuard(await loadPolicy('onenet')));
  const server = net.createServer(aedes.handle);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const publish = mqtt.generate({
    cmd: 'publish',
    topic: '$sys/238322/mqtts-test-device/dp/post/json',
    qos,
    messageId: 7,
    payload: '{"id":1,"dp":{"t":[{"v":21.5}]}}',
    retain: false,
    dup: false,
  });
  const block = Buffer.concat(Array.from({ length: 100 }, () => publish));
  let arrived = 0;
  const socket = net.connect(server.address().port, '127.0.0.1');
  const all = new Promise((resolve) => {
    aedes.on('publish', ({ topic }) => {
      if (topic.startsWith('$sys/') && ++arrived === messages) resolve();
    });
  });
  await new Promise((resolve) => {
    socket.once('data', resolve);
    socket.write(connect);
  });
  socket.resume();
  const start = process.hrtime.bigint();
  for (let sent = 0; sent < messages; sent += 100)
    if (!socket.write(block)) await new Promise((resolve) => socket.once('drain', resolve));
  await all;
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  socket.destroy();
  await new Promise((resolve) => aedes.close(() => server.close(resolve)));
  return messages / seconds;
}

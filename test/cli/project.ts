/** Realistic projects, made from a seed: the same seed gives the same bytes. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Mulberry32: small, and good enough to choose with. */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const sites = ['north', 'south', 'pier', 'hall', 'roof'];
const kinds = ['meter', 'pump', 'valve', 'sensor', 'gateway'];

/** Writes so many files into the folder: device configs in JSON and YAML, session scripts, and files that are not about MQTT. */
export function writeProject(folder: string, count: number, seed: number): void {
  const random = randomOf(seed);
  const pick = (list: readonly string[]): string => list[random(list.length)] as string;
  for (let at = 0; at < count; at++) {
    const name = `${pick(kinds)}-${at}`;
    const { ending, text } = fileOf(name, String(100000 + random(3)), random);
    const file = path.join(folder, pick(sites), String(at % 17), `${name}.${ending}`);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function fileOf(name: string, pid: string, random: (below: number) => number): { ending: string; text: string } {
  // Three in four are right.
  const wrong = random(4) === 0;
  const device = wrong && random(2) === 0 ? `${name}-x` : name;
  const keepAlive = wrong ? 5 : 60 + random(600);
  const publish = `$sys/${pid}/${device}/dp/post/json`;
  const subscribe = [`${publish}/accepted`, `${publish}/rejected`, ...(wrong ? [`$sys/${pid}/#`] : [])];
  switch (random(5)) {
    case 0:
      return {
        ending: 'json',
        text: `${JSON.stringify({ name, version: '1.0.0', scripts: { test: 'true' } }, null, 2)}\n`,
      };
    case 1:
      return {
        ending: 'mqtt',
        text: `policy onenet\nconnect client-id=${name} username=${pid} keep-alive=${keepAlive}\n${subscribe.map((filter) => `subscribe ${filter}\n`).join('')}publish ${publish} {"id":1,"dp":{}}\n`,
      };
    case 2:
      return {
        ending: 'yaml',
        text: `mqtt:\n  host: mqtts.heclouds.com\n  port: 1883\n  client_id: ${name}\n  username: "${pid}"\n  keepalive: ${keepAlive}\n  publish: ${publish}\n  subscribe:\n${subscribe.map((filter) => `    - ${filter}\n`).join('')}`,
      };
    default:
      return {
        ending: 'json',
        text: `${JSON.stringify({ mqtt: { host: 'mqtts.heclouds.com', port: 1883, client_id: name, username: pid, keepalive: keepAlive, publish, subscribe } }, null, 2)}\n`,
      };
  }
}

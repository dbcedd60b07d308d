import type { WireConsequence } from '../engine/verdict.js';
import { layersOf } from '../policy/layers.js';
import type { Policy } from '../policy/model.js';

/** CONNACK return codes of MQTT 3.1.1, table 3.1. */
const connackMeanings: Readonly<Record<number, string>> = {
  1: 'unacceptable protocol version',
  2: 'client id rejected',
  3: 'server unavailable',
  4: 'bad user name or password',
  5: 'not authorized',
};

/** What the platform does about it, in one sentence; nothing where it does nothing. `subject` is who does it. */
export function consequenceSentence({ kind, code }: WireConsequence, subject: string): string | undefined {
  switch (kind) {
    case 'close':
      return `${subject} closes the connection.`;
    case 'connack': {
      const meaning = code === undefined ? undefined : connackMeanings[code];
      const detail = code === undefined ? '' : ` (CONNACK ${code}${meaning === undefined ? '' : `, ${meaning}`})`;
      return `${subject} refuses the connection${detail}.`;
    }
    case 'suback':
      return `${subject} refuses the subscription (SUBACK ${hex(code ?? 128)}); the connection stays open.`;
    case 'puback':
      return `${subject} refuses the message${code === undefined ? '' : ` (PUBACK ${hex(code)})`}.`;
    case 'drop':
      return `${subject} throws the message away, although it acknowledges it.`;
    case 'unknown':
      return `What ${subject === theServer ? 'the server' : subject} does then is not documented.`;
    case 'downgrade':
      return `${subject} lowers it.`;
    case 'clamp':
      return `${subject} moves it into range.`;
    case 'none':
      return undefined;
  }
}

function hex(code: number): string {
  return `0x${code < 16 ? '0' : ''}${code.toString(16).toUpperCase()}`;
}

const theServer = 'The server';

/** Who acts: the platform by its title, if the policy is that of one platform. */
export function actorOf(policy: Policy): string {
  // Where a page stands on another, it is the platform below that answers.
  const [platform] = layersOf(policy);
  return platform.hosts.length > 0 && platform.title !== undefined ? platform.title : theServer;
}

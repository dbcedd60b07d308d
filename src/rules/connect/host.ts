import { hostsOf } from '../../policy/layers.js';
import type { Policy } from '../../policy/model.js';
import type { Client } from '../../readers/document.js';
import { isHostAmong, schemeOf, transportOf } from '../address.js';
import { addressChange } from '../address-change.js';
import type { DocumentContext, Report } from '../context.js';
import { dialectOfHost } from '../dialects.js';
import { optionValues, texts } from '../options.js';
import type { Rule } from '../rule.js';

const options = {
  hosts: {
    about:
      'Proxies and port forwardings of your own, which are not held against the policy: `mqtt.plant.example`, or with all names below it `.plant.example`.',
    schema: texts,
    default: [],
  },
};

export const rule: Rule = {
  id: 'connect/host',
  title: 'The platform does not listen at this address',
  kind: 'document',
  severity: 'warning',
  docs: {
    what: "A port that the policy's host does not have, TLS for a port without TLS and the other way round, and a host of the same domain that is not one of the policy's. MQTT over WebSockets (`ws://`, `wss://`) where the platform is known to take none, as OneNET, or at a port that is for MQTT over TCP.",
    why: 'A platform has its hosts and ports, and often one name for connections with TLS and another for those without: OneNET takes plain connections at mqtts.heclouds.com:1883 and TLS at mqttstls.heclouds.com:8883, where the s of the first stands for the product. Its older products are at other hosts of the same domain.',
    sources: [
      'https://onenet.hk.chinamobile.com/suben/doc/mqtt/book/device-develop/manual.html',
      'https://open.iot.10086.cn/doc/problem/book/mqtt.html',
    ],
    whenToTurnOff:
      'A proxy or a port forwarding of your own stands in between everywhere; for single ones there is an option.',
    fix: '`--fix-unsafe` writes the host or the port, where only one goes with the rest of the address: the TLS host for `mqtts://` and port 8883, the only port of a host for a port that nobody has. The policy may be older than the platform, so it is not safe. Where the address asks for TLS and the rest of it does not, nobody can tell which of the two was meant, and there is no fix.',
  },
  options,
  check(context) {
    if (isPlainlyRight(context)) return [];
    const { hosts } = optionValues(options, context.options);
    if (isHostAmong(hostOf(context.client) ?? '', hosts)) return [];
    const report = webSocket(context) ?? wrongPort(context) ?? wrongHost(context);
    return report ? [report] : [];
  },
  examples: [
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "port": 8883,
  "client_id": "meter-7",
  "username": "238322"
}
`,
      findings: [
        {
          line: 3,
          column: 11,
          message: 'mqtts.heclouds.com listens at port 1883, not at 8883: write "mqttstls.heclouds.com" for port 8883.',
        },
      ],
    },
    {
      path: 'device.yaml',
      text: `mqtt:
  broker: mqtts://mqtts.heclouds.com:1883
  client_id: meter-7
`,
      findings: [
        {
          line: 2,
          column: 11,
          message:
            'The address asks for TLS (mqtts://), but port 1883 of mqtts.heclouds.com is the one without: write "mqtt://mqtts.heclouds.com:1883", or use mqttstls.heclouds.com:8883.',
        },
      ],
    },
    {
      path: 'firmware.mqtt',
      text: `connect host=mqttstls.heclouds.com port=8883 tls=0 client-id=meter-7 username=238322
`,
      findings: [
        {
          line: 1,
          column: 50,
          message:
            'The address asks for no TLS (tls=0), but port 8883 of mqttstls.heclouds.com is the one with TLS: write tls=1, or use mqtts.heclouds.com:1883.',
        },
      ],
    },
    {
      path: 'device.yaml',
      text: `mqtt:
  broker: wss://mqtts.heclouds.com:8083/mqtt
  client_id: meter-7
`,
      findings: [
        {
          line: 2,
          column: 11,
          message:
            'wss:// is MQTT over WebSockets, and mqtts.heclouds.com takes none: write "mqtts://mqttstls.heclouds.com:8883".',
        },
      ],
    },
    {
      path: 'device.json',
      policy: 'onenet',
      options: { hosts: ['edge.heclouds.com'] },
      text: `{
  "host": "edge.heclouds.com",
  "port": 21883,
  "client_id": "meter-7",
  "username": "238322"
}
`,
      findings: [],
    },
    {
      path: 'device.json',
      text: `{
  "broker": "mqtts://mqttstls.heclouds.com:8883",
  "client_id": "meter-7",
  "username": "238322"
}
`,
      findings: [],
    },
  ],
};

interface Place {
  readonly host: string;
  readonly port: number;
}

const known = new WeakMap<Policy, readonly Place[]>();

/** The hosts of the policy that are no pattern and have a port. */
function placesOf({ guard: { policy } }: DocumentContext): readonly Place[] {
  let places = known.get(policy);
  if (!places) {
    places = hostsOf(policy).flatMap((entry) => {
      const [, host, port] = /^([^:{}*]+):(\d{1,5})$/.exec(entry.toLowerCase()) ?? [];
      return host === undefined ? [] : [{ host, port: Number(port) }];
    });
    known.set(policy, places);
  }
  return places;
}

/** A host of the policy at a port of its own, and no word of TLS or WebSockets. */
function isPlainlyRight(context: DocumentContext): boolean {
  const { broker, host, port, tls } = context.client;
  if (!host || !port || tls || broker?.value.includes('://')) return false;
  return placesOf(context).some((place) => place.port === port.value && place.host === host.value);
}

function hostOf({ host }: Client): string | undefined {
  return host?.value.toLowerCase().replace(/\.$/, '');
}

/** The port that the file gives, or that its scheme stands for. */
function portOf(client: Client): number | undefined {
  if (client.port) return client.port.value;
  const scheme = schemeOf(client);
  return scheme === 'mqtts' || scheme === 'ssl' || scheme === 'tls' ? 8883 : undefined;
}

/** The policy's one place with a name at this port, among those given; nothing where there are several. */
function onlyAt(places: readonly Place[], port: number | undefined): Place | undefined {
  const [only, ...others] = places.filter((place) => place.port === port && /[a-z]/.test(place.host));
  return others.length === 0 ? only : undefined;
}

/** MQTT over WebSockets where the platform takes none, or at a port that is for MQTT over TCP. */
function webSocket(context: DocumentContext): Report | undefined {
  const { client } = context;
  const scheme = schemeOf(client);
  const host = hostOf(client);
  if ((scheme !== 'ws' && scheme !== 'wss') || host === undefined || !client.broker) return undefined;
  const places = placesOf(context);
  const port = client.port?.value;
  const own = places.filter((place) => place.host === host);
  const isForTcp = (port === 1883 || port === 8883) && own.some((place) => place.port === port);
  if (!isForTcp && dialectOfHost(host)?.webSockets !== false) return undefined;
  const secure = scheme === 'wss';
  const right = onlyAt(secure || own.length === 0 ? places : own, secure ? 8883 : 1883);
  const why = isForTcp ? `port ${port} of ${host} is for MQTT over TCP` : `${host} takes none`;
  return {
    span: client.broker.span,
    message: `${scheme}:// is MQTT over WebSockets, and ${why}${right ? `: write "${secure ? 'mqtts' : 'mqtt'}://${right.host}:${right.port}"` : ''}.`,
  };
}

function wrongPort(context: DocumentContext): Report | undefined {
  const { client } = context;
  const host = hostOf(client);
  const places = placesOf(context);
  const own = places.filter((place) => place.host === host);
  const [first, ...more] = own;
  const port = portOf(client);
  if (!first || !client.host || port === undefined) return undefined;
  const span = client.port?.span ?? client.host.span;
  if (!own.some((place) => place.port === port)) {
    const other = places.find((place) => place.port === port && /[a-z]/.test(place.host));
    const instead = other ? `write "${other.host}" for port ${port}` : `write ${first.port}`;
    // With two of three of scheme, host and port it is clear what was meant.
    const saysTls = schemeOf(client) === undefined && !client.tls ? undefined : transportOf(client) === 'tls';
    const change =
      other === undefined && more.length === 0
        ? addressChange(client, { port: first.port })
        : saysTls === (port === 8883)
          ? addressChange(client, { host: onlyAt(places, port)?.host })
          : saysTls === false && first.port === 1883 && more.length === 0
            ? addressChange(client, { port: first.port })
            : undefined;
    return {
      span,
      message: `${host} listens at port ${own.map((place) => place.port).join(' and ')}, not at ${port}: ${instead}.`,
      ...(change && { change }),
    };
  }
  if ((schemeOf(client) === undefined && !client.tls) || transportOf(client) !== (port === 8883 ? 'plain' : 'tls'))
    return undefined;
  if (port !== 1883 && port !== 8883) return undefined;
  const tls = port === 1883;
  const wanted = places.find((place) => place.port === (tls ? 8883 : 1883) && /[a-z]/.test(place.host));
  const scheme = schemeOf(client);
  const [asked, instead] = client.tls
    ? [`tls=${tls ? 1 : 0}`, `tls=${tls ? 0 : 1}`]
    : [`${scheme}://`, `"${tls ? 'mqtt' : 'mqtts'}://${host}:${port}"`];
  return {
    span: client.tls?.span ?? client.broker?.span ?? span,
    message:
      `The address asks for ${tls ? 'TLS' : 'no TLS'} (${asked}), but port ${port} of ${host} is the one ${tls ? 'without' : 'with TLS'}: ` +
      `write ${instead}${wanted ? `, or use ${wanted.host}:${wanted.port}` : ''}.`,
  };
}

/** A host that is a neighbour of the policy's hosts, and none of them: another generation of the platform, or a slip of the pen. */
function wrongHost(context: DocumentContext): Report | undefined {
  const { client } = context;
  const host = hostOf(client);
  const places = placesOf(context);
  const domain = host === undefined ? undefined : domainOf(host);
  if (!client.host || domain === undefined || places.some((place) => place.host === host)) return undefined;
  const neighbours = places.filter((place) => domainOf(place.host) === domain);
  if (neighbours.length === 0) return undefined;
  const wanted = [...new Set(neighbours.map((place) => `${place.host}:${place.port}`))].slice(0, 3).join(' or ');
  const change = addressChange(client, { host: onlyAt(neighbours, portOf(client))?.host });
  return {
    span: client.host.span,
    message: `${host} is not a host of ${context.guard.policy.title ?? context.guard.policy.name}, whose topics this client has: write ${wanted}.`,
    ...(change && { change }),
  };
}

/** `heclouds.com` of a name; nothing for an address or a name without a domain. */
function domainOf(host: string): string | undefined {
  const labels = host.split('.');
  return labels.length < 3 || /^[\d.]+$/.test(host) ? undefined : labels.slice(-2).join('.');
}

/** How the topics of device platforms begin, and where the platforms are: enough to tell them apart, not to judge them. */

import { remembered } from '../text/remembered.js';

export interface Dialect {
  /** For configurations. */
  readonly id: string;
  readonly name: string;
  /** Endings of host names. */
  readonly hosts: readonly string[];
  /** `false`: the platform is known to take none. */
  readonly webSockets?: false;
  /** Leading levels; `*` is any one level that is not empty. */
  readonly beginnings: readonly (readonly string[])[];
}

const dialects: readonly Dialect[] = [
  {
    id: 'alibaba',
    name: 'Alibaba Cloud IoT',
    hosts: ['.aliyuncs.com'],
    beginnings: [
      ['', 'sys', '*', '*', 'thing'],
      ['', 'sys', '*', '*', 'rrpc'],
      ['', 'ext', 'ntp', '*', '*'],
      ['', 'ota', 'device', '*', '*', '*'],
    ],
  },
  { id: 'huawei', name: 'Huawei Cloud IoT', hosts: ['.myhuaweicloud.com'], beginnings: [['$oc', 'devices', '*']] },
  { id: 'aws', name: 'AWS IoT', hosts: ['.amazonaws.com'], beginnings: [['$aws', 'things', '*']] },
  { id: 'baidu', name: 'Baidu IoT', hosts: ['.baidubce.com'], beginnings: [['$baidu', 'iot']] },
  {
    id: 'tencent',
    name: 'Tencent Cloud IoT',
    hosts: ['.tencentdevices.com'],
    beginnings: [
      ['$thing', 'up'],
      ['$thing', 'down'],
    ],
  },
  {
    id: 'onenet',
    name: 'OneNET',
    hosts: ['.heclouds.com', '.cmcconenet.cn'],
    webSockets: false,
    beginnings: [
      ['$sys', '*', '*', 'dp'],
      ['$sys', '*', '*', 'cmd'],
      ['$sys', '*', '*', 'image'],
      ['$sys', '*', '*', 'thing'],
    ],
  },
];

export const dialectIds: readonly string[] = dialects.map(({ id }) => id);

interface Beginning {
  readonly levels: readonly string[];
  readonly dialect: Dialect;
}

/** By the first level, which is always a plain word. */
const byFirstLevel = new Map<string, Beginning[]>();
for (const dialect of dialects) {
  for (const beginning of dialect.beginnings) {
    const first = beginning[0] as string;
    byFirstLevel.set(first, [...(byFirstLevel.get(first) ?? []), { levels: beginning, dialect }]);
  }
}

export function dialectOfTopic(topic: string): Dialect | undefined {
  const first = topic.charCodeAt(0);
  // All of them begin with a level that is empty or has a `$` in front.
  if (first !== 0x24 && first !== 0x2f) return undefined;
  const slash = topic.indexOf('/');
  const same = byFirstLevel.get(slash < 0 ? topic : topic.slice(0, slash));
  if (same) for (const { levels, dialect } of same) if (beginsWith(topic, levels, slash + 1)) return dialect;
  return undefined;
}

/** Whether a topic has these levels, of which the first is known to be there. The second begins at `from`; 0 where there is none. */
function beginsWith(topic: string, beginning: readonly string[], from: number): boolean {
  let start = from === 0 ? topic.length + 1 : from;
  for (let at = 1; at < beginning.length; at++) {
    if (start > topic.length) return false;
    const slash = topic.indexOf('/', start);
    const end = slash < 0 ? topic.length : slash;
    const level = beginning[at] as string;
    if (level === '*' ? end === start : end - start !== level.length || !topic.startsWith(level, start)) return false;
    start = end + 1;
  }
  return true;
}

/** `written`: a host, `host:port` or a URL. */
export const dialectOfHost = remembered(
  (written): Dialect | undefined => {
    const host = written
      .toLowerCase()
      .replace(/^[a-z+]+:\/\/(?:[^@/]*@)?/, '')
      .replace(/[:/?#].*$/, '');
    return dialects.find(({ hosts }) => hosts.some((ending) => host.endsWith(ending)));
  },
  { most: 256, longest: 1024 },
);

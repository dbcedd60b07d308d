/** How the topics of device platforms begin, and where the platforms are: enough to tell them apart, not to judge them. */

export interface Dialect {
  readonly name: string;
  /** Endings of host names. */
  readonly hosts: readonly string[];
  /** Leading levels; `*` is any one level that is not empty. */
  readonly beginnings: readonly (readonly string[])[];
}

const dialects: readonly Dialect[] = [
  {
    name: 'Alibaba Cloud IoT',
    hosts: ['.aliyuncs.com'],
    beginnings: [
      ['', 'sys', '*', '*', 'thing'],
      ['', 'sys', '*', '*', 'rrpc'],
      ['', 'ext', 'ntp', '*', '*'],
      ['', 'ota', 'device', '*', '*', '*'],
    ],
  },
  { name: 'Huawei Cloud IoT', hosts: ['.myhuaweicloud.com'], beginnings: [['$oc', 'devices', '*']] },
  { name: 'AWS IoT', hosts: ['.amazonaws.com'], beginnings: [['$aws', 'things', '*']] },
  { name: 'Baidu IoT', hosts: ['.baidubce.com'], beginnings: [['$baidu', 'iot']] },
  {
    name: 'Tencent Cloud IoT',
    hosts: ['.tencentdevices.com'],
    beginnings: [
      ['$thing', 'up'],
      ['$thing', 'down'],
    ],
  },
  {
    name: 'OneNET',
    hosts: ['.heclouds.com', '.cmcconenet.cn'],
    beginnings: [
      ['$sys', '*', '*', 'dp'],
      ['$sys', '*', '*', 'cmd'],
      ['$sys', '*', '*', 'image'],
      ['$sys', '*', '*', 'thing'],
    ],
  },
];

export function dialectOfTopic(topic: string): Dialect | undefined {
  const levels = topic.split('/');
  return dialects.find(({ beginnings }) =>
    beginnings.some((beginning) =>
      beginning.every((level, at) => (level === '*' ? (levels[at] ?? '') !== '' : levels[at] === level)),
    ),
  );
}

/** `written`: a host, `host:port` or a URL. */
export function dialectOfHost(written: string): Dialect | undefined {
  const host = written
    .toLowerCase()
    .replace(/^[a-z+]+:\/\/(?:[^@/]*@)?/, '')
    .replace(/[:/?#].*$/, '');
  return dialects.find(({ hosts }) => hosts.some((ending) => host.endsWith(ending)));
}

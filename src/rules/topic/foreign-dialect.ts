import { hostsOf } from '../../policy/layers.js';
import type { DocumentContext, Report } from '../context.js';
import { type Dialect, dialectIds, dialectOfHost, dialectOfTopic } from '../dialects.js';
import { optionValues } from '../options.js';
import type { Rule } from '../rule.js';

const options = {
  allow: {
    about: 'Platforms whose topics are never reported, such as those that a bridge of yours carries.',
    schema: { type: 'array', maxItems: 20, items: { type: 'string', minLength: 1, enum: dialectIds } },
    default: [],
  },
} as const;

export const rule: Rule = {
  id: 'topic/foreign-dialect',
  title: 'The topic is of the form that another platform has',
  kind: 'document',
  severity: 'warning',
  besideErrors: true,
  docs: {
    what: "A topic as another platform's devices have it: `/sys/{product}/{device}/thing/…` of Alibaba Cloud beside a OneNET host, `$oc/devices/…` beside `$sys/…`. What a client's own platform is, its host says, or its policy, or else its first topic.",
    why: 'The platforms are alike and their topics are not. Sample code is copied from one to the other, and nobody answers on the topics of the first.',
    sources: [
      'https://help.aliyun.com/document_detail/73731.html',
      'https://support.huaweicloud.com/api-iothub/iot_06_v5_3004.html',
      'https://docs.aws.amazon.com/iot/latest/developerguide/reserved-topics.html',
      'https://open.iot.10086.cn/doc/mqtt/book/device-develop/manual.html',
    ],
    whenToTurnOff: 'A bridge really carries the topics of one platform to another.',
  },
  options,
  check(context) {
    const reports: Report[] = [];
    const { allow } = optionValues(options, context.options);
    let home: Dialect | undefined;
    let named = false;
    for (const { topic } of context.topics) {
      const dialect = dialectOfTopic(topic.value);
      if (!dialect) continue;
      if (!home) {
        const own = homeOf(context);
        named = own !== undefined;
        home = own ?? dialect;
      }
      if (dialect === home || allow.includes(dialect.id)) continue;
      reports.push({
        span: topic.span,
        message: `This is a topic of ${dialect.name}, but the client ${named ? `belongs to ${home.name}` : `has topics of ${home.name} too`}: nobody answers there.`,
      });
    }
    return reports;
  },
  examples: [
    {
      path: 'bridge.json',
      options: { allow: ['alibaba'] },
      text: `{
  "host": "broker.example.com",
  "client_id": "meter-7",
  "publish": ["$oc/devices/meter-7/sys/properties/report", "/sys/238322/meter-7/thing/event/property/post"]
}
`,
      findings: [],
    },
    {
      path: 'device.json',
      text: `{
  "host": "mqtts.heclouds.com",
  "client_id": "meter-7",
  "username": "238322",
  "publish": "/sys/238322/meter-7/thing/event/property/post"
}
`,
      findings: [
        {
          line: 5,
          column: 14,
          message: 'This is a topic of Alibaba Cloud IoT, but the client belongs to OneNET: nobody answers there.',
        },
      ],
    },
    {
      path: 'device.yaml',
      text: `mqtt:
  host: broker.example.com
  publish: $oc/devices/meter-7/sys/properties/report
  subscribe: $aws/things/meter-7/shadow/update/accepted
`,
      findings: [
        {
          line: 4,
          column: 14,
          message:
            'This is a topic of AWS IoT, but the client has topics of Huawei Cloud IoT too: nobody answers there.',
        },
      ],
    },
    {
      path: 'device.yaml',
      text: `mqtt:
  host: broker.example.com
  publish: $oc/devices/meter-7/sys/properties/report
  subscribe: $oc/devices/meter-7/sys/messages/down
`,
      findings: [],
    },
  ],
};

function homeOf({ client, guard }: DocumentContext): Dialect | undefined {
  const written = client.host ?? client.broker;
  const byHost = written && dialectOfHost(written.value);
  if (byHost) return byHost;
  const [host] = hostsOf(guard.policy);
  return host === undefined ? undefined : dialectOfHost(host);
}

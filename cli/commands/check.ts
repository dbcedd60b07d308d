import { type Command, Option } from 'commander';
import type { Guard } from '../../src/engine/guard.js';
import type { Facts, Judgement, PartialConnect } from '../../src/engine/packets.js';
import { explainJudgement } from '../check/explain.js';
import { refuseUnknownNames } from '../check/identity.js';
import { choosePolicyFor } from '../check/policy.js';
import { tokenParts } from '../check/token.js';
import { ExitCode, UsageError } from '../exit.js';
import { guardForCommand, roleOption } from '../guard.js';
import {
  eachTime,
  flag,
  type NamesAndValues,
  nameAndValue,
  protocolLevel,
  settingOption,
  wholeNumber,
} from '../options.js';
import { write } from '../output.js';

import { colourWanted, painter } from '../terminal.js';

interface WhoOptions {
  readonly policy?: string;
  readonly json?: boolean;
  readonly role?: readonly string[];
  readonly clientId?: string;
  readonly username?: string;
  readonly identity?: NamesAndValues;
  readonly setting?: NamesAndValues;
}
interface MessageOptions extends WhoOptions {
  readonly qos: number;
  readonly retain?: boolean;
  readonly dup?: boolean;
  readonly payload?: string;
  readonly payloadBytes?: number;
}
interface ConnectCommandOptions extends WhoOptions {
  readonly password?: string;
  readonly protocol: number;
  readonly cleanSession: boolean;
  readonly keepAlive: number;
  readonly willTopic?: string;
  readonly willPayload?: string;
  readonly willQos?: number;
  readonly willRetain?: boolean;
  readonly now?: number;
}

export function define(command: Command, finish: (exitCode: number) => void): void {
  const run = async (facts: Facts, options: WhoOptions, shown: string): Promise<void> =>
    finish(await check(facts, options, shown));

  who(command.command('connect').description('may a client connect like this?'))
    .option('--password <text>', 'the password; a token is explained part by part')
    .addOption(
      new Option('--protocol <version>', 'MQTT version: 3.1, 3.1.1 or 5').argParser(protocolLevel).default(4, '3.1.1'),
    )
    .addOption(new Option('--clean-session <0|1>', 'clean session').argParser(flag).default(true, '1'))
    .option('--keep-alive <seconds>', 'keep-alive', wholeNumber, 60)
    .option('--will-topic <topic>', 'the will')
    .option('--will-payload <text>', 'its payload')
    .option('--will-qos <number>', 'its QoS', wholeNumber)
    .option('--will-retain', 'its retain flag')
    .option('--now <seconds>', 'Unix time for the expiry of a token; the clock, if it is not said', wholeNumber)
    .action((options: ConnectCommandOptions) => run({ connect: connectOf(options) }, options, 'connect'));

  who(command.command('publish').description('may a client publish this?'))
    .argument('<topic>')
    .option('--qos <number>', 'QoS', wholeNumber, 0)
    .option('--retain', 'retain')
    .option('--dup', 'sent again')
    .option('--payload <text>', 'the payload; an empty one, if it is not said')
    .option('--payload-bytes <number>', 'its size, where the payload is not at hand', wholeNumber)
    .action((topic: string, options: MessageOptions) => {
      const { payload, payloadBytes, dup = false } = options;
      if (payload !== undefined && payloadBytes !== undefined)
        throw new UsageError(
          '--payload-bytes is for a payload that is not at hand, and --payload gives one: leave one out.',
        );
      const size = payloadBytes === undefined ? { payload: payload ?? '' } : { payloadBytes };
      return run(
        { publish: { topic, qos: options.qos, retain: options.retain ?? false, dup, ...size } },
        options,
        `publish ${topic}`,
      );
    });

  who(command.command('subscribe').description('may a client subscribe to this?'))
    .argument('<filter>')
    .option('--qos <number>', 'QoS', wholeNumber, 0)
    .action((filter: string, options: MessageOptions) =>
      run({ subscribe: { filter, qos: options.qos } }, options, `subscribe ${filter}`),
    );

  who(command.command('receive').description('may a client get a message on this topic?'))
    .argument('<topic>')
    .option('--qos <number>', 'QoS', wholeNumber, 0)
    .option('--retain', 'a retained message')
    .action((topic: string, options: MessageOptions) =>
      run(
        { receive: { topic, qos: options.qos, retain: options.retain ?? false, payloadBytes: 0 } },
        options,
        `receive ${topic}`,
      ),
    );
}

/** Who asks, and by which policy. */
function who(command: Command): Command {
  return command
    .option('--policy <name|file>', 'the policy; chosen by the topic, if it is not said')
    .option('--client-id <text>', 'client id')
    .option('--username <text>', 'user name')
    .option('--identity <name=value>', 'a name of the policy and its value; may be repeated', nameAndValue)
    .option(...roleOption, eachTime)
    .option(...settingOption)
    .option('--json', 'the judgement as JSON');
}

/** A whole packet: what is not said is not there. */
function connectOf(options: ConnectCommandOptions): PartialConnect {
  const { willTopic, willPayload, willQos, willRetain } = options;
  const will =
    willTopic === undefined
      ? null
      : { topic: willTopic, payload: willPayload ?? '', qos: willQos ?? 0, retain: willRetain ?? false };
  return {
    clientId: options.clientId ?? '',
    username: options.username ?? null,
    password: options.password ?? null,
    protocolLevel: options.protocol,
    cleanSession: options.cleanSession,
    keepAlive: options.keepAlive,
    will,
    now: options.now ?? Math.floor(Date.now() / 1000),
    ...(will === null && willQos !== undefined && { willQos }),
    ...(will === null && willRetain !== undefined && { willRetain }),
  };
}

async function check(facts: Facts, options: WhoOptions, shown: string): Promise<number> {
  const topic = facts.publish?.topic ?? facts.subscribe?.filter ?? facts.receive?.topic;
  const choice =
    options.policy === undefined
      ? choosePolicyFor(typeof topic === 'string' ? topic : undefined)
      : { name: options.policy, why: 'it was asked for' };
  const guard = await guardForCommand(choice.name, options.role, options.setting);
  refuseUnknownNames(guard.policy, options.identity, options.policy === undefined ? choice.why : undefined);
  const judgement = guard.judge({ ...whoAsks(options), ...facts });
  if (options.json) await write(`${JSON.stringify({ policy: guard.policy.name, ...judgement })}\n`);
  else await write(explain(guard, choice, judgement, facts, shown));
  return judgement.status === 'allowed' ? ExitCode.clean : ExitCode.findings;
}

function whoAsks({ clientId, username, identity }: WhoOptions): Facts {
  const connect = { ...(clientId !== undefined && { clientId }), ...(username !== undefined && { username }) };
  return { connect, ...(identity && { identity }) };
}

function explain(
  guard: Guard,
  choice: { name: string; why: string },
  judgement: Judgement,
  facts: Facts,
  shown: string,
): string {
  const paint = painter(colourWanted(process.stdout));
  const parts = facts.connect && shown === 'connect' ? tokenParts(guard, facts.connect, paint) : '';
  return (
    explainJudgement({ policy: guard.policy, policyPath: choice.name, why: choice.why, judgement, shown, paint }) +
    parts
  );
}

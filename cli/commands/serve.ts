import { createHash } from 'node:crypto';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type BrokerName, brokerNames, brokers } from '../../src/brokers/http/brokers.js';
import { brokerConfiguration } from '../../src/brokers/http/configuration.js';
import type { HookOptions } from '../../src/brokers/http/hook.js';
import { layersOf } from '../../src/policy/layers.js';
import { ExitCode, UsageError } from '../exit.js';
import { readOptionFile } from '../files.js';
import { guardForCommand, roleOption } from '../guard.js';
import { type Address, cannotListen, isLoopback, listenAddress, spellAddress } from '../listen.js';
import { eachTime, type NamesAndValues, settingOption, wholeNumber } from '../options.js';
import { write } from '../output.js';
import type { Loaded, ServeOptions } from '../serve/options.js';
import { type Credentials, readCredentials, type TlsOptions, tlsCertOption, tlsKeyOption, wantsTls } from '../tls.js';

/** Where the token is taken from when no file is named: never from the command line, which other users can read. */
const tokenVariable = 'TOPICGUARD_TOKEN';

interface Options
  extends Pick<ServeOptions, 'bodyLimit' | 'timeLimit' | 'grace' | 'log' | 'sessions'>,
    HookOptions,
    TlsOptions {
  readonly policy: string;
  readonly role?: readonly string[];
  readonly setting?: NamesAndValues;
  readonly listen: Address;
  readonly printConfig?: BrokerName;
  readonly tokenFile?: string;
}

export function define(command: Command, finish: (exitCode: number) => void): void {
  command
    .requiredOption('--policy <name|file>', 'the policy that decides')
    .option(...roleOption, eachTime)
    .option(...settingOption)
    .addOption(
      new Option('--listen <host:port>', 'where to listen')
        .argParser(listenAddress)
        .default({ host: '127.0.0.1', port: 8383 }, '127.0.0.1:8383'),
    )
    .option(...tlsCertOption)
    .option(...tlsKeyOption)
    .addOption(new Option('--print-config <broker>', "print the broker's side and end").choices([...brokerNames]))
    .option('--token-file <file>', `the bearer token that callers must bring (or in ${tokenVariable})`)
    .addOption(
      new Option('--logins <how>', 'a login that the policy allows is accepted, or passed to the next authenticator')
        .choices(['accept', 'pass'])
        .default('accept'),
    )
    .addOption(
      new Option('--log <which>', 'decisions that are logged').choices(['all', 'denied', 'none']).default('all'),
    )
    .option('--body-limit <bytes>', 'the largest body that is read', atLeastOne, 1024 * 1024)
    .option('--time-limit <seconds>', 'how long a request may take to arrive', seconds, 5)
    .option('--grace <seconds>', 'how long open requests may take when stopping', seconds, 5)
    .option('--sessions <number>', 'how many sessions are kept', atLeastOne, 10_000)
    .addOption(
      new Option('--mosquitto-responses <mode>', "mosquitto-go-auth's http_response_mode")
        .choices(['status', 'json', 'text'])
        .default('status'),
    )
    .option('--rabbitmq-vhost <name>', 'the vhost of MQTT clients', '/')
    .option('--rabbitmq-exchange <name>', 'the exchange of MQTT topics', 'amq.topic')
    .action(async (options: Options) => finish(await serve(options)));
}

function atLeastOne(text: string): number {
  const number = wholeNumber(text);
  if (number === 0) throw new InvalidArgumentError('It has to be at least 1.');
  return number;
}

/** A timer holds no more than 24 days. */
function seconds(text: string): number {
  const number = atLeastOne(text);
  if (number > 86_400) throw new InvalidArgumentError('It has to be at most a day.');
  return number;
}

async function serve(options: Options): Promise<number> {
  const { listen, printConfig } = options;
  const token = readToken(options.tokenFile);
  if (printConfig !== undefined) {
    const scheme = wantsTls(options) ? 'https' : 'http';
    const site = { ...options, url: `${scheme}://${spellAddress(listen)}`, token: token !== undefined };
    await write(brokerConfiguration(printConfig, site));
    return ExitCode.clean;
  }
  const credentials = readCredentials(options);
  try {
    // A bundle of its own, so that no other command pays for it.
    const server = await import('../serve/index.js');
    await server.serve({
      ...options,
      hooks: options,
      credentials,
      token,
      load: (looksFor) => load(options, looksFor),
      notes: notesFor(options, token, credentials),
      tell: (line) => void process.stderr.write(`${line}\n`),
    });
  } catch (error) {
    throw cannotListen(error, listen) ?? error;
  }
  return ExitCode.clean;
}

/** What the operator has to know, once it is clear that there is a server. */
function notesFor(
  { listen, logins }: Options,
  token: string | undefined,
  credentials: Credentials | undefined,
): readonly string[] {
  const notes = Object.values(brokers).map(
    ({ title, blind }) => `${title} does not tell, so this is not judged: ${blind}.`,
  );
  if (logins === 'accept')
    notes.push(
      'Passwords: their form is judged as the policy says, not whether they are right (--logins pass leaves that to the broker).',
    );
  if (isLoopback(listen)) return notes;
  if (token === undefined)
    notes.push(`Listening beyond this machine without a token: whoever reaches ${listen.host} can ask.`);
  if (credentials === undefined)
    notes.push(
      'Listening beyond this machine without TLS: whoever is on the way can read what brokers send, the token too.',
    );
  return notes;
}

async function load({ policy, role, setting }: Options, looksFor: (file: string) => void): Promise<Loaded> {
  const guard = await guardForCommand(policy, role, setting, { now: () => Math.floor(Date.now() / 1000), looksFor });
  const { policyToJson } = await import('../../src/policy/index.js');
  const settings = Object.entries(setting ?? {}).sort();
  const digest = createHash('sha256')
    .update(JSON.stringify([layersOf(guard.policy).map(policyToJson), [...(role ?? [])].sort(), settings]))
    .digest('hex');
  return { guard, policy: guard.policy.name, digest };
}

function readToken(file: string | undefined): string | undefined {
  let token = process.env[tokenVariable] || undefined;
  if (file !== undefined) {
    token = readOptionFile('The token file', file).toString('utf8').trim();
    if (token === '') throw new UsageError(`The token file ${file} is empty.`);
  }
  if (token !== undefined && /\s/.test(token)) throw new UsageError('The token may hold no blank and no line feed.');
  return token;
}

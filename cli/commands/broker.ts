import { type Command, InvalidArgumentError, Option } from 'commander';
import type { BrokerOptions } from '../broker/options.js';
import { roleOption } from '../guard.js';
import { listenAddress } from '../listen.js';
import { eachTime, settingOption } from '../options.js';
import { tlsCertOption, tlsKeyOption } from '../tls.js';

export function define(command: Command, finish: (exitCode: number) => void): void {
  command
    .requiredOption('--policy <name|file>', 'the policy that decides; read again when the file changes, and on SIGHUP')
    .addOption(
      new Option('--listen <host:port>', 'where devices connect')
        .argParser(listenAddress)
        .default({ host: '127.0.0.1', port: 1883 }, '127.0.0.1:1883'),
    )
    .option('--websocket <host:port>', 'where they connect over WebSocket, too', listenAddress)
    .option(...tlsCertOption)
    .option(...tlsKeyOption)
    .option(...roleOption, eachTime)
    .option(...settingOption)
    .option(
      '--key <key>',
      'an access key; tokens have to be signed with it (or TOPICGUARD_KEY); may be repeated',
      eachTime,
    )
    .option('--command <payload>', 'a command that every device gets again and again')
    .option('--every <seconds>', 'how often', seconds, 30)
    .option('--command-timeout <seconds>', 'how long a device has for its answer', seconds, 10)
    .option('--json', 'one JSON object a line, for programs')
    .action(async (options: BrokerOptions) => {
      // A bundle of its own, so that no other command pays for it.
      const { runBroker } = await import('../broker/main.js');
      finish(await runBroker(options));
    });
}

function seconds(text: string): number {
  const value = Number(text);
  if (!(value >= 0.1 && value <= 86_400))
    throw new InvalidArgumentError('It has to be a number of seconds, 0.1 to 86400.');
  return value;
}

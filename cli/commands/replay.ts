import { type Command, InvalidArgumentError } from 'commander';
import { roleOption } from '../guard.js';
import { eachTime, settingOption, wholeNumber } from '../options.js';
import type { ReplayOptions } from '../replay/options.js';

export function define(command: Command, finish: (exitCode: number) => void): void {
  command
    .argument('<script>', 'a session script (.mqtt)')
    .requiredOption(
      '--broker <url>',
      'mqtt://HOST:PORT or mqtts://HOST:PORT, with USER:PASSWORD@ if need be',
      brokerUrl,
    )
    .option('--policy <name|file>', 'the policy that predicts, whatever the script says itself')
    .option(...roleOption, eachTime)
    .option(...settingOption)
    .option('--ca <file>', 'certificates (PEM) to trust, for mqtts')
    .option('--publisher <url>', 'a client that may publish what "receive" lines ask for', brokerUrl)
    .option('--timeout <milliseconds>', 'how long the broker has for an answer', wholeNumber, 2000)
    .option('--pace <milliseconds>', 'how long to wait between two requests', wholeNumber, 0)
    .action(async (script: string, options: ReplayOptions) => {
      // A bundle of its own, so that no other command pays for it.
      const { replay } = await import('../replay/main.js');
      finish(await replay(script, options));
    });
}

function brokerUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !['mqtt:', 'mqtts:'].includes(url.protocol) || url.hostname === '')
    throw new InvalidArgumentError('It has to be mqtt://HOST:PORT or mqtts://HOST:PORT.');
  return url;
}

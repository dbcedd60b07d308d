/** `topicguard broker`: a platform on a desk. A bundle of its own. */
import { Aedes } from 'aedes';
import { type GuardedAedes, guardAedes } from '../../src/brokers/aedes/index.js';
import { socketFacts } from '../../src/brokers/aedes/socket-facts.js';
import { playedPolicies, playerFor } from '../../src/brokers/platforms/index.js';
import type { Platform } from '../../src/brokers/platforms/platform.js';
import { ExitCode, UsageError } from '../exit.js';
import { guardForCommand } from '../guard.js';
import { loadForCommand } from '../policy.js';
import { colourWanted, painter } from '../terminal.js';
import { type PageWatch, watchPages } from '../watch-pages.js';
import { readCommands } from './input.js';
import { humanLog, jsonLog, type Log } from './log.js';
import type { BrokerOptions } from './options.js';
import { openDoors } from './servers.js';

/** Runs until SIGINT or SIGTERM. Throws UsageError when it cannot start. */
export async function runBroker(options: BrokerOptions): Promise<number> {
  let reload = (): void => {};
  const pages = watchPages(() => reload());
  const guard = await pages.load((looksFor) =>
    guardForCommand(options.policy, options.role, options.setting, { looksFor }),
  );
  const play = playerOf(guard.policy.name, options);
  const write = (line: string): void => void process.stdout.write(`${line}\n`);
  const log = options.json
    ? jsonLog(write, () => guard.policy)
    : humanLog(write, () => guard.policy, painter(colourWanted(process.stdout)));
  const stopped = stopSignal();
  const aedes = await Aedes.createBroker();
  const guarded = guardAedes(aedes, guard, {
    facts: (stream, request) => {
      const facts = socketFacts(stream, request);
      return { ...facts, listener: `${request ? 'ws' : 'mqtt'}${facts.tls ? 's' : ''}` };
    },
  });
  guarded.on('verdict', (event) => log.verdict(event));
  const platform = play?.(guarded, log);
  reload = reloading(guarded, options, log, pages);
  process.on('SIGHUP', reload);
  try {
    const doors = await openDoors(options, guarded.handle);
    log.listening(doors.urls, guard.policy);
    if (platform && keysOf(options).length === 0) log.note('Without --key the signatures of tokens are not verified.');
    await stopped;
    log.note('Stopping.');
    await new Promise<void>((resolve) => aedes.close(() => resolve()));
    await doors.close();
  } finally {
    process.off('SIGHUP', reload);
    pages.stop();
    platform?.stop();
    // Timers of Aedes would keep the process.
    aedes.close();
    process.stdin.destroy();
  }
  return ExitCode.clean;
}

function keysOf({ key }: BrokerOptions): readonly string[] {
  const fromEnvironment = process.env.TOPICGUARD_KEY;
  return key ?? (fromEnvironment ? [fromEnvironment] : []);
}

/** The other side of the devices, where the policy is that of a platform which is played. Throws UsageError. */
function playerOf(policy: string, options: BrokerOptions): ((guarded: GuardedAedes, log: Log) => Platform) | undefined {
  const { command, every, commandTimeout } = options;
  const player = playerFor(policy);
  const keys = keysOf(options);
  if (!player) {
    const wanted = options.key ? '--key' : command === undefined ? undefined : '--command';
    if (wanted === undefined) return undefined;
    throw new UsageError(
      `${wanted} is for policies whose platform is played (${playedPolicies().join(', ')}); this one is ${policy}.`,
    );
  }
  if (keys.some((key) => !/^[A-Za-z0-9+/]{4,}={0,2}$/.test(key)))
    throw new UsageError('An access key is Base64, as the console shows it.');
  return (guarded, log) => {
    const platform = player(guarded, { keys, commandTimeout, report: (event) => log.platform(event) });
    const timer = command === undefined ? undefined : setInterval(() => platform.command(command), every * 1000);
    readCommands(process.stdin, platform, (text) => log.note(text)).catch(() => {});
    return {
      ...platform,
      stop() {
        clearInterval(timer);
        platform.stop();
      },
    };
  };
}

/** Reads the policy again. One that cannot be used leaves the old one in force. */
function reloading(guarded: GuardedAedes, { policy: file }: BrokerOptions, log: Log, pages: PageWatch): () => void {
  let running = Promise.resolve();
  return () => {
    running = running.then(async () => {
      try {
        const policy = await pages.load((looksFor) => loadForCommand(file, { looksFor }));
        log.reloaded(policy, guarded.reload(policy));
      } catch (error) {
        // Whatever it was, it must not end the broker.
        log.note(`The policy that was in force stays. ${error instanceof Error ? error.message : String(error)}`);
      }
    });
  };
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGINT', () => resolve());
    process.once('SIGTERM', () => resolve());
  });
}

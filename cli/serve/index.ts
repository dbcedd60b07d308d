/** `topicguard serve`: runs until it is told to stop. A bundle of its own; `cli/commands/serve.ts` loads it. */
import type { AddressInfo } from 'node:net';
import { stripVTControlCharacters } from 'node:util';
import { Later } from './later.js';
import { createLog } from './log.js';
import { createMetrics } from './metrics.js';
import type { ServeOptions } from './options.js';
import { keepPolicy, type PolicyKeeper } from './policy.js';
import { createServer } from './server.js';

/**
 * Resolves when the server has stopped. Rejects with what `load` throws when the first policy cannot be used, and with the system's
 * error when the address cannot be listened on.
 */
export async function serve(options: ServeOptions): Promise<void> {
  let policy: PolicyKeeper | undefined;
  const metrics = createMetrics(() => policy?.current.desk.sessions ?? 0);
  const log = createLog(options.log, () => metrics.logDropped.inc());
  const inForce = ({ policy: name, digest }: { readonly policy: string; readonly digest: string }): void => {
    metrics.policy.reset();
    metrics.policy.set({ policy: name, digest }, 1);
    metrics.reloadWorked.set(1);
  };
  policy = await keepPolicy(options, {
    loaded(next) {
      inForce(next);
      metrics.reloads.inc({ result: 'ok' });
      log.info({ policy: next.policy, digest: next.digest }, 'policy reloaded');
    },
    failed(words) {
      // A message for a terminal may be coloured.
      const message = stripVTControlCharacters(words);
      metrics.reloadWorked.set(0);
      metrics.reloads.inc({ result: 'failed' });
      log.error(
        { error: message, digest: policy?.current.digest },
        'the new policy cannot be used; the last good one stays',
      );
    },
  });
  const { current } = policy;
  inForce(current);

  const hangUp = (): void => void policy?.reload();
  process.on('SIGHUP', hangUp);
  let stopping = false;
  const later = new Later((error) =>
    log.error({ error: error instanceof Error ? error.stack : String(error) }, 'failed'),
  );
  const app = createServer(options, { policy, log, metrics, later, stopping: () => stopping });
  await app.listen(options.listen);
  const { address, port, family } = app.server.address() as AddressInfo;
  const url = `${options.credentials ? 'https' : 'http'}://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
  for (const note of options.notes) options.tell(note);
  options.tell(`topicguard serve: ${url}, policy ${current.policy} (${current.digest.slice(0, 12)})`);
  log.info({ url, policy: current.policy, digest: current.digest }, 'listening');

  await new Promise<void>((resolve) => {
    const stop = (): void => {
      if (stopping) return;
      stopping = true;
      log.info({}, 'stopping');
      // Requests that have come in are answered; after that time the rest is cut off.
      const cutOff = setTimeout(() => app.server.closeAllConnections(), options.grace * 1000);
      app.close().then(
        () => {
          clearTimeout(cutOff);
          resolve();
        },
        () => resolve(),
      );
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  });
  process.off('SIGHUP', hangUp);
  policy.stop();
  later.finish();
  log.info({}, 'stopped');
  await log.close();
}

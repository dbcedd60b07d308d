/** The policy in force: loaded, reloaded, and the last good one kept when the newest cannot be used. */
import { unwatchFile, watchFile } from 'node:fs';
import { createDesk, type Desk } from '../../src/brokers/http/desk.js';
import type { Loaded, ServeOptions } from './options.js';

export interface InForce extends Loaded {
  readonly desk: Desk;
}

export interface PolicyKeeper {
  /** Read anew for each decision, and used for the whole of it. */
  readonly current: InForce;
  /** Never rejects. One at a time: a wish that comes during a reload is done after it. */
  reload(): Promise<void>;
  stop(): void;
}

interface Reported {
  loaded(policy: InForce): void;
  failed(message: string): void;
}

/** Milliseconds between looks at the file. Looking is what also sees a link that now leads elsewhere, as in a ConfigMap. */
const lookEvery = 500;

/** Throws what `load` throws when the first policy cannot be used. */
export async function keepPolicy(
  { load, watch, sessions }: Pick<ServeOptions, 'load' | 'watch' | 'sessions'>,
  reported: Reported,
): Promise<PolicyKeeper> {
  const take = (loaded: Loaded): InForce => ({ ...loaded, desk: createDesk(loaded.guard, { sessions }) });
  let current = take(await load());
  let running: Promise<void> | undefined;
  let again = false;

  async function reloadOnce(): Promise<void> {
    try {
      // A desk of its own: no session of the old policy is asked again.
      current = take(await load());
      reported.loaded(current);
    } catch (error) {
      reported.failed(error instanceof Error ? error.message : String(error));
    }
  }
  async function reloadAll(): Promise<void> {
    do {
      again = false;
      await reloadOnce();
    } while (again);
    running = undefined;
  }
  function reload(): Promise<void> {
    if (running) again = true;
    else running = reloadAll();
    return running;
  }
  const changed = (): void => void reload();
  if (watch !== undefined) watchFile(watch, { interval: lookEvery, persistent: false }, changed);
  return {
    get current() {
      return current;
    },
    reload,
    stop() {
      if (watch !== undefined) unwatchFile(watch, changed);
    },
  };
}

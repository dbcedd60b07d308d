/** The policy in force: loaded, reloaded, and the last good one kept when the newest cannot be used. */
import { createDesk, type Desk } from '../../src/brokers/http/desk.js';
import { watchPages } from '../watch-pages.js';
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

/** Throws what `load` throws when the first policy cannot be used. */
export async function keepPolicy(
  { load, sessions }: Pick<ServeOptions, 'load' | 'sessions'>,
  reported: Reported,
): Promise<PolicyKeeper> {
  const take = (loaded: Loaded): InForce => ({ ...loaded, desk: createDesk(loaded.guard, { sessions }) });
  const pages = watchPages(() => void reload());
  let current: InForce;
  // A change that is seen during the first load is for the time after it.
  let running: Promise<void> | undefined = Promise.resolve();
  let again = false;

  async function reloadOnce(): Promise<void> {
    try {
      // A desk of its own: no session of the old policy is asked again.
      current = take(await pages.load(load));
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
  current = take(await pages.load(load));
  running = undefined;
  if (again) void reload();
  return {
    get current() {
      return current;
    },
    reload,
    stop: () => pages.stop(),
  };
}

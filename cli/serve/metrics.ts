import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** All metrics of a server; every name begins with `topicguard_`. Labels are names of hooks and rules, never what clients send. */
export function createMetrics(sessions: () => number) {
  const registry = new Registry();
  const registers = [registry];
  // prom-client's default metrics watch the event loop and the garbage collector all the time, which every request would pay for.
  new Gauge({
    name: 'topicguard_process_resident_memory_bytes',
    help: 'Memory of the process',
    registers,
    collect() {
      this.set(process.memoryUsage.rss());
    },
  });
  new Gauge({
    name: 'topicguard_process_cpu_seconds',
    help: 'Processor time of the process since its start',
    registers,
    collect() {
      const { user, system } = process.cpuUsage();
      this.set((user + system) / 1e6);
    },
  });
  new Gauge({
    name: 'topicguard_sessions_kept',
    help: 'Sessions of clients that are kept for their next request',
    registers,
    collect() {
      this.set(sessions());
    },
  });
  return {
    registry,
    decisions: new Counter({
      name: 'topicguard_decisions_total',
      help: 'Decisions by the hook that asked and the answer',
      labelNames: ['hook', 'answer'],
      registers,
    }),
    denials: new Counter({
      name: 'topicguard_denials_total',
      help: 'Denials by the first rule that was violated',
      labelNames: ['rule'],
      registers,
    }),
    seconds: new Histogram({
      name: 'topicguard_decision_seconds',
      help: 'Time from a whole request to its answer',
      buckets: [0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.025, 0.1, 1],
      registers,
    }),
    rejected: new Counter({
      name: 'topicguard_requests_rejected_total',
      help: 'Requests that no decision was made for, by status',
      labelNames: ['status'],
      registers,
    }),
    reloads: new Counter({
      name: 'topicguard_policy_reloads_total',
      help: 'Reloads of the policy by result',
      labelNames: ['result'],
      registers,
    }),
    reloadWorked: new Gauge({
      name: 'topicguard_policy_last_reload_successful',
      help: '1 when the newest policy is in force, 0 when an older one had to be kept',
      registers,
    }),
    policy: new Gauge({
      name: 'topicguard_policy_info',
      help: 'The policy in force',
      labelNames: ['policy', 'digest'],
      registers,
    }),
    logDropped: new Counter({
      name: 'topicguard_log_lines_dropped_total',
      help: 'Log lines that were lost because nobody took them',
      registers,
    }),
  };
}

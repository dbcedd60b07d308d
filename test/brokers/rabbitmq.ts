/**
 * RabbitMQ as Debian packages it, with its MQTT plugin: a broker of its own in a folder of its own, with an epmd of its own,
 * everything on 127.0.0.1.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { answers, freePorts } from '../ports.js';

/** The start script, or nothing where RabbitMQ is not installed. */
export function rabbitmqServer(): string | undefined {
  const folder = '/usr/lib/rabbitmq/lib';
  const versions = existsSync(folder) ? readdirSync(folder).filter((name) => name.startsWith('rabbitmq_server-')) : [];
  const script = path.join(folder, versions.sort().at(-1) ?? '', 'sbin/rabbitmq-server');
  return versions.length > 0 && existsSync(script) ? script : undefined;
}

export interface RabbitMq {
  readonly port: number;
  stop(): Promise<void>;
}

/** `configuration` is what an operator would write into rabbitmq.conf; the listeners are added. */
export async function startRabbitMq(configuration: string): Promise<RabbitMq> {
  const [port, epmdPort, distPort] = (await freePorts(3)) as [number, number, number];
  const folder = mkdtempSync(path.join(os.tmpdir(), 'topicguard-rabbitmq-'));
  for (const name of ['home', 'data', 'log']) mkdirSync(path.join(folder, name));
  writeFileSync(
    path.join(folder, 'rabbitmq.conf'),
    `${configuration}\nlisteners.tcp = none\nmqtt.listeners.tcp.1 = 127.0.0.1:${port}\n`,
  );
  writeFileSync(path.join(folder, 'enabled_plugins'), '[rabbitmq_mqtt,rabbitmq_auth_backend_http].\n');
  const env = {
    PATH: process.env.PATH,
    HOME: path.join(folder, 'home'),
    ERL_EPMD_PORT: String(epmdPort),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_NODENAME: `topicguard${port}@localhost`,
    RABBITMQ_DIST_PORT: String(distPort),
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS: '-kernel inet_dist_use_interface {127,0,0,1}',
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_CONFIG_FILE: path.join(folder, 'rabbitmq.conf'),
    RABBITMQ_ENABLED_PLUGINS_FILE: path.join(folder, 'enabled_plugins'),
    RABBITMQ_MNESIA_BASE: path.join(folder, 'data'),
    RABBITMQ_LOG_BASE: path.join(folder, 'log'),
    RABBITMQ_PID_FILE: path.join(folder, 'pid'),
  };
  const epmd = spawn('epmd', ['-port', String(epmdPort), '-address', '127.0.0.1'], { env, stdio: 'ignore' });
  const server = spawn(rabbitmqServer() as string, [], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let said = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said = `${said}${chunk}`.slice(-4000);
    });
  }
  const stop = async (): Promise<void> => {
    await ended(server, () => process.kill(-(server.pid as number), 'SIGTERM'));
    await ended(epmd, () => epmd.kill('SIGKILL'));
    rmSync(folder, { recursive: true, force: true });
  };
  for (const end = Date.now() + 180_000; !(await answers(port)); ) {
    if (server.exitCode !== null || Date.now() > end) {
      await stop();
      throw new Error(`RabbitMQ did not start: ${said}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return { port, stop };
}

/** Waits for a process to end; one that does not within 20 seconds is killed. */
function ended(child: ChildProcess, end: () => void): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
    child.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
    end();
  });
}

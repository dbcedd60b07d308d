/** The broker's side: configuration that makes it ask. Secrets are never printed; `TOKEN` stands for the bearer token. */
import type { BrokerName } from './brokers.js';
import type { HookOptions } from './hook.js';

export interface Site extends HookOptions {
  /** Where the broker finds the server, `http://127.0.0.1:8383`. */
  readonly url: string;
  /** Whether calls must bring the token. */
  readonly token: boolean;
}

const printers: Readonly<Record<BrokerName, (site: Site) => string>> = { emqx, vernemq, rabbitmq, mosquitto };

export function brokerConfiguration(broker: BrokerName, site: Site): string {
  return printers[broker](site);
}

/** Where the operator puts the certificate of whoever signed the server's. */
const authority = '/etc/topicguard/ca.pem';

function isTls({ url }: Site): boolean {
  return url.startsWith('https:');
}

function emqx(site: Site): string {
  const { url, token, logins } = site;
  const ssl = isTls(site) ? `\n    ssl { enable = true, verify = verify_peer, cacertfile = "${authority}" }` : '';
  const headers = `headers { "content-type" = "application/json"${token ? ', "authorization" = "Bearer TOKEN"' : ''} }`;
  return `# EMQX 5 and 6: etc/emqx.conf. No other source may follow that allows what this one does not answer.
authentication = [
  {
    mechanism = password_based
    backend = http
    method = post
    url = "${url}/emqx/authn"${ssl}
    ${headers}
    body {
      clientid = "\${clientid}"
      username = "\${username}"
      password = "\${password}"
      peerhost = "\${peerhost}"
    }
    request_timeout = 5s
  }${logins === 'pass' ? '\n  # The next authenticator, which knows whether the password is right, comes here.' : ''}
]
authorization {
  no_match = deny
  deny_action = disconnect
  # Answers are cached for a minute by default: a changed policy would reach connected clients late.
  cache { enable = false }
  sources = [
    {
      type = http
      enable = true
      method = post
      url = "${url}/emqx/authz"${ssl.replace('\n', '\n  ')}
      ${headers}
      body {
        clientid = "\${clientid}"
        username = "\${username}"
        peerhost = "\${peerhost}"
        action = "\${action}"
        topic = "\${topic}"
        qos = "\${qos}"
        retain = "\${retain}"
      }
      request_timeout = 5s
    }
  ]
}
`;
}

function vernemq(site: Site): string {
  const names = ['register', 'publish', 'subscribe'].flatMap((hook) => [`auth_on_${hook}`, `auth_on_${hook}_m5`]);
  const hooks = names.map(
    (name, at) =>
      `vmq_webhooks.topicguard${at + 1}.hook = ${name}\nvmq_webhooks.topicguard${at + 1}.endpoint = ${withToken(site)}/vernemq\n`,
  );
  return `# VerneMQ: vernemq.conf. The file plugins are off, since the first plugin that says yes decides.
allow_anonymous = off
plugins.vmq_acl = off
plugins.vmq_passwd = off
plugins.vmq_webhooks = on
${isTls(site) ? `vmq_webhooks.cafile = ${authority}\nvmq_webhooks.verify_peer = on\n` : ''}${hooks.join('')}`;
}

function rabbitmq(site: Site): string {
  const paths = ['user', 'vhost', 'resource', 'topic'];
  return `# RabbitMQ: rabbitmq.conf. Plugins: rabbitmq_mqtt, rabbitmq_auth_backend_http.
auth_backends.1 = http
auth_http.http_method = post
${paths.map((name) => `auth_http.${name}_path = ${withToken(site)}/rabbitmq/${name}\n`).join('')}mqtt.allow_anonymous = false
mqtt.vhost = ${site.rabbitmqVhost}
mqtt.exchange = ${site.rabbitmqExchange}
${isTls(site) ? `auth_http.ssl_options.verify = verify_peer\nauth_http.ssl_options.cacertfile = ${authority}\n` : ''}`;
}

function mosquitto(site: Site): string {
  const { hostname, port } = new URL(site.url);
  return `# Mosquitto: mosquitto.conf, with mosquitto-go-auth. Its cache is off: a changed policy counts at once.
allow_anonymous false
auth_plugin /etc/mosquitto/go-auth.so
auth_opt_backends http
auth_opt_disable_superuser true
auth_opt_cache false
auth_opt_http_host ${site.token ? 'topicguard:TOKEN@' : ''}${hostname}
auth_opt_http_port ${port || (isTls(site) ? '443' : '80')}
auth_opt_http_with_tls ${isTls(site)}
auth_opt_http_verify_peer ${isTls(site)}
auth_opt_http_params_mode json
auth_opt_http_response_mode ${site.mosquittoResponses}
auth_opt_http_getuser_uri /mosquitto/user
auth_opt_http_superuser_uri /mosquitto/superuser
auth_opt_http_aclcheck_uri /mosquitto/acl
`;
}

/** Brokers that can send no header of their own take the token as the password of the address. */
function withToken({ url, token }: Site): string {
  return token ? url.replace('://', '://topicguard:TOKEN@') : url;
}

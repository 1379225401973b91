import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from '@/e2e/support/test-server';
import { createWorkplace, findProgram, untilListening } from './programs';

/** The proxies of docs/mtls-peers.md, each with the least configuration around the page's lines. */
export type MtlsProxy = 'nginx' | 'haproxy' | 'caddy' | 'stunnel' | 'apache2' | 'envoy';

/** What callers of the proxy speak: HTTP, or TLS as the lines say. */
export type Front = 'plain' | 'tls';

type Place = { folder: string; port: number; front: Front };
type Skeleton = {
  configuration: (place: Place, lines: string) => string;
  args: (file: string, folder: string) => string[];
};

/** nginx's JavaScript module, where Debian puts it. */
export const NGINX_JS = '/usr/lib/nginx/modules/ngx_http_js_module.so';

const nginx: Skeleton = {
  configuration: ({ folder, port, front }, lines) => {
    // What is for a location stands in the server, all else beside it.
    const at = lines.indexOf('location ');
    const [beside, locations] = [lines.slice(0, at), lines.slice(at)];
    const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
    const module = beside.includes('js_import') ? `load_module ${NGINX_JS};` : '';
    return `${module} daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {}
      http { access_log off;
      ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join('\n')}
      ${beside}
      server { listen 127.0.0.1:${port} ${front === 'tls' ? 'ssl' : ''};
      ${locations} } }`;
  },
  args: (file, folder) => ['-e', `${folder}/error.log`, '-p', folder, '-c', file],
};

const haproxy: Skeleton = {
  configuration: ({ port, front }, lines) => {
    return `defaults
  mode http
  timeout connect 2s
  timeout client 9s
  timeout server 9s
frontend site
  ${front === 'plain' ? `bind 127.0.0.1:${port}` : ''}
  ${lines.replace('bind :443', `bind 127.0.0.1:${port}`).split('\n').join('\n  ')}
`;
  },
  args: (file) => ['-db', '-f', file],
};

const caddy: Skeleton = {
  configuration: ({ folder, port, front }, lines) => {
    return `{
  admin off
  auto_https off
  storage file_system ${folder}/storage
}
${front === 'tls' ? 'https' : 'http'}://localhost:${port} {
  bind 127.0.0.1
  ${lines}
}`;
  },
  args: (file) => ['run', '--adapter', 'caddyfile', '--config', file],
};

const stunnel: Skeleton = {
  configuration: ({ port }, lines) =>
    `foreground = yes\npid =\n${lines.replace(/^accept = .*$/m, `accept = 127.0.0.1:${port}`)}`,
  args: (file) => [file],
};

const apache: Skeleton = {
  configuration: ({ folder, port }, lines) => {
    const modules = 'mpm_event authz_core ssl headers proxy proxy_http'.split(' ');
    return `ServerRoot ${folder}
ServerName localhost
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
DefaultRuntimeDir ${folder}
Listen 127.0.0.1:${port}
${modules.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
<VirtualHost *:${port}>
${lines}
</VirtualHost>`;
  },
  args: (file) => ['-f', file, '-D', 'FOREGROUND'],
};

/** Below `static_resources`; in front of a cluster that is alone stands a listener that sends all there. */
const envoy: Skeleton = {
  configuration: ({ port, front }, lines) => {
    const socket = { socket_address: { address: '127.0.0.1', port_value: port } };
    const type = 'type.googleapis.com/envoy.extensions.filters';
    const manager = {
      '@type': `${type}.network.http_connection_manager.v3.HttpConnectionManager`,
      stat_prefix: 'front',
      http_filters: [
        { name: 'router', typed_config: { '@type': `${type}.http.router.v3.Router` } },
      ],
      route_config: {
        virtual_hosts: [
          {
            name: 'all',
            domains: ['*'],
            routes: [{ match: { prefix: '/' }, route: { cluster: 'billing' } }],
          },
        ],
      },
    };
    const filter = { name: 'http', typed_config: manager };
    const listeners = [{ address: socket, filter_chains: [{ filters: [filter] }] }];
    const whole =
      front === 'plain'
        ? `listeners: ${JSON.stringify(listeners)}\n${lines}`
        : lines.replace(
            /address: 0\.0\.0\.0, port_value: \d+/,
            `address: 127.0.0.1, port_value: ${port}`,
          );
    return `static_resources:\n${whole.replace(/^/gm, '  ')}\n`;
  },
  args: (file) => ['--use-dynamic-base-id', '--concurrency', '1', '-l', 'warn', '-c', file],
};

const SKELETONS: Record<MtlsProxy, Skeleton> = {
  nginx,
  haproxy,
  caddy,
  stunnel,
  apache2: apache,
  envoy,
};

type ProxyOptions = {
  program: MtlsProxy;
  front: Front;
  /** Of the page, with its example paths and addresses. */
  lines: string;
  /** What stands for each example address or text of the page. */
  replaced: Readonly<Record<string, string>>;
  /** Files by name; `/etc/tollgate/` stands for their folder. */
  files: Readonly<Record<string, string>>;
};

/** Starts one of them. @throws {Error} with its output, where it does not start. */
export async function startMtlsProxy(options: ProxyOptions) {
  const { program, front } = options;
  const place = await createWorkplace();
  const port = await freePort();
  let lines = options.lines.replaceAll('/etc/tollgate/', `${place.folder}/`);
  for (const [example, real] of Object.entries(options.replaced)) {
    lines = lines.replaceAll(example, real);
  }
  const skeleton = SKELETONS[program];
  const file = path.join(place.folder, `${program}.${program === 'envoy' ? 'yaml' : 'conf'}`);
  const text = skeleton.configuration({ folder: place.folder, port, front }, lines);
  for (const [name, content] of Object.entries({ ...options.files, [path.basename(file)]: text })) {
    await writeFile(path.join(place.folder, name), content, { mode: 0o600 });
    place.own(path.join(place.folder, name));
  }
  const name = findProgram(program) ?? program;
  const child = place.spawn(name, skeleton.args(file, place.folder));
  const server = await untilListening(child, port);
  return {
    port,
    stop: async () => {
      await server.stop('SIGTERM');
      await place.remove();
    },
  };
}

import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { freePort } from '@/e2e/support/test-server';
import { createWorkplace, untilListening } from './programs';

/** A proxy in front of several web processes, asked in turn. */
export type Proxy = { url: string; port: number; stop: () => Promise<void> };

/** The shortest configuration there is: HTTP/1.0 to web, and Host is the name of the upstream. */
export const NGINX_PLAIN = ['proxy_pass http://web;'];

/** What docs/works-with.md recommends. */
export const NGINX_TUNED = [
  'proxy_pass http://web;',
  'proxy_http_version 1.1;',
  'proxy_set_header Connection "";',
  'proxy_set_header Host $http_host;',
  'proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;',
];

export async function startNginx(location: readonly string[], ports: number[]): Promise<Proxy> {
  const place = await createWorkplace();
  const port = await freePort();
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  const configuration = `
daemon off;
pid ${place.folder}/nginx.pid;
error_log ${place.folder}/error.log;
events {}
http {
  access_log off;
  client_max_body_size 0;
  ${temporary.map((name) => `${name}_temp_path ${place.folder}/${name};`).join('\n  ')}
  upstream web { ${ports.map((one) => `server 127.0.0.1:${one};`).join(' ')} keepalive 16; }
  server {
    listen 127.0.0.1:${port};
    location / { ${location.join('\n      ')} }
  }
}`;
  return start(place, port, 'nginx', configuration, (file) => [
    ...['-e', `${place.folder}/error.log`],
    ...['-p', place.folder, '-c', file],
  ]);
}

export async function startHaproxy(ports: number[]): Promise<Proxy> {
  const place = await createWorkplace();
  const port = await freePort();
  const servers = ports.map((one, index) => `  server web${index} 127.0.0.1:${one} check inter 1s`);
  const configuration = `
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
  timeout check 5s
  option forwardfor
  option redispatch
  retry-on conn-failure empty-response
frontend site
  bind 127.0.0.1:${port}
  default_backend web
backend web
  balance roundrobin
  option httpchk GET /readyz
  http-check expect status 200
${servers.join('\n')}
`;
  return start(place, port, 'haproxy', configuration, (file) => ['-db', '-f', file]);
}

async function start(
  place: Awaited<ReturnType<typeof createWorkplace>>,
  port: number,
  program: string,
  configuration: string,
  args: (file: string) => string[],
): Promise<Proxy> {
  const file = path.join(place.folder, `${program}.conf`);
  await writeFile(file, configuration);
  const server = await untilListening(place.spawn(program, args(file)), port);
  return {
    port,
    url: `http://localhost:${port}`,
    stop: async () => {
      await server.stop('SIGTERM');
      await place.remove();
    },
  };
}

import type { ServerResponse } from 'node:http';

const HSTS_SECONDS = 31_536_000;

const FEATURES = [
  'accelerometer',
  'browsing-topics',
  'camera',
  'display-capture',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'payment',
  'usb',
];

const PERMISSIONS_POLICY = FEATURES.map((feature) => `${feature}=()`).join(', ');

/**
 * What every answer carries. Browsers keep HSTS for a host, all ports of it: on localhost it would
 * break every other server of that machine.
 * @see RFC 6797
 */
export function answerHeaders(app: URL): Record<string, string> {
  const hosted = app.protocol === 'https:' && app.hostname !== 'localhost';
  const hsts = `max-age=${HSTS_SECONDS}; includeSubDomains`;
  return {
    'x-content-type-options': 'nosniff',
    ...(hosted ? { 'strict-transport-security': hsts } : {}),
  };
}

/** Sets it, for a part that writes the rest of its headers itself. */
export function setAnswerHeaders(response: ServerResponse, app: URL): void {
  if (response.headersSent) return;
  for (const [name, value] of Object.entries(answerHeaders(app))) response.setHeader(name, value);
}

/**
 * What every page carries beside its content security policy.
 * @see https://owasp.org/www-project-secure-headers/
 */
export function setPageHeaders(response: ServerResponse, policy: string): void {
  response.setHeader('content-security-policy', policy);
  response.setHeader('x-frame-options', 'DENY');
  response.setHeader('referrer-policy', 'strict-origin-when-cross-origin');
  response.setHeader('cross-origin-opener-policy', 'same-origin');
  response.setHeader('cross-origin-resource-policy', 'same-origin');
  response.setHeader('permissions-policy', PERMISSIONS_POLICY);
}

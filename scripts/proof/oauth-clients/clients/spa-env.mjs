import process from 'node:process';

export { API, assert, browse, flow, ISSUER } from './harness.mjs';
export const { SPA_ID, SPA_ORIGIN } = process.env;

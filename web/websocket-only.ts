import type { Plugin } from 'vite';

const UNUSED = /engine\.io-client\/build\/esm\/transports\/(?:polling-xhr|polling-fetch|webtransport)(?:\.node)?\.js$/;

/**
 * Leaves out the transports of the live connection that the page never asks for: it names `websocket` alone
 * (`src/api/server.ts`), and the library leaves out what is not there.
 */
export function websocketOnly(): Plugin {
  return {
    name: 'websocket-only',
    apply: 'build',
    enforce: 'pre',
    load: (id) => (UNUSED.test(id) ? 'export const XHR = undefined, Fetch = undefined, WT = undefined;' : null),
  };
}

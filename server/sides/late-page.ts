import type { Socket } from 'node:net';
import type { FromHttp2 } from '../http/from-http2.ts';
import type { PageSide } from './page-side.ts';

/** The page's side, from before it is loaded. Whoever asks for it waits until it is there. */
export interface LatePage {
  /** Answers a stream of HTTP/2. */
  answer(request: FromHttp2): void;
  /** Takes a connection that speaks HTTP/1.1. */
  take(socket: Socket): void;
  close(): Promise<void>;
}

/**
 * Express, socket.io and what else the page needs load when somebody first asks for it: loading them stops everything for
 * longer than a call takes, and who only calls needs none of them. `failed` is told once where they cannot be loaded;
 * nobody gets an answer then.
 */
export function createLatePage(load: () => Promise<PageSide>, failed: (error: unknown) => void): LatePage {
  let page: Promise<PageSide> | undefined;
  const loaded = (): Promise<PageSide> => {
    if (!page) {
      page = load();
      page.catch(failed);
    }
    return page;
  };
  return {
    answer(request) {
      request.stream.on('error', ignoreReset);
      loaded().then(
        ({ answer }) => answer(request),
        () => request.stream.close(),
      );
    },
    take(socket) {
      socket.on('error', ignoreReset);
      loaded().then(
        ({ http }) => {
          if (socket.destroyed) return;
          socket.removeListener('error', ignoreReset);
          http.emit('connection', socket);
        },
        () => socket.destroy(),
      );
    },
    async close() {
      const side = await page?.catch(() => undefined);
      await side?.close();
    },
  };
}

/** A connection that breaks while it waits is nobody's loss: the socket closes itself. */
function ignoreReset(): void {
  // Nothing to do.
}

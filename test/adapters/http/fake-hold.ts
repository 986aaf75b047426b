import type { HoldSource } from '../../../server/http/hold-routes.ts';

/** One call waits, `held`; what is done to it is noted in `asked`. */
export function fakeHold(asked: unknown[]): HoldSource {
  const info = { revision: 1, methods: [], waiting: [], releaseBeforeMs: 2_000 };
  const gone = {
    status: 409,
    refused: [{ severity: 'error', code: 'call-not-held', message: 'It does not wait.' }],
  } as const;
  return {
    knows: (method): method is `/${string}/${string}` => method === '/shop.v1.Catalog/GetProduct',
    info: () => info,
    set(request) {
      asked.push(request);
      return info;
    },
    act(call, action) {
      if (call !== 'held') return gone;
      asked.push(action);
      return info;
    },
    reply(call, from, seed) {
      if (call !== 'held') return gone;
      asked.push({ from, seed });
      return { json: '{}', from, note: '' };
    },
  };
}

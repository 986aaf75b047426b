import type { RunningCall } from './running-call.ts';
import { ValueFault } from './value-text.ts';

/** A handler, whatever its kind. */
export type AnyHandler = (input: unknown, call: RunningCall) => unknown;

/** Calls a handler, and ends its call with what comes of it. Never throws; resolves when the handler is done. */
export async function runHandler(
  handler: AnyHandler,
  owner: unknown,
  call: RunningCall,
  request: unknown,
): Promise<void> {
  const { kind } = call.opened;
  const up = kind === 'client_streaming' || kind === 'bidi_streaming';
  const down = kind === 'server_streaming' || kind === 'bidi_streaming';
  try {
    const result: unknown = handler.call(owner, up ? call.incoming : request, call);
    if (down) await streamOut(call, isIterable(result) ? result : await result);
    else await answerOnce(call, result);
  } catch (error) {
    call.fail(error);
  }
}

async function answerOnce(call: RunningCall, result: unknown): Promise<void> {
  if (isAsyncIterable(result)) {
    leave(result);
    throw new ValueFault(
      '',
      'it is a generator, and this method answers with one message: return it from an async function',
    );
  }
  const message: unknown = await result;
  if (call.over) return;
  if (call.sent > 0)
    throw new ValueFault('', 'it used call.send, and this method answers with the one message that is returned');
  if (message === undefined) throw new ValueFault('', 'it returned nothing');
  if (message === null) throw new ValueFault('', 'it returned null');
  await call.send(message);
  call.end('OK', '');
}

async function streamOut(call: RunningCall, result: unknown): Promise<void> {
  if (result === undefined || result === null) return call.end('OK', '');
  if (!isIterable(result))
    throw new ValueFault(
      '',
      'it returned one value, and this method answers with a stream: yield messages, or use call.send',
    );
  const iterator = isAsyncIterable(result) ? result[Symbol.asyncIterator]() : result[Symbol.iterator]();
  // Who waits for nothing but the call is told at once that it is over.
  const stop = (): void => leave(iterator);
  call.signal.addEventListener('abort', stop, { once: true });
  for (;;) {
    const next = await iterator.next();
    if (call.over) return;
    if (next.done) break;
    const value: unknown = await next.value;
    if (value === undefined) throw new ValueFault('', 'it yielded nothing');
    await call.send(value);
    if (call.over) return;
  }
  call.signal.removeEventListener('abort', stop);
  call.end('OK', '');
}

/** Runs what a generator does at its end; what it throws there is nobody's answer. */
function leave(iterator: object): void {
  try {
    const { return: leaving } = iterator as { return?: () => unknown };
    Promise.resolve(leaving?.call(iterator)).catch(() => undefined);
  } catch {
    // Its call is over: there is nobody to tell.
  }
}

const has = (value: unknown, key: symbol): boolean =>
  typeof value === 'object' && value !== null && typeof (value as Record<symbol, unknown>)[key] === 'function';
const isAsyncIterable = (value: unknown): value is AsyncIterable<unknown> => has(value, Symbol.asyncIterator);
const isIterable = (value: unknown): value is AsyncIterable<unknown> | Iterable<unknown> =>
  isAsyncIterable(value) || (has(value, Symbol.iterator) && !(value instanceof Uint8Array));

import type { FromWorker, HandlerKey, OpenedCall, Payload, ToWorker } from '../protocol.ts';
import { MARK } from '../mark.ts';
import type { ServiceHandlers } from '../service.ts';
import { runHandler, type AnyHandler } from './run-handler.ts';
import { PLAIN, RunningCall, type Shape, type Surroundings } from './running-call.ts';
import { thrownText } from './value-text.ts';

/** What comes for one call. */
export type ToCall = Extract<ToWorker, { readonly t: 'open' | 'message' | 'half' | 'cancel' | 'read' }>;

export interface Hosts extends Surroundings {
  /** What was exported, where it can be found again. */
  readonly described: (key: HandlerKey) => ServiceHandlers | undefined;
  /** The descriptors of a service as a `FileDescriptorSet`. */
  readonly descriptors: (service: string) => Uint8Array | undefined;
  /** Acts in the name of a call: what nobody catches is its own. */
  readonly within: (call: RunningCall, act: () => void) => void;
}

/** The calls that handlers answer, wherever they run: each is opened, told what comes, and ended. */
export class RunningCalls {
  readonly #hosts: Hosts;
  readonly #calls = new Map<number, { readonly call: RunningCall; readonly start: (() => void) | undefined }>();
  /** What came for calls that are still being opened. */
  readonly #waiting = new Map<number, ToCall[]>();

  constructor(hosts: Hosts) {
    const post = (message: FromWorker): void => {
      hosts.post(message);
      if (message.t === 'end') this.#calls.delete(message.id);
    };
    this.#hosts = { ...hosts, post };
  }

  hear(message: ToCall): void {
    const { id } = message;
    const waiting = this.#waiting.get(id);
    if (waiting) return void waiting.push(message);
    switch (message.t) {
      case 'open':
        return void this.#open(id, message).catch((error: unknown) => {
          const text = `A defect of the thread of the handlers: ${thrownText(error)}`;
          this.#hosts.post({ t: 'end', id, status: 'INTERNAL', message: text, trailers: [], details: [] });
        });
      case 'message':
        return this.#withCall(id, (call) => told(call, message.data, message.compressed));
      case 'half': {
        const start = this.#calls.get(id)?.start;
        return start ? start() : this.#withCall(id, (call) => call.incoming.finish());
      }
      case 'cancel':
        this.#withCall(id, (call) => call.cancel());
        return void this.#calls.delete(id);
      case 'read':
        return this.#withCall(id, (call) => call.read(message.count));
      default:
        message satisfies never;
    }
  }

  async #open(id: number, opened: OpenedCall): Promise<void> {
    const { key } = opened;
    const described = this.#hosts.described(key);
    const given = (described?.handlers as Record<string, unknown> | undefined)?.[key.name];
    let shape: Shape = PLAIN;
    let handler = given as AnyHandler;
    if (typeof given !== 'function')
      handler = () => {
        throw new Error('this file could not be loaded again after its thread had ended.');
      };
    else if (described?.[MARK] === 'grpc') {
      this.#waiting.set(id, []);
      try {
        const { grpcHandler } = await import('./grpc-handler.ts');
        const set = this.#hosts.descriptors(opened.service);
        const made = await grpcHandler(given as never, described, opened, set);
        shape = made.shape;
        handler = made.handler;
      } catch (error) {
        handler = () => {
          throw error;
        };
      }
    }
    this.#begin(new RunningCall(id, opened, shape, this.#hosts), handler, described?.handlers);
    const pending = this.#waiting.get(id) ?? [];
    this.#waiting.delete(id);
    for (const message of pending) this.hear(message);
  }

  /** Streams of the client are handed over at once, one request when it is there. */
  #begin(call: RunningCall, handler: AnyHandler, owner: unknown): void {
    const { id, opened } = call;
    let request: unknown;
    const run = (): void => this.#hosts.within(call, () => void runHandler(handler, owner, call, request));
    if (opened.kind === 'client_streaming' || opened.kind === 'bidi_streaming') {
      this.#calls.set(id, { call, start: undefined });
      return run();
    }
    const start = (): void => {
      void call.incoming.next().then(({ value }) => {
        request = value;
        run();
      });
    };
    this.#calls.set(id, { call, start });
  }

  #withCall(id: number, act: (call: RunningCall) => void): void {
    const call = this.#calls.get(id)?.call;
    if (call) this.#hosts.within(call, () => act(call));
  }
}

function told(call: RunningCall, data: Payload, compressed: boolean | undefined): void {
  try {
    call.hear(data, compressed);
  } catch (error) {
    call.fail(error);
  }
}

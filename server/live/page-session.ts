import type { Ack, ClientEvents } from '../contract/events.ts';
import type { Outbox } from './outbox.ts';
import { parseInvocationRequest, parseResume, problem } from './parse-message.ts';
import type { Invocations, TrafficSource } from './traffic-source.ts';

/** Calls that one page may have open at a time. */
const MAX_OPEN = 64;

type AckOf<F> = F extends (...args: [...infer _, infer Last]) => void
  ? Last extends (reply: infer Reply) => void
    ? Reply
    : undefined
  : undefined;

/** One function for each message of the contract: it gets whatever came and answers what is acknowledged. */
type Doors = { readonly [E in keyof ClientEvents]: (args: readonly unknown[]) => AckOf<ClientEvents[E]> };

/** What one page may do, from its connection to its end. */
export class PageSession {
  readonly #invocations: Invocations;
  readonly #outbox: Outbox;
  readonly #open = new Set<string>();
  readonly #doors: Doors;
  readonly #onDefect: (error: unknown) => void;

  constructor(
    source: TrafficSource,
    invocations: Invocations,
    outbox: Outbox,
    onDefect: (error: unknown) => void = () => undefined,
  ) {
    this.#onDefect = onDefect;
    this.#invocations = invocations;
    this.#outbox = outbox;
    this.#doors = {
      'traffic:subscribe': ([resume]) => outbox.subscribe(parseResume(resume)),
      'traffic:unsubscribe': () => {
        outbox.unsubscribe();
        return undefined;
      },
      'call:watch': ([id]) => {
        const record = typeof id === 'string' ? source.get(id) : undefined;
        outbox.watch(record?.summary.id ?? null);
        return record ?? null;
      },
      'invocation:start': ([request]) => this.#start(request),
      'invocation:send': ([id, json]) =>
        typeof json === 'string'
          ? this.#own(id, (own) => invocations.send(own, json))
          : refused('bad-message', 'The message is not text.', 'Send ProtoJSON as text.'),
      'invocation:half_close': ([id]) => this.#own(id, (own) => invocations.halfClose(own)),
      'invocation:cancel': ([id]) => this.#own(id, (own) => invocations.cancel(own)),
    };
  }

  /** Any message that came, with its arguments; the last of them may be the function that acknowledges. Never throws. */
  receive(event: string, args: readonly unknown[]): void {
    const last = args.at(-1);
    const ack =
      typeof last === 'function' ? (reply: unknown) => void (last as (reply: unknown) => void)(reply) : undefined;
    const door = Object.hasOwn(this.#doors, event) ? this.#doors[event as keyof Doors] : undefined;
    if (door === undefined) {
      ack?.(
        refused('unknown-message', `There is no message ${JSON.stringify(event.slice(0, 100))}.`, 'Reload the page.'),
      );
      return;
    }
    let reply: unknown;
    try {
      reply = door(args);
    } catch (error) {
      this.#onDefect(error);
      reply = refused('internal', 'Understudy failed to do this.', 'This is a defect of Understudy: please report it.');
    }
    if (reply !== undefined) ack?.(reply);
  }

  /** The page is gone: nobody waits for its calls any more. */
  close(): void {
    this.#outbox.close();
    for (const id of this.#open) this.#invocations.cancel(id);
    this.#open.clear();
  }

  #start(value: unknown): Ack<{ readonly id: string }> {
    const request = parseInvocationRequest(value);
    if ('problems' in request) return { ok: false, problems: request.problems };
    if (this.#open.size >= MAX_OPEN)
      return refused('too-many-invocations', `This page has ${MAX_OPEN} open calls.`, 'Cancel some, then start again.');
    let over = false;
    const reply = this.#invocations.start(request, (events, id) => {
      if (events.some((event) => event.type === 'ended')) {
        over = true;
        this.#open.delete(id);
      }
      return this.#outbox.invocation(id, events);
    });
    // A call can be over before `start` has answered.
    if (reply.ok && !over) this.#open.add(reply.id);
    return reply;
  }

  #own(id: unknown, act: (id: string) => Ack<object>): Ack<object> {
    return typeof id === 'string' && this.#open.has(id)
      ? act(id)
      : refused('invocation-not-open', 'This call is over, or was never started by this page.', 'Start a new one.');
  }
}

function refused(
  code: string,
  message: string,
  hint: string,
): { readonly ok: false; readonly problems: [ReturnType<typeof problem>] } {
  return { ok: false, problems: [problem(code, message, hint)] };
}

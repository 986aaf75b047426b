import { status } from '../contract/status.ts';
import type { FaultSpec } from '../contract/stub.ts';
import type { Breaking } from '../stubs/fault-switches.ts';
import type { Step } from './conversation.ts';

type FaultStep = Step & { readonly do: 'fault' };

/** Waits for a message, or for so many of them, or for the end. */
interface Armed {
  readonly breaking: Breaking;
  /** Messages that are still to go by. */
  left: number;
}

/**
 * Faults of one call, as steps among its steps: what is said is delayed, cut short or passed on with the fault before
 * it, which the adapter then does. After what leaves nothing to be said, nothing passes.
 */
export class FaultFilter {
  readonly #armed: Armed[] = [];
  /** Milliseconds. */
  #delay = 0;
  #owes = true;
  #state: 'open' | 'stalled' | 'over' = 'open';

  /** Nothing that is said from here on is heard. */
  get over(): boolean {
    return this.#state !== 'open';
  }

  /** And nothing is listened to. */
  get stalled(): boolean {
    return this.#state === 'stalled';
  }

  /** The client has done something: the answer to that comes late, where answers do. */
  owe(): void {
    this.#owes = true;
  }

  /** A fault holds from here on; answers what is to be done at once. */
  arm(breaking: Breaking, idle = true): readonly Step[] {
    if (this.over) return [];
    const { fault } = breaking;
    switch (fault.kind) {
      case 'latency':
        this.#delay += fault.ms;
        return [act(breaking)];
      case 'status':
      case 'stall':
        return this.#fire(breaking, idle);
      case 'rst_stream':
      case 'goaway':
        if (fault.afterMessages === 0) return this.#fire(breaking, idle);
        this.#armed.push({ breaking, left: fault.afterMessages });
        return [];
      case 'tiny_window':
        return [act(breaking)];
      case 'truncate':
      case 'bad_length':
        this.#armed.push({ breaking, left: fault.afterMessages ?? 0 });
        return [];
      case 'omit_trailers':
        this.#armed.push({ breaking, left: 0 });
        return [];
      default:
        return fault satisfies never;
    }
  }

  /** Steps as they are to be played. `idle`: nothing waits before them, so that they can come late. */
  pass(steps: readonly Step[], idle: boolean): readonly Step[] {
    const out: Step[] = [];
    for (const step of steps) {
      if (this.over) break;
      if (step.do === 'fault') out.push(...this.arm(step, idle && out.length === 0));
      else if (step.do === 'message') this.#message(step, out, idle);
      else if (step.do === 'end') this.#end(step, out, idle);
      else out.push(this.#late(step, idle));
    }
    return out;
  }

  #message(step: Step, out: Step[], idle: boolean): void {
    const cut = this.#take('truncate') ?? this.#take('bad_length');
    const late = this.#late(step, idle);
    if (cut) out.push({ ...act(cut), afterMs: late.afterMs }, { ...late, afterMs: 0 });
    else out.push(late);
    if (cut?.fault.kind === 'truncate') return this.#finish(out, { afterMs: 0, do: 'end', status: OK, trailers: [] });
    for (const armed of [...this.#armed]) {
      // What cuts a message waits for the one behind those.
      if (armed.left === 0 || (armed.left -= 1) > 0 || isCut(armed)) continue;
      this.#armed.splice(this.#armed.indexOf(armed), 1);
      if (!this.over) out.push(...this.#fire(armed.breaking, false));
    }
  }

  /** Where the answer has fewer messages than a fault waits for, it happens in place of its end, or before it; a cut does not. */
  #end(step: Step, out: Step[], idle: boolean): void {
    for (const armed of this.#armed.splice(0)) {
      const { breaking, left } = armed;
      if (this.over) return;
      if (isCut(armed)) continue;
      if (left > 0) out.push(...this.#fire(breaking, idle && out.length === 0));
      else if (breaking.fault.kind === 'omit_trailers') out.push(act(breaking));
    }
    if (!this.over) this.#finish(out, this.#late(step, idle));
  }

  #finish(out: Step[], end: Step): void {
    for (const { breaking } of this.#armed.splice(0))
      if (breaking.fault.kind === 'omit_trailers') out.push(act(breaking));
    out.push(end);
    this.#state = 'over';
  }

  #fire(breaking: Breaking, idle: boolean): readonly Step[] {
    const { fault } = breaking;
    const step = this.#late(act(breaking), idle);
    if (fault.kind === 'goaway') return [step];
    this.#state = fault.kind === 'stall' ? 'stalled' : 'over';
    if (fault.kind !== 'status') return [step];
    const { status: name, message } = fault;
    const words = message === '' ? 'Broken on purpose.' : message;
    return [step, { afterMs: 0, do: 'end', status: status(name, words), trailers: [] }];
  }

  #take(kind: FaultSpec['kind']): Breaking | undefined {
    const at = this.#armed.findIndex(({ breaking, left }) => left === 0 && breaking.fault.kind === kind);
    return at < 0 ? undefined : this.#armed.splice(at, 1)[0]!.breaking;
  }

  /** The first step of what answers the client comes late; what waits behind others is late already. */
  #late<S extends Step>(step: S, idle: boolean): S {
    if (this.#delay === 0 || !this.#owes) return step;
    this.#owes = false;
    return idle ? { ...step, afterMs: step.afterMs + this.#delay } : step;
  }
}

const OK = status('OK');

const isCut = ({ breaking: { fault } }: Armed): boolean => fault.kind === 'truncate' || fault.kind === 'bad_length';

const act = ({ fault, by }: Breaking): FaultStep => ({ afterMs: 0, do: 'fault', fault, by });

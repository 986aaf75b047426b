import type { Message } from '@bufbuild/protobuf';
import type { Metadata } from '../contract/metadata.ts';
import { status, type Status } from '../contract/status.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import type { CompiledEvent, CompiledScript, CompiledStub, TemplateScope } from '../stubs/stub.ts';
import type { Line } from './answerer.ts';
import type { CallBus } from './call-bus.ts';
import type { Step } from './conversation.ts';
import { decodedSize } from './decoded-size.ts';
import { Failed } from './stub-reply.ts';
import { acts, type Occasion, type ScriptVoice } from './stub-script-acts.ts';
import type { ScriptBase } from './stub-script-base.ts';
import { ScriptSides } from './stub-script-sides.ts';
import { Strands } from './stub-script-strands.ts';
import { Unheard } from './stub-script-unheard.ts';

/** The call that a script answers. */
export interface ScriptCall {
  readonly method: SchemaMethod;
  readonly session: string;
  readonly stub: CompiledStub;
  readonly script: CompiledScript;
  /** Which of the stub's calls this is, from 1. */
  readonly hit: number;
  readonly line: Line;
  readonly bus?: CallBus | undefined;
  readonly base: ScriptBase;
  /** What templates see of the call, as it is now. */
  readonly scope: (hit: number) => TemplateScope;
  /** Plays steps behind all that was said. */
  readonly say: (steps: readonly Step[]) => void;
  /** False while the client has much to read. */
  readonly roomy: () => boolean;
  /** Headers, unless they were sent. */
  readonly begin: (own: Metadata) => readonly Step[];
  readonly move: (scenario: string, to: string) => void;
}

/** Messages, and bytes that they take decoded, that wait for the actions of those before them. */
const WAITING = 64;
const WAITING_BYTES = 16 * 1024 * 1024;

/**
 * Plays a script. What the client does (opens, sends, half-closes) is answered in its order, one after the other, waits
 * included; timers and other calls have their turns beside. It ends by itself when the client has half-closed and no
 * event is left that could say more; where the answer is one message, behind the event that sent it.
 */
export class StubScript {
  readonly #call: ScriptCall;
  readonly #events: readonly CompiledEvent[];
  /** The answer is one message. */
  readonly #single: boolean;
  readonly #voice: ScriptVoice;
  readonly #strands: Strands;
  readonly #sides: ScriptSides;
  readonly #variables = new Map<string, unknown>();
  readonly #turns = new Map<CompiledEvent, number>();
  readonly #unheard: Unheard;
  readonly #waiting: Occasion[] = [];
  #bytes = 0;
  #busy = false;
  #pumping = false;
  #sent = false;
  #halfClosed = false;
  #over = false;

  constructor(call: ScriptCall) {
    this.#call = call;
    this.#events = call.script.events;
    this.#unheard = new Unheard(this.#events);
    this.#single = call.method.kind === 'unary' || call.method.kind === 'client_streaming';
    this.#voice = this.#makeVoice();
    const { line, roomy, session, bus } = call;
    const finished = (sent: boolean): void => {
      // One message is the answer: nothing can come behind it.
      if (sent && this.#single) this.#end(status('OK'));
      this.#pump();
    };
    const failed = (end: Step): void => {
      if (this.#over) return;
      this.#leave();
      call.say([end]);
    };
    this.#strands = new Strands({ line, voice: this.#voice, roomy, failed, finished });
    const turn = (event: CompiledEvent): number => this.#turn(event);
    this.#sides = new ScriptSides({
      events: this.#events,
      session,
      line,
      bus,
      strands: this.#strands,
      turn,
      failed,
    });
  }

  /** Whether it may have something to say for as long as the client listens. */
  get stands(): boolean {
    return !this.#single && this.#sides.any;
  }

  /** The call begins. */
  open(): void {
    const { method, say, begin } = this.#call;
    const headers = this.#events.some((event) => event.do.some(({ act }) => act === 'headers'));
    // A client of a bidi call may wait for headers before it says anything.
    if (method.kind === 'bidi_streaming' && !headers) say(begin([]));
    this.#tell('open');
    if (!this.#over) this.#sides.open();
  }

  /** The first event that the message fits answers it. */
  heard(message: Message): void {
    const event = this.#events.find((each) => each.on.event === 'message' && each.matches(message));
    if (this.#over) return;
    this.#unheard.heard(message, event !== undefined);
    if (!event) return;
    // What is done at once is kept by nobody.
    const size = this.#busy || this.#pumping ? decodedSize(message) : 0;
    this.#waiting.push({ event, turn: this.#turn(event), message, size });
    this.#bytes += size;
    this.#pump();
  }

  halfClose(): void {
    if (this.#over) return;
    this.#halfClosed = true;
    this.#tell('half_close');
  }

  /** No more messages are to be heard for now. */
  full(): boolean {
    return this.#waiting.length >= WAITING || this.#bytes >= WAITING_BYTES;
  }

  /** Bytes that the messages take which wait. */
  get kept(): number {
    return this.#bytes;
  }

  /** The client has read. */
  played(): void {
    this.#strands.played();
  }

  /** The call is over, whoever ended it. */
  close(): void {
    if (this.#over) return;
    this.#leave();
    try {
      // Nobody is there to wait for, or to hear of what fails.
      for (const event of this.#events)
        if (event.on.event === 'cancel') for (const _ of acts({ event, turn: 1 }, this.#voice));
    } catch (cause) {
      if (!(cause instanceof Failed)) throw cause;
    }
  }

  #turn(event: CompiledEvent): number {
    const turn = (this.#turns.get(event) ?? 0) + 1;
    this.#turns.set(event, turn);
    return turn;
  }

  #tell(name: 'open' | 'half_close'): void {
    for (const event of this.#events)
      if (event.on.event === name) this.#waiting.push({ event, turn: this.#turn(event) });
    this.#pump();
  }

  /** What the client did, one after the other. */
  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    while (!this.#over && !this.#busy && this.#waiting.length > 0) {
      const full = this.full();
      this.#busy = true;
      const next = this.#waiting.shift()!;
      this.#bytes -= next.size ?? 0;
      this.#strands.run(next, () => (this.#busy = false));
      if (full && !this.full()) this.#call.line.readOn?.();
    }
    this.#pumping = false;
    const idle = !this.#busy && this.#waiting.length === 0;
    if (idle && this.#halfClosed && !this.#sides.any) this.#end(status('OK'));
  }

  #end(how: Status, trailers: Metadata = []): void {
    if (this.#over) return;
    this.#leave();
    const { say, begin, stub } = this.#call;
    const ending = how.code === 0 && this.#single && !this.#sent ? fault(stub, 'ended with OK and sent none') : how;
    const problem = this.#unheard.problem(stub);
    const end: Step = { afterMs: 0, do: 'end', status: ending, trailers, ...(problem && { problem }) };
    say([...(ending.code === 0 ? begin([]) : []), end]);
  }

  #leave(): void {
    this.#over = true;
    this.#waiting.length = 0;
    this.#bytes = 0;
    this.#strands.stop();
    this.#sides.stop();
    this.#call.base.close();
  }

  #makeVoice(): ScriptVoice {
    const { stub, hit, say, begin, move, base, scope } = this.#call;
    return {
      stub: stub.spec.id,
      hit,
      scope: ({ event, turn, message, other }) => ({
        ...scope(hit),
        ...(message && { message }),
        other,
        variables: this.#variables,
        ...(COUNTED.has(event.on.event) && { turn }),
      }),
      base: ({ message }) => base.message(message ?? scope(hit).call.messages.at(-1)),
      headers: (own) => say(begin(own)),
      send: (bytes) => {
        if (this.#single && this.#sent) return this.#end(fault(stub, 'sent a second one'));
        this.#sent = true;
        say([...begin([]), { afterMs: 0, do: 'message', bytes }]);
      },
      end: (how, trailers) => this.#end(how, trailers),
      set: (name, value) => void this.#variables.set(name, value),
      move,
    };
  }
}

/** Their `count` is that of their turns; that of the others is the call's. */
const COUNTED: ReadonlySet<string> = new Set(['message', 'timer', 'call']);

const fault = ({ spec: { place, method } }: CompiledStub, what: string): Status =>
  status('INTERNAL', `${place.file}:${place.line}: ${method.path} answers with one message, and the script ${what}.`);

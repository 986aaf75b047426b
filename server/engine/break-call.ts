import { decodeMessage } from '../codec/decode.ts';
import type { Metadata } from '../contract/metadata.ts';
import type { MethodPath } from '../contract/schema.ts';
import { sessionOf } from '../contract/session.ts';
import type { AnsweredBy, BrokenBy } from '../contract/traffic.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import type { Breaking, FaultSwitches } from '../stubs/fault-switches.ts';
import type { StubStore } from '../stubs/store.ts';
import type { CompiledStub } from '../stubs/stub.ts';
import type { Line } from './answerer.ts';
import type { Conversation, Step, Turn } from './conversation.ts';
import { FaultFilter } from './fault-filter.ts';
import { KeptMessages } from './kept-messages.ts';

/** A call that may be broken on purpose. */
export interface BreakableCall {
  readonly method: SchemaMethod;
  readonly metadata: Metadata;
  readonly line: Line;
  readonly switches: FaultSwitches | undefined;
  readonly stubs: StubStore | undefined;
  /** Begins the call as if nothing were broken. */
  readonly open: (line: Line) => Conversation;
}

const NOTHING: Turn = { steps: [] };

/** Whether anything could break calls of this method. */
export const isBreakable = (method: MethodPath, switches?: FaultSwitches, stubs?: StubStore): boolean =>
  (switches?.has(method) ?? false) || (stubs?.breaks(method) ?? false);

/**
 * A call with what is broken in it, whoever answers. Switches are drawn when the call opens; a stub that is nothing but a
 * fault when its conditions hold: at the opening where it asks for no message, else at the request, of a client's stream
 * at its end, and of a bidi call at each message until then. Where nothing is left to be answered nobody is asked: a
 * call that fails at once changes nothing in the world.
 */
export function breakCall({ method, metadata, line, switches, stubs, open }: BreakableCall): Conversation {
  const { kind } = method;
  const bidi = kind === 'bidi_streaming';
  const session = sessionOf(metadata);
  const filter = new FaultFilter();
  const tried = new Set<CompiledStub>();
  const messages = new KeptMessages();
  let count = 0;
  let halfClosed = false;

  const found = (): readonly Breaking[] =>
    stubs?.faults({ method, metadata, session, messages: messages.list, count, halfClosed }, tried) ?? [];
  const hear = (bytes: Uint8Array): void => {
    count += 1;
    if (!stubs?.listens(method.path)) return;
    const decoded = decodeMessage(method.desc.input, bytes);
    // Whoever answers says what is wrong with it.
    if ('problem' in decoded) return;
    messages.push(decoded.message, bytes.length);
  };
  const idle = (): boolean => line.waiting() === 0;
  /** What is to be done at once for these; where that is the end of it, who did it. */
  const armed = (all: readonly Breaking[]): Turn => {
    const steps: Step[] = [];
    for (const breaking of all) {
      steps.push(...filter.arm(breaking, idle()));
      if (filter.over) return { steps, answeredBy: answeredBy(breaking.by), ...(filter.stalled && { stays: true }) };
    }
    return { steps };
  };
  const passed = (turn: Turn, before: readonly Step[] = []): Turn => ({
    ...turn,
    steps: [...before, ...filter.pass(turn.steps, idle())],
  });

  const broken: Line = {
    ...line,
    push(steps) {
      const rest = filter.pass(steps, idle());
      if (rest.length > 0) line.push(rest);
    },
    // Nobody is to go on making what nobody hears.
    waiting: () => (filter.over ? Number.MAX_SAFE_INTEGER : line.waiting()),
  };

  // A client that sends before it reads is not cut off in the middle: other calls than bidi ones fail at their first event.
  const early = [...(switches?.draw(method.path) ?? []), ...found()];
  const held = bidi ? [] : early.filter(isFinal);
  const begun = armed(early.filter((breaking) => !held.includes(breaking)));
  if (held.length > 0 || filter.over)
    return {
      opening: begun,
      receive: () => armed(held),
      halfClose: () => armed(held),
      full: () => filter.stalled,
    };

  const inner = open(broken);
  return {
    opening: passed(inner.opening, begun.steps),
    receive(bytes) {
      if (filter.over) return NOTHING;
      filter.owe();
      hear(bytes);
      const now = kind === 'client_streaming' ? NOTHING : armed(found());
      return filter.over ? now : passed(inner.receive(bytes), now.steps);
    },
    halfClose() {
      if (filter.over) return NOTHING;
      filter.owe();
      halfClosed = true;
      const now = armed(found());
      return filter.over ? now : passed(inner.halfClose(), now.steps);
    },
    kept: () => messages.bytes + (inner.kept?.() ?? 0),
    full: () => filter.stalled || (inner.full?.() ?? false),
    played: () => inner.played?.(),
    close: () => inner.close?.(),
  };
}

/** Nothing is answered after it. */
const isFinal = ({ fault }: Breaking): boolean =>
  fault.kind === 'status' || fault.kind === 'stall' || (fault.kind === 'rst_stream' && fault.afterMessages === 0);

function answeredBy(by: BrokenBy): AnsweredBy {
  switch (by.by) {
    case 'stub':
      return by;
    case 'switch':
      return { by: 'fault', scope: by.scope };
    case 'person':
      return by;
    default:
      return by satisfies never;
  }
}

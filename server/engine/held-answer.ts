import type { Message } from '@bufbuild/protobuf';
import { encodeJson } from '../codec/encode-json.ts';
import type { HeldAction } from '../contract/hold-api.ts';
import type { Metadata } from '../contract/metadata.ts';
import type { Problem } from '../contract/problem.ts';
import { status } from '../contract/status.ts';
import type { AnsweredBy } from '../contract/traffic.ts';
import { anyTrailers } from './any-details.ts';
import type { Answerer, Line, Say } from './answerer.ts';
import type { Conversation, Step, Turn } from './conversation.ts';
import { converse } from './converse.ts';
import type { Decision } from './decide.ts';
import { metadataFaults } from './held-metadata.ts';
import { heldReply } from './held-reply.ts';
import type { Holds } from './holds.ts';
import type { Question } from './question.ts';

/** Messages, and bytes of them, that are kept for whoever goes on; the client waits beyond that. They are kept as they came. */
const KEPT = 1_000;
const KEPT_BYTES = 4 * 1024 * 1024;
/** Bytes that a place in a list and an array of bytes take, whatever is in it. */
const PLACE = 200;
/** Steps that the client has not read, beyond which a person has to wait. */
const BACKLOG = 1_000;
/** Milliseconds that a timer can wait. */
const LONGEST_TIMER = 2 ** 31 - 1;

const PERSON = { by: 'person' } as const;
const RESET = { kind: 'rst_stream', probability: 1, afterMessages: 0 } as const;

/**
 * A call waits for a person, who answers it by hand. Where nobody does in time, or somebody says so, whoever would have
 * answered goes on: it hears every message that came. What a person has answered of a bidi call is not answered again,
 * and headers are sent once.
 */
export function heldAnswer(question: Question, holds: Holds, otherwise: (line: Line) => Decision): Answerer {
  const { method, line, now = () => 0 } = question;
  const bidi = method.kind === 'bidi_streaming';
  const streamsUp = bidi || method.kind === 'client_streaming';
  const streamsDown = bidi || method.kind === 'server_streaming';
  const since = now();
  const heard: Uint8Array[] = [];
  let heardBytes = 0;
  let up = 0;
  let down = 0;
  /** How many of the messages that are kept had come when a person last spoke. */
  let answered = 0;
  let begun = false;
  let halfClosed = false;
  let over = false;
  let by: AnsweredBy = PERSON;
  /** Whoever goes on, once a person does not. */
  let other: Conversation | undefined;

  /** What may still be said: headers once, and one message where the method answers with one. */
  const sayable = (steps: readonly Step[], mute = false): Step[] =>
    steps.filter((step) => {
      if (step.do === 'headers') return !begun && (begun = true);
      if (step.do !== 'message') return true;
      if (mute || (!streamsDown && down > 0)) return false;
      begun = true;
      down += 1;
      return true;
    });
  const push = (steps: readonly Step[], mute = false): void => {
    const rest = sayable(steps, mute);
    if (rest.length > 0) line.push(rest);
  };
  const play = (turn: Turn, mute = false): void => {
    if (turn.answeredBy) {
      by = turn.answeredBy;
      line.answered?.(by);
    }
    push(turn.steps, mute);
  };

  const goOn = (): void => {
    if (other || over) return;
    leave();
    const kept = heard.splice(0);
    try {
      other = converse(method, otherwise({ ...line, push: (steps) => push(steps) }));
      play(other.opening);
      for (const [index, bytes] of kept.entries()) play(other.receive(bytes), bidi && index < answered);
      if (halfClosed) play(other.halfClose());
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      finish(status('INTERNAL', `Failed to answer ${method.path}: ${why}`));
    }
    line.readOn?.();
  };
  const finish = (how: ReturnType<typeof status>, trailers: Metadata = []): void => {
    if (how.code === 0) push([{ afterMs: 0, do: 'headers', metadata: [] }]);
    stop({ afterMs: 0, do: 'end', status: how, trailers });
  };
  const stop = (last: Step): void => {
    over = true;
    push([last]);
    leave();
  };
  /** Where much is kept, what a person has answered is not: others may do without it. */
  const letGo = (): void => {
    while ((heard.length >= KEPT || heardBytes >= KEPT_BYTES) && answered > 0) {
      const size = PLACE + (heard.shift()?.length ?? 0);
      heardBytes -= size;
      place.keep(-size);
      answered -= 1;
    }
  };
  /** A person has spoken: what came before needs no answer of others. */
  const spoke = (steps: readonly Step[]): void => {
    answered = heard.length;
    letGo();
    push(steps);
    place.changed();
    line.readOn?.();
  };

  const act = (action: HeldAction): readonly Problem[] | undefined => {
    if (action.do === 'release') return (goOn(), undefined);
    if (action.do !== 'end' && line.waiting() >= BACKLOG)
      return refused('held-backlog', 'The client has not read what was sent before.', 'Wait until it reads on.');
    switch (action.do) {
      case 'headers': {
        if (begun) return refused('held-headers-sent', 'The headers of this call were sent.', 'They can be sent once.');
        const faults = metadataFaults(action.metadata, 'metadata');
        if (faults.length > 0) return faults;
        spoke([{ afterMs: 0, do: 'headers', metadata: action.metadata }]);
        return undefined;
      }
      case 'message': {
        if (!streamsDown && down > 0)
          return refused('held-one-message', 'This method answers with one message, and it was sent.', 'End the call.');
        const encoded = encodeJson(method.desc.output, action.json, method.types);
        if ('problems' in encoded) return encoded.problems;
        spoke([{ afterMs: 0, do: 'message', bytes: encoded.bytes }]);
        return undefined;
      }
      case 'end':
        return end(action);
      case 'reset':
        return (stop({ afterMs: 0, do: 'fault', fault: { ...RESET, code: action.code }, by: PERSON }), undefined);
      default:
        return action satisfies never;
    }
  };
  const end = (action: HeldAction & { do: 'end' }): readonly Problem[] | undefined => {
    const how = status(action.status, action.message);
    if (how.code === 0 && !streamsDown && down === 0)
      return refused(
        'held-no-message',
        'A call of this kind ends with OK after exactly one message.',
        'Send it first.',
      );
    if (how.code === 0 && action.details.length > 0)
      return refused('held-details', 'Details say more of an error, and OK is none.', 'Remove them.');
    const faults = metadataFaults(action.trailers, 'trailers');
    if (faults.length > 0) return faults;
    const details: string[] = [];
    for (const [index, text] of action.details.entries()) {
      const packed = typeFirst(text);
      if (packed === undefined) return refused('held-details', `details[${index}] is no JSON object.`);
      details.push(packed);
    }
    const made = anyTrailers(how, details, method.types);
    if ('problem' in made) return refused('held-details', made.problem);
    finish(how, [...action.trailers, ...made.trailers]);
    return undefined;
  };

  const place = holds.enter({
    call: line.call,
    method: method.path,
    info: () => ({
      call: line.call,
      method: method.path,
      client: line.client,
      since,
      deadline: line.deadline ?? null,
      messagesUp: up,
      messagesDown: down,
      halfClosed,
      begun,
    }),
    act,
    release: goOn,
    reply: (from, seed) => heldReply(question, heard, from, seed),
  });
  const left = line.deadline === undefined ? Infinity : line.deadline - since - holds.releaseBeforeMs;
  const stopTimer = left <= LONGEST_TIMER ? line.after?.(Math.max(0, left), goOn) : undefined;
  const leave = (): void => {
    stopTimer?.();
    place.leave();
  };
  const said = (more: Partial<Say> = {}): Say => ({ steps: [], answeredBy: by, ...more });

  return {
    heard(_message: Message, bytes: Uint8Array) {
      if (over) return;
      up += 1;
      if (other) return play(other.receive(bytes));
      // A small message may lie in a large piece of what the network brought.
      const own = bytes.buffer.byteLength > 2 * bytes.length + PLACE ? bytes.slice() : bytes;
      heard.push(own);
      heardBytes += PLACE + own.length;
      const fits = place.keep(PLACE + own.length);
      letGo();
      place.changed();
      if (!fits) goOn();
    },
    reply: () => said(),
    // Held calls count theirs together.
    kept: () => other?.kept?.() ?? 0,
    conclude() {
      halfClosed = true;
      if (over) return said({ stay: true });
      if (!other) {
        place.changed();
        return said({ stay: true, stands: true });
      }
      const turn = other.halfClose();
      play(turn);
      return said({ stay: true, stands: turn.stays ?? false });
    },
    full: () =>
      other ? (other.full?.() ?? false) : streamsUp && !over && (heard.length >= KEPT || heardBytes >= KEPT_BYTES),
    played: () => other?.played?.(),
    close() {
      over = true;
      leave();
      other?.close?.();
    },
  };
}

const refused = (code: string, message: string, hint?: string): readonly Problem[] => [
  { severity: 'error', code, message, ...(hint && { hint }) },
];

/** ProtoJSON of an `Any` with its type in front; undefined for what is no object. */
function typeFirst(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
    // A parsed JSON object.
    const { '@type': type, ...rest } = value as Readonly<Record<string, unknown>>;
    return JSON.stringify({ '@type': type, ...rest });
  } catch {
    return undefined;
  }
}

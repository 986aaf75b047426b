import type { Message } from '@bufbuild/protobuf';
import { decodeMessage } from '../codec/decode.ts';
import type { Metadata } from '../contract/metadata.ts';
import { status, type Status } from '../contract/status.ts';
import type { AnsweredBy } from '../contract/traffic.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import type { Say } from './answerer.ts';
import type { CallTeller } from './call-bus.ts';
import type { Conversation, Step, Turn } from './conversation.ts';
import { lastSize } from './decoded-size.ts';
import type { Decision } from './decide.ts';
import { detailTrailers } from './status-details.ts';
import type { RequestCheck } from './validate-request.ts';

const NOTHING: Turn = { steps: [] };
const NO_METADATA: Metadata = [];
const OK = status('OK');

/**
 * The reducer of one call: all four kinds are the same. What came is validated, counted and told to the answerer, which
 * keeps no more than it needs; nothing here grows with the number of messages. `teller`: tells others of the call.
 */
export function converse(
  method: SchemaMethod,
  decision: Decision,
  check?: RequestCheck,
  teller?: CallTeller,
): Conversation {
  if ('refuse' in decision) return refused(decision);
  const { answer, answeredBy, headers, autonomous = false } = decision;
  const streamsUp = method.kind === 'client_streaming' || method.kind === 'bidi_streaming';
  const bidi = method.kind === 'bidi_streaming';
  let received = 0;
  /** The message that came last: most who answer keep it until they have answered, and say nothing of it. */
  let last: Message | undefined;
  let lastBytes = 0;
  let over = false;
  let headersSent = bidi || autonomous;

  const begin = (): Step[] => {
    if (headersSent) return [];
    headersSent = true;
    return [{ afterMs: 0, do: 'headers', metadata: headers }];
  };
  const finish = (
    how: Status,
    steps: Step[] = [],
    by: AnsweredBy = answeredBy,
    trailers: Metadata = NO_METADATA,
  ): Turn => {
    over = true;
    steps.push({ afterMs: 0, do: 'end', status: how, trailers });
    return { steps, answeredBy: by };
  };
  const said = (say: Say, done: boolean): Turn => {
    const ends = say.end !== undefined || (done && !say.stay);
    // An answer that is nothing but its end is all headers: clients see it as one.
    const steps = say.end && say.steps.length === 0 && !say.stay ? [] : begin();
    for (const step of say.steps) steps.push(step);
    if (ends) return finish(say.end ?? OK, steps, say.answeredBy, say.trailers);
    const by = say.answeredBy ?? answeredBy;
    return done && (say.stands ?? !autonomous) ? { steps, answeredBy: by, stays: true } : { steps, answeredBy: by };
  };
  /** What the schema alone decides: nobody was asked for an answer. */
  const refuse = (how: Status): Turn => finish(how, [], { by: 'schema' });

  return {
    // A bidi call may go on for hours before either side speaks: its headers do not wait.
    opening: answer.opening
      ? { steps: answer.opening }
      : autonomous
        ? { steps: [], answeredBy }
        : bidi
          ? { steps: [{ afterMs: 0, do: 'headers', metadata: headers }], answeredBy }
          : NOTHING,
    full: () => !over && (answer.full?.() ?? false),
    kept: () => (answer.kept?.() ?? (last ? lastSize(last, lastBytes) : 0)) + (teller?.kept ?? 0),
    played: () => answer.played?.(),

    receive(bytes) {
      if (over) return NOTHING;
      if (received > 0 && !streamsUp)
        return refuse(
          status('UNIMPLEMENTED', `${method.path} takes exactly one request message, and a second one came.`),
        );
      const decoded = decodeMessage(method.desc.input, bytes);
      if ('problem' in decoded) {
        const { code, message } = decoded.problem;
        return refuse(status(code === 'wire-too-large' ? 'RESOURCE_EXHAUSTED' : 'INTERNAL', message));
      }
      const failure = check?.(method, decoded.message);
      if (failure) return finish(failure.status, [], { by: 'schema' }, detailTrailers(failure));
      received += 1;
      if (!answer.kept) {
        last = decoded.message;
        lastBytes = bytes.length;
      }
      answer.heard(decoded.message, bytes);
      const turn = bidi ? said(answer.reply(), false) : NOTHING;
      teller?.heard(decoded.message);
      return turn;
    },

    halfClose() {
      if (over) return NOTHING;
      if (received === 0 && !streamsUp)
        return refuse(
          status('UNIMPLEMENTED', `${method.path} takes exactly one request message, and the client sent none.`),
        );
      const turn = said(answer.conclude(), true);
      teller?.halfClosed();
      return turn;
    },

    close() {
      over = true;
      last = undefined;
      answer.close?.();
    },
  };
}

/** Refused at the first event, so that a client that sends before it reads is not cut off in the middle. */
function refused(decision: Decision & { refuse: Status }): Conversation {
  let over = false;
  const refuse = (): Turn => {
    if (over) return NOTHING;
    over = true;
    return {
      steps: [{ afterMs: 0, do: 'end', status: decision.refuse, trailers: [] }],
      answeredBy: decision.answeredBy,
    };
  };
  return { opening: NOTHING, receive: refuse, halfClose: refuse };
}

import type { Message } from '@bufbuild/protobuf';
import { decodeMessage } from '../codec/decode.ts';
import { encodeJson } from '../codec/encode-json.ts';
import type { Metadata } from '../contract/metadata.ts';
import type { Problem } from '../contract/problem.ts';
import { sessionOf } from '../contract/session.ts';
import type { StubTry, StubTryRequest, Unmatched } from '../contract/stub.ts';
import type { HandlerPlace } from '../engine/handler-source.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import { stubTypes } from '../stubs/schema-types.ts';
import type { StubStore } from '../stubs/store.ts';
import type { CallSoFar } from '../stubs/stub.ts';

const problem = (code: string, path: string, message: string, hint: string): Problem => ({
  severity: 'error',
  code,
  message,
  hint,
  path,
});

/** Judges a request against the stubs as they are now; nothing is answered, counted or moved. */
export function tryStubs(
  store: StubStore | undefined,
  method: SchemaMethod,
  request: StubTryRequest,
  handler?: HandlerPlace,
  otherwise: Unmatched = 'world',
): StubTry {
  const read = readMessages(method, request.messages);
  if (read.problems.length > 0) return { winner: null, unmatched: otherwise, verdicts: [], problems: read.problems };
  if (!store) return { winner: null, unmatched: otherwise, verdicts: [], problems: [] };
  const call = callOf(method, request.metadata, read.messages, request.session);
  const verdicts = store.judge(call);
  const unmatched = store.said(method.path, call.session).to ?? otherwise;
  if (handler) {
    const { file, line } = handler;
    const message = `A handler answers ${method.path.slice(1)}, whatever stubs there are.`;
    const warning = { severity: 'warning', code: 'handler-first', file, line, message } as const;
    return {
      winner: null,
      unmatched,
      verdicts: verdicts.map((one) => ({ ...one, won: false })),
      problems: [warning],
    };
  }
  return { winner: verdicts.find(({ won }) => won)?.stub ?? null, unmatched, verdicts, problems: [] };
}

/** A call as stubs are asked about it. `session`: null for the one that the metadata name. */
export function callOf(
  method: SchemaMethod,
  metadata: Metadata,
  messages: readonly Message[],
  session: string | null,
  count = messages.length,
  halfClosed = method.kind !== 'bidi_streaming',
): CallSoFar {
  const named = session ?? sessionOf(metadata);
  return { method, metadata, session: named, messages, count, halfClosed };
}

function readMessages(
  method: SchemaMethod,
  texts: readonly string[],
): { readonly messages: readonly Message[]; readonly problems: readonly Problem[] } {
  const one = method.kind === 'unary' || method.kind === 'server_streaming';
  if (one && texts.length !== 1)
    return {
      messages: [],
      problems: [
        problem(
          'stub-kind',
          'messages',
          `${method.path.slice(1)} has one request, and not ${texts.length}.`,
          'Give one.',
        ),
      ],
    };
  const messages: Message[] = [];
  const problems: Problem[] = [];
  texts.forEach((text, index) => {
    const encoded = encodeJson(method.desc.input, text, stubTypes(method.types));
    if ('problems' in encoded) {
      for (const { path, ...rest } of encoded.problems)
        problems.push({ ...rest, path: `messages[${index}]${path === undefined ? '' : `.${path}`}` });
      return;
    }
    const decoded = decodeMessage(method.desc.input, encoded.bytes);
    if ('problem' in decoded) problems.push({ ...decoded.problem, path: `messages[${index}]` });
    else messages.push(decoded.message);
  });
  return { messages, problems };
}

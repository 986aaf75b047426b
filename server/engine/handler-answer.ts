import type { Message } from '@bufbuild/protobuf';
import { decodeMessage } from '../codec/decode.ts';
import { encodeJson } from '../codec/encode-json.ts';
import { printMessage } from '../codec/print-message.ts';
import type { Compress } from '../contract/compression.ts';
import type { Metadata } from '../contract/metadata.ts';
import type { Problem } from '../contract/problem.ts';
import { status, type Status } from '../contract/status.ts';
import type { Answerer, CallOrigin, Say } from './answerer.ts';
import type { Step } from './conversation.ts';
import type { HandlerData, HandlerEnd, HandlerPlace, HandlerSource } from './handler-source.ts';
import { anyTrailers } from './any-details.ts';
import type { Question } from './question.ts';

const NOTHING: Say = { steps: [] };
const STAY: Say = { steps: [], stay: true };
/** Messages, and bytes of them, that a handler is told before it has taken them. */
const AHEAD = 64;
const AHEAD_BYTES = 4 * 1024 * 1024;
/** What the client has read is told to the handler in so large parts, or when all is read. */
const PART = 8;
/** Characters of one request as text. */
const REQUEST_TEXT = 64_000_000;

/**
 * A handler answers: what the client says is told to it as it comes, and what it says goes through the line. Neither
 * side gets far ahead of the other. What a handler says and the schema does not know ends the call, with the path.
 */
export function handlerAnswer(question: Question, handlers: HandlerSource, place: HandlerPlace): Answerer {
  const { method, line, seed, metadata = [] } = question;
  const where = `${place.file}:${place.line}`;
  const streamsUp = method.kind === 'client_streaming' || method.kind === 'bidi_streaming';
  const sizes: number[] = [];
  let ahead = 0;
  let pushed = 0;
  let granted = 0;
  let headersSent = false;
  let over = false;

  const push = (steps: readonly Step[]): void => {
    pushed += steps.length;
    line.push(steps);
  };
  const begin = (metadata: Metadata, compress?: Compress): readonly Step[] => {
    if (headersSent) return [];
    headersSent = true;
    return [{ afterMs: 0, do: 'headers', metadata, compress }];
  };
  const end = (how: Status, trailers: Metadata = []): void => {
    if (over) return;
    over = true;
    push([{ afterMs: 0, do: 'end', status: how, trailers }]);
  };
  const fail = (how: Status): void => {
    if (over) return;
    open.cancel();
    end(how);
  };
  /** Tells the handler what the client has read. */
  const grant = (): void => {
    const waiting = line.waiting();
    const count = pushed - waiting - granted;
    if (over || count <= 0 || (count < PART && waiting > 0)) return;
    granted += count;
    open.read(count);
  };
  const wrong = (data: HandlerData): Uint8Array | Status => {
    const { output } = method.desc;
    const of = `The handler of ${method.path} (${where}) answered with what is no ${output.typeName}`;
    if (typeof data !== 'string') {
      const decoded = decodeMessage(output, data);
      return 'problem' in decoded ? status('INTERNAL', `${of}: ${decoded.problem.message}`) : data;
    }
    const encoded = encodeJson(output, data, method.types);
    return 'bytes' in encoded ? encoded.bytes : status('INTERNAL', `${of}: ${listed(encoded.problems)}`);
  };

  const request = {
    path: method.path,
    kind: method.kind,
    metadata,
    deadline: line.deadline ?? null,
    seed,
    client: line.client,
    origin: originOf(line.origin),
  };
  const open = handlers.open(request, {
    headers(headers, compress) {
      if (!over) push(begin(headers, compress));
    },
    message(data, compress) {
      if (over) return;
      const bytes = wrong(data);
      if (!(bytes instanceof Uint8Array)) return fail(bytes);
      push([...begin([]), { afterMs: 0, do: 'message', bytes, compress }]);
      grant();
    },
    taken() {
      ahead -= sizes.shift() ?? 0;
      line.readOn?.();
    },
    end({ status: how, trailers, details }: HandlerEnd) {
      if (over) return;
      const made = anyTrailers(how, details, method.types);
      if ('problem' in made) return end(status('INTERNAL', `${where}: ${made.problem}`), trailers);
      end(how, [...trailers, ...made.trailers]);
    },
  });

  return {
    heard(message: Message, bytes: Uint8Array) {
      if (over) return;
      const compressed = line.compressed?.() ?? false;
      if (place.speaks === 'bytes') {
        sizes.push(bytes.length);
        ahead += bytes.length;
        return open.message(bytes, compressed);
      }
      const { json, truncated } = printMessage(method.desc.input, message, method.types, REQUEST_TEXT, {
        implicit: true,
      });
      if (truncated)
        return fail(status('RESOURCE_EXHAUSTED', `This request is larger than ${REQUEST_TEXT} characters as JSON.`));
      // As text, two bytes may be a field with a long name.
      const size = Math.max(bytes.length, json.length);
      sizes.push(size);
      ahead += size;
      open.message(json, compressed);
    },
    reply: () => NOTHING,
    conclude() {
      if (!over) open.halfClose();
      return STAY;
    },
    kept: () => ahead,
    full: () => streamsUp && !over && (sizes.length >= AHEAD || ahead >= AHEAD_BYTES),
    played: grant,
    close() {
      if (over) return;
      over = true;
      open.cancel();
    },
  };
}

/** What may leave for another thread. */
const originOf = (origin: CallOrigin | undefined): CallOrigin | undefined =>
  origin && { protocol: origin.protocol, deadlineMs: origin.deadlineMs, via: origin.via };

const MOST = 3;

function listed(problems: readonly Problem[]): string {
  const shown = problems
    .slice(0, MOST)
    .map(({ path, message, hint }) =>
      [path === undefined ? '' : `${path}: `, message, hint ? ` ${hint}` : ''].join(''),
    );
  return `${shown.join(' ')}${problems.length > MOST ? ` … and ${problems.length - MOST} more.` : ''}`;
}

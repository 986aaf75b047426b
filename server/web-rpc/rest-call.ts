import type { Problem } from '../contract/problem.ts';
import { type AnswerPrinter, answerPrinter } from '../rest/print-answer.ts';
import { type RawPlace, rawPlace, writeRaw } from '../rest/http-body.ts';
import { readQuery } from '../rest/query-text.ts';
import { readRequest } from '../rest/read-request.ts';
import type { Found } from '../rest/routes.ts';
import { type AnswerForm, systemParameters } from '../rest/system-parameters.ts';
import { fieldPath } from '../rest/field-path.ts';
import { header } from '../serving/http-metadata.ts';
import type { ServedMethod } from '../serving/served-method.ts';
import type { Exchange } from './exchange.ts';

/** How a stream is written: an array as googleapis do, lines as grpc-gateway does, or server-sent events. */
export type StreamForm = 'array' | 'lines' | 'events';

/** All that is known of a REST call from its head. */
export interface RestCall {
  readonly form: AnswerForm;
  /** Null for an answer that is one message. */
  readonly stream: StreamForm | null;
  /** Only the head of the answer is asked for. */
  readonly headOnly: boolean;
  /** Made when first needed: a broken rule throws. */
  printer(): AnswerPrinter;
  /** The request message, from the whole body. */
  read(body: Buffer): { readonly bytes: Uint8Array } | { readonly problems: readonly Problem[] };
  readonly method: ServedMethod;
  readonly raw: RawPlace | undefined;
}

/** Reads the head of a request that a route was found for; a problem where its query cannot be read. */
export function restCall(
  exchange: Exchange,
  { route, variables }: Found & { readonly found: 'route' },
  method: ServedMethod,
): RestCall | { readonly problem: Problem } {
  const mark = exchange.path.indexOf('?');
  const parameters = readQuery(mark < 0 ? '' : exchange.path.slice(mark + 1));
  if ('fault' in parameters)
    return {
      problem: {
        severity: 'error',
        code: 'rest-bad-query',
        message: `The query cannot be read: ${parameters.fault}.`,
        hint: 'Encode names and values as encodeURIComponent does.',
      },
    };
  const { input, types } = method;
  const isField = (name: string): boolean => 'fields' in fieldPath(input, name);
  const { rest, form } = systemParameters(parameters, isField);
  const raw = rawPlace(input, route);
  const accept = header(exchange.rawHeaders, 'accept') ?? '';
  let printer: AnswerPrinter | undefined;
  return {
    form: { ...form, google: form.google || header(exchange.rawHeaders, 'x-goog-api-client') !== null },
    stream: method.kind === 'server_streaming' ? streamForm(form, accept) : null,
    headOnly: exchange.verb === 'HEAD',
    printer: () => (printer ??= answerPrinter(method, route)),
    method,
    raw,
    read(body) {
      const query = rest;
      if (!raw) {
        const text = decode(body);
        if (text === undefined) return { problems: [NO_TEXT] };
        return readRequest({ input, types }, { route, variables, query, body: text === '' ? undefined : text });
      }
      const contentType = header(exchange.rawHeaders, 'content-type') ?? '';
      if (raw.whole) return { bytes: writeRaw(raw, contentType, body) };
      const others = readRequest({ input, types }, { route, variables, query, body: undefined, raw: true });
      if ('problems' in others) return others;
      return { bytes: Buffer.concat([others.bytes, writeRaw(raw, contentType, body)]) };
    },
  };
}

function streamForm({ events }: AnswerForm, accept: string): StreamForm {
  if (events || accept.includes('text/event-stream')) return 'events';
  return /application\/(x-ndjson|jsonl|ndjson)/.test(accept) ? 'lines' : 'array';
}

const NO_TEXT: Problem = {
  severity: 'error',
  code: 'json-syntax',
  message: 'The body is no UTF-8 text.',
  hint: 'Send JSON, encoded as UTF-8.',
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decode(body: Buffer): string | undefined {
  if (body.length === 0) return '';
  try {
    return utf8.decode(body);
  } catch {
    return undefined;
  }
}

/** What an error says. */
export const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Nobody stands around what comes from a body's end: a defect of ours costs this call, and no more. */
export function readWhole(call: RestCall, body: Buffer): ReturnType<RestCall['read']> {
  try {
    return call.read(body);
  } catch (error) {
    const message = `The request could not be read: ${wordsOf(error)}`;
    return { problems: [{ severity: 'error', code: 'unreadable', message }] };
  }
}

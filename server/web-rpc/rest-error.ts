import type { Metadata } from '../contract/metadata.ts';
import type { Problem } from '../contract/problem.ts';
import type { Status } from '../contract/status.ts';
import { badRequest, detailsOf, printError } from '../rest/print-error.ts';
import { header } from '../serving/http-metadata.ts';
import type { RestCall } from './rest-call.ts';

/** The request of an answer that is an error. */
interface Asked {
  /** Undefined where its head is refused. */
  readonly call: RestCall | undefined;
  /** What is wrong with it: told as details where the status is INVALID_ARGUMENT. */
  readonly violations: readonly Problem[];
  /** Names and values in turn. */
  readonly rawHeaders: readonly string[];
}

/** An error that is the whole answer, in the form that the client reads: in a list where it expects a stream. */
export function errorBody(ending: Status, trailers: Metadata, { call, violations, rawHeaders }: Asked): Buffer {
  const google = call?.form.google ?? header(rawHeaders, 'x-goog-api-client') !== null;
  const details = [
    ...detailsOf(trailers, call?.method.types),
    ...(ending.name === 'INVALID_ARGUMENT' && violations.length > 0 ? [badRequest(violations)] : []),
  ];
  const text = printError(ending, details, { google, compact: call?.form.compact ?? false });
  return Buffer.from(google && call && call.stream !== null ? `[${text}]` : text);
}

/** An error behind messages of a stream. */
export function errorPiece(ending: Status, trailers: Metadata, { form, method }: RestCall, compact: boolean): string {
  const { google } = form;
  const text = printError(ending, detailsOf(trailers, method.types), { google, compact });
  return google ? text : `{"error":${text}}`;
}

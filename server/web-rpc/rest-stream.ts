import type { StreamForm } from './rest-call.ts';

/** How the messages of a stream follow each other in one body. */
export interface StreamText {
  readonly contentType: string;
  readonly compact: boolean;
  message(json: Uint8Array, first: boolean): Uint8Array;
  /** A failure after the head; `json` is an object with the member `error`. */
  error(json: string, first: boolean): Uint8Array;
  /** What closes the body. */
  close(empty: boolean): Uint8Array;
}

const NONE = Buffer.alloc(0);
const around = (before: string, bytes: Uint8Array, after: string): Buffer =>
  Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]);

/** One JSON array, as googleapis write it: it is whole JSON at its end, and can be read item by item before. */
const ARRAY: StreamText = {
  contentType: 'application/json',
  compact: false,
  message: (json, first) => around(first ? '[' : ',\n', json, ''),
  error: (json, first) => Buffer.from(`${first ? '[' : ',\n'}${json}`),
  close: (empty) => Buffer.from(empty ? '[]' : ']\n'),
};

/** Lines as grpc-gateway writes them: `{"result":…}`, or `{"error":…}`. */
const LINES: StreamText = {
  contentType: 'application/x-ndjson',
  compact: true,
  message: (json) => around('{"result":', json, '}\n'),
  error: (json) => Buffer.from(`${json}\n`),
  close: () => NONE,
};

/** Server-sent events: a message is `data`, a failure is an event named `error`. */
const EVENTS: StreamText = {
  contentType: 'text/event-stream',
  compact: true,
  message: (json) => around('data: ', json, '\n\n'),
  error: (json) => Buffer.from(`event: error\ndata: ${json}\n\n`),
  close: () => NONE,
};

/** The text of a form. */
export function streamText(form: StreamForm): StreamText {
  switch (form) {
    case 'array':
      return ARRAY;
    case 'lines':
      return LINES;
    case 'events':
      return EVENTS;
    default:
      return form satisfies never;
  }
}

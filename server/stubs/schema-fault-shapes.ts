import { MANY, RESET_CODES, RESET_NAMES, type Shape } from './schema-kinds.ts';
import { duration, either, flag, integer, shape, status, text } from './schema-parts.ts';

/** How a fault is written. */
export const FAULT_SHAPES: Readonly<Record<'fault' | 'latency', Shape>> = {
  fault: {
    name: 'a fault',
    keys: {
      probability: {
        kind: { is: 'number', least: 0, most: 1 },
        doc: 'How likely, from 0 to 1; 1 where nothing is said.',
      },
      delay: { kind: either(duration, shape('latency')), doc: 'The answer comes later.' },
      status,
      message: { kind: text, doc: 'The text of the status.' },
      rst_stream: {
        kind: either({ is: 'choice', of: RESET_NAMES }, integer(0, RESET_CODES.length - 1)),
        doc: 'The stream is reset with this HTTP/2 error code.',
      },
      goaway: { kind: flag, doc: 'The connection says GOAWAY.' },
      afterMessages: {
        kind: integer(0),
        doc: 'Of rst_stream and goaway: behind so many messages. Of truncate and bad_length: the message behind so many. 0 where nothing is said.',
      },
      stall: { kind: flag, doc: 'The answer stops, and the call stays open.' },
      truncate: { kind: integer(1), doc: 'A message is cut off by so many bytes.' },
      omit_trailers: { kind: flag, doc: 'The stream ends without trailers.' },
      bad_length: { kind: integer(-MANY), doc: 'The length before a message is wrong by so many bytes.' },
      tiny_window: { kind: flag, doc: 'The flow-control window is tiny.' },
    },
    apart: [
      ['delay', 'status', 'rst_stream', 'goaway', 'stall', 'truncate', 'omit_trailers', 'bad_length', 'tiny_window'],
    ],
    some: [
      'delay',
      'status',
      'rst_stream',
      'goaway',
      'stall',
      'truncate',
      'omit_trailers',
      'bad_length',
      'tiny_window',
    ],
    needs: { message: 'status' },
  },
  latency: {
    name: 'a delay',
    keys: {
      time: { kind: duration, doc: 'How long.', required: true },
      jitter: { kind: duration, doc: 'Up to so much longer or shorter.' },
    },
  },
};

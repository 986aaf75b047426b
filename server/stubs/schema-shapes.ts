import { FAULT_SHAPES } from './schema-fault-shapes.ts';
import { MANY, type Shape, type ShapeName } from './schema-kinds.ts';
import {
  details,
  duration,
  either,
  generated,
  headers,
  integer,
  json,
  list,
  matcher,
  message,
  shape,
  status,
  text,
  trailers,
  wait,
} from './schema-parts.ts';

/** Everything that can stand in a file of stubs. */
export const SHAPES: Readonly<Record<ShapeName, Shape>> = {
  file: {
    name: 'a file of stubs',
    keys: {
      $schema: { kind: text, doc: 'Where editors find the schema of this file.' },
      service: { kind: text, doc: 'The service of stubs that name only a method: shop.v1.Catalog.' },
      unmatched: {
        kind: { is: 'choice', of: ['world', 'refuse'] },
        doc: 'Calls that none of the stubs of their method answers: the world and generated data have them, or they are UNIMPLEMENTED.',
      },
      stubs: { kind: list(shape('stub')), doc: 'The stubs, in the order in which they are tried.', required: true },
    },
    extra: true,
  },
  stub: {
    name: 'a stub',
    keys: {
      method: { kind: text, doc: 'GetProduct, or shop.v1.Catalog/GetProduct.', required: true },
      service: { kind: text, doc: 'The service of this method, in place of that of the file.' },
      id: { kind: text, doc: 'Unique in the file; the API and the page name the stub by it.' },
      name: { kind: text, doc: 'What people call it.' },
      enabled: { kind: { is: 'boolean' }, doc: 'False: it answers nothing.' },
      priority: { kind: integer(-MANY), doc: 'A larger one wins; 0 where nothing is said.' },
      when: { kind: shape('when'), doc: 'Which calls it answers; all of them where nothing is said.' },
      times: { kind: integer(1), doc: 'Answers so many calls, and then no more.' },
      session: { kind: text, doc: 'Only calls with this x-understudy-session.' },
      scenario: { kind: shape('scenario'), doc: 'The state of a scenario that it needs, and the one that follows.' },
      reply: { kind: shape('reply'), doc: 'What it answers.' },
      replies: { kind: list(shape('reply'), 1), doc: 'What it answers on the first call, the second, and so on.' },
      afterLast: {
        kind: { is: 'choice', of: ['repeat', 'cycle', 'fall through'] },
        doc: 'Behind the last of the replies: repeat it (as where nothing is said), begin again, or answer no more.',
      },
      script: { kind: list(shape('event'), 1), doc: 'What happens on which event of the call.' },
      fault: { kind: shape('fault'), doc: 'What is broken on purpose.' },
    },
    apart: [['reply', 'replies', 'script']],
    some: ['reply', 'replies', 'script', 'fault'],
    needs: { afterLast: 'replies' },
  },
  when: {
    name: 'when',
    keys: {
      request: { kind: matcher, doc: 'The request; of a stream of them, the first one.' },
      metadata: { kind: matcher, doc: 'Metadata of the call, by key.' },
      cel: { kind: text, doc: 'A CEL expression over request, requests, metadata and count.' },
      first: { kind: matcher, doc: 'The first request of a stream.' },
      last: { kind: matcher, doc: 'The last request of a stream.' },
      any: { kind: matcher, doc: 'At least one request of a stream.' },
      all: { kind: matcher, doc: 'Each request of a stream.' },
      count: { kind: { is: 'numbers' }, doc: 'How many requests there are in the stream.' },
    },
  },
  reply: {
    name: 'a reply',
    keys: {
      status,
      message: { kind: message, doc: 'The message; with an error status, its text.' },
      details,
      headers,
      trailers,
      after: wait,
      compress: {
        kind: { is: 'choice', of: ['gzip', 'deflate', 'none'] },
        doc: 'How messages are compressed, where the client takes that. Default: as the request.',
      },
      generated: {
        ...generated,
        doc: 'True: what is not given is filled from the world or generated data. Alone, it is the whole answer, each message of a stream.',
      },
      stream: { kind: list(either(message, shape('item'))), doc: 'The messages, or { after, message } of each.' },
      repeat: { kind: either(integer(1), { is: 'choice', of: ['forever'] }), doc: 'Plays the stream so many times.' },
      end: { kind: shape('end'), doc: 'The status behind the stream.' },
    },
    apart: [
      ['stream', 'message'],
      ['stream', 'status'],
    ],
    needs: { repeat: 'stream', end: 'stream', details: 'status' },
  },
  item: {
    name: 'an item of a stream',
    keys: {
      after: wait,
      message: { kind: message, doc: 'The message.' },
      generated,
      end: { kind: shape('end'), doc: 'Ends the call here.' },
    },
    apart: [
      ['end', 'message'],
      ['end', 'generated'],
    ],
  },
  end: {
    name: 'an end',
    keys: { status: { ...status, required: true }, message: { kind: text, doc: 'The text of the status.' }, details },
  },
  delay: {
    name: 'a delay',
    keys: {
      normal: { kind: shape('normal'), doc: 'Normally distributed.' },
      uniform: { kind: shape('uniform'), doc: 'Evenly distributed.' },
      p50: { kind: duration, doc: 'Half of the delays are at most this long.' },
      p99: { kind: duration, doc: '99 of 100 delays are at most this long.' },
    },
    apart: [
      ['normal', 'uniform', 'p50'],
      ['normal', 'uniform', 'p99'],
    ],
    some: ['normal', 'uniform', 'p50'],
    needs: { p50: 'p99', p99: 'p50' },
  },
  normal: {
    name: 'a normal distribution',
    keys: {
      mean: { kind: duration, doc: 'Its middle.', required: true },
      sd: { kind: duration, doc: 'Its standard deviation.', required: true },
    },
  },
  uniform: {
    name: 'a uniform distribution',
    keys: {
      from: { kind: duration, doc: 'The shortest.', required: true },
      to: { kind: duration, doc: 'The longest.', required: true },
    },
  },
  scenario: {
    name: 'a scenario',
    keys: {
      name: { kind: text, doc: 'Which one.', required: true },
      requires: { kind: text, doc: 'Only in this state.' },
      then: { kind: text, doc: 'The state behind a call that this stub answered.' },
    },
    some: ['requires', 'then'],
  },
  event: {
    name: 'an event of a script',
    keys: {
      on: {
        kind: { is: 'choice', of: ['open', 'message', 'half_close', 'cancel', 'call'] },
        doc: 'The call opens, a message comes, the client has sent all, it cancels, or another call comes. A message or a call goes to the first event that it fits.',
      },
      every: { kind: duration, doc: 'Again and again, so long after each other.' },
      when: { kind: matcher, doc: 'Only such messages; of another call, such requests.' },
      method: { kind: text, doc: 'Of the other call: shop.v1.Catalog/UpdateProduct.' },
      do: { kind: list(shape('action')), doc: 'What is done, one after the other.', required: true },
    },
    apart: [['on', 'every']],
    some: ['on', 'every'],
  },
  action: {
    name: 'an action of a script',
    keys: {
      after: wait,
      send: { kind: message, doc: 'Sends a message.' },
      generated,
      end: { kind: shape('finish'), doc: 'Ends the call.' },
      set: { kind: json, doc: 'Variables for ${…}: { name: value }.' },
      headers,
      scenario: { kind: shape('move'), doc: 'Moves a scenario to a state.' },
    },
    apart: [['send', 'end', 'set', 'headers', 'scenario']],
    some: ['send', 'end', 'set', 'headers', 'scenario', 'after'],
    needs: { generated: 'send' },
  },
  finish: {
    name: 'an end',
    keys: {
      status: { ...status, required: true },
      message: { kind: text, doc: 'The text of the status.' },
      details,
      trailers,
    },
  },
  move: {
    name: 'a scenario',
    keys: {
      name: { kind: text, doc: 'Which one.', required: true },
      to: { kind: text, doc: 'Its state from here on.', required: true },
    },
  },
  ...FAULT_SHAPES,
};

import { expect, test } from 'vitest';
import { encodeJson } from '../../../server/codec/encode-json.ts';
import { appendItem, itemText } from '../../../server/codec/yaml-append.ts';
import { status } from '../../../server/contract/status.ts';
import type { CallEvent, Direction, EndedEvent } from '../../../server/contract/traffic.ts';
import { exampleCall } from '../../../server/engine/example-call.ts';
import { draftStub } from '../../../server/stubs/draft-stub.ts';
import { parseStubs } from '../../../server/stubs/parse-stubs.ts';
import { method, schema } from './stubs-of.ts';

let index = 0;
const said = (direction: Direction, json: object | string, t = 0): CallEvent => ({
  type: 'message',
  t: t * 1_000,
  direction,
  index: (index += 1),
  size: 1,
  body: { type: 'A', json: typeof json === 'string' ? json : JSON.stringify(json) },
});
const up = (json: object, t = 0): CallEvent => said('up', json, t);
const down = (json: object, t = 0): CallEvent => said('down', json, t);
const closed: CallEvent = { type: 'half_closed', t: 0 };
const ended = (name: Parameters<typeof status>[0] = 'OK', message = '', more: Partial<EndedEvent> = {}): CallEvent => ({
  type: 'ended',
  t: 0,
  status: status(name, message),
  trailers: [],
  cancelledBy: null,
  ...more,
});

/** The draft as YAML, which must be a stub without problems. */
function drafted(events: readonly CallEvent[], name = 'Get'): string {
  const draft = draftStub(method(name), events, name);
  const text = appendItem('service: t.v1.Things\n', 'stubs', draft)!;
  expect(parseStubs(text, 'a.stubs.yaml', schema).problems).toEqual([]);
  return itemText(draft);
}

test('the telling fields of a request are the condition, and its answer is the reply', () => {
  const request = {
    name: 'n ${',
    big: '9007199254740993',
    price: { units: '4', nanos: 5 },
    tags: ['a'],
    counts: { a: 1 },
    at: '2026-01-01T00:00:00Z',
    wrapped: '7',
    label: 'l',
    text: 'x'.repeat(201),
    maybe: 0,
    state: 'OPEN',
  };
  const known = new Set(method().desc.input.fields.map(({ jsonName }) => jsonName));
  const events = [
    up(Object.fromEntries(Object.entries(request).filter(([key]) => known.has(key)))),
    down({ name: '${x}', big: '12', bigs: ['1', '2'] }),
    ended(),
  ];
  const yaml = drafted(events);
  expect(yaml).toContain('method: Get\nwhen:\n  request:\n    name: n $${\n');
  expect(yaml).not.toMatch(/tags|counts|at:|xxxx/);
  expect(yaml).toContain('    maybe: 0\n');
  expect(yaml).toContain('reply:\n  message:\n    name: $${x}\n');
  expect(yaml).toContain('    bigs:\n      - 1\n      - 2\n');
});

test.each(['Get', 'Upload', 'Watch', 'Talk', 'Other'])('%s: an example is a stub', (name) => {
  const yaml = drafted(exampleCall(method(name), '42'), name);
  expect(yaml.length).toBeGreaterThan(20);
});

test('a client stream is told by its first message', () => {
  expect(drafted([up({ name: 'a' }), up({ name: 'b' }), closed, down({ name: 'c' }), ended()], 'Upload')).toBe(
    'method: Upload\nwhen:\n  first:\n    name: a\nreply:\n  message:\n    name: c\n',
  );
});

test('a stream keeps its pauses, and how it ended', () => {
  const events = [
    up({ name: 'a' }),
    down({ name: 'b' }, 5),
    down({ name: 'c' }, 311),
    down({}, 312),
    ended('ABORTED', 'over'),
  ];
  expect(drafted(events, 'Watch')).toBe(
    'method: Watch\nwhen:\n  request:\n    name: a\nreply:\n  stream:\n    - name: b\n    - after: 310ms\n      message:\n        name: c\n    - message: {}\n  end:\n    status: ABORTED\n    message: over\n',
  );
});

test('a stream that its client has left has no end of its own, and one without messages is empty', () => {
  const left = ended('CANCELLED', 'gone', { cancelledBy: 'client' });
  expect(drafted([up({}), down({ name: 'b' }), left], 'Watch')).toBe(
    'method: Watch\nreply:\n  stream:\n    - name: b\n',
  );
  expect(drafted([up({}), ended()], 'Watch')).toBe('method: Watch\nreply:\n  stream: []\n');
});

test('a conversation is a script: what is said at the beginning, behind each message, and at the end', () => {
  const events = [
    down({ name: 'hello' }),
    up({ name: 'a' }, 100),
    down({ name: 'one' }, 200),
    up({ name: 'b' }, 300),
    up({}, 310),
    down({ name: 'two' }, 310),
    up({ name: 'a' }, 400),
    down({ name: 'again' }, 400),
    closed,
    ended('NOT_FOUND', 'no ${'),
  ];
  expect(drafted(events, 'Talk')).toBe(`method: Talk
script:
  - on: open
    do:
      - send:
          name: hello
  - on: message
    when:
      name: a
    do:
      - after: 100ms
        send:
          name: one
  - on: half_close
    do:
      - end:
          status: NOT_FOUND
          message: no $\${
  - on: message
    do:
      - send:
          name: two
`);
});

test('what was not kept is generated', () => {
  expect(drafted([said('up', '{"na'), said('down', '{"na'), ended()])).toBe('method: Get\nreply:\n  generated: true\n');
  const gone: CallEvent = { type: 'message', t: 0, direction: 'down', index: 1, size: 9, trimmed: true };
  expect(drafted([up({}), gone, ended()])).toBe('method: Get\nreply:\n  generated: true\n');
  expect(drafted([up({ name: 'a' }), gone, ended()], 'Talk')).toContain('send: {}\n        generated: true\n');
});

test('headers and trailers that somebody set are kept; those of the protocol, of Understudy and secrets are not', () => {
  const headers: CallEvent = {
    type: 'headers',
    t: 0,
    metadata: [
      { key: 'x-a', value: '1' },
      { key: 'x-a', value: '2' },
      { key: 'x-understudy-seed', value: '42' },
      { key: 'content-type', value: 'application/grpc' },
      { key: 'x-token', value: '•••', masked: true },
    ],
  };
  const yaml = drafted([
    up({}),
    headers,
    down({}),
    ended('OK', '', {
      trailers: [
        { key: 'x-b', value: '${' },
        { key: 'grpc-status', value: '0' },
      ],
    }),
  ]);
  expect(yaml).toBe(
    'method: Get\nreply:\n  headers:\n    x-a:\n      - "1"\n      - "2"\n  trailers:\n    x-b: $${\n  message: {}\n',
  );
});

test('details of a status are written by their types; a broken one is left out', () => {
  const encoded = encodeJson(method().desc.input, '{}');
  expect('bytes' in encoded).toBe(true);
  const bin = { key: 'grpc-status-details-bin', value: '!!' };
  expect(drafted([up({}), ended('ABORTED', '', { trailers: [bin] })])).toBe('method: Get\nreply:\n  status: ABORTED\n');
});

import { expect, test } from 'vitest';
import type { Step } from '../../../server/engine/conversation.ts';
import { createEngine } from '../../../server/engine/engine.ts';
import { prepareStubs } from '../../../server/stubs/compile-stub.ts';
import { parseStubs } from '../../../server/stubs/parse-stubs.ts';
import { StubStore } from '../../../server/stubs/store.ts';
import { emptyWorld } from '../../support/empty-world.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const schema = schemaFrom(`
  syntax = "proto3";
  package t.v1;
  message Item { string name = 1; }
  message Nothing {}
  service Things {
    rpc Unary(Item) returns (Item); rpc Down(Item) returns (stream Item);
    rpc Up(stream Item) returns (Item); rpc Both(stream Item) returns (stream Item);
    rpc Empty(Item) returns (Nothing); rpc EmptyUp(stream Item) returns (Nothing);
  }
`);
const ONE = ['Unary', 'Up'];
const MANY = ['Down', 'Both'];
const KINDS = [...ONE, ...MANY];

/** What the client of one call hears, without headers: `m` for each message, and the status. */
async function heard(method: string, stub: object): Promise<readonly string[]> {
  const text = JSON.stringify({ service: 't.v1.Things', stubs: [{ method, ...stub }] });
  const { stubs: specs, problems } = parseStubs(text, 'a.stubs.json', schema);
  if (problems.length > 0) return [problems[0]!.code];
  await prepareStubs(specs);
  const store = new StubStore(() => 0);
  store.setFile('a.stubs.json', specs);
  const engine = createEngine({
    seed: '42',
    random: null,
    strict: false,
    now: () => 0,
    world: emptyWorld(),
    stubs: { current: store },
  });
  const call = engine.open(schema.method(`/t.v1.Things/${method}`)!, []);
  const steps: readonly Step[] = [
    ...call.opening.steps,
    ...call.receive(new Uint8Array()).steps,
    ...call.halfClose().steps,
  ];
  return steps.flatMap((step) => (step.do === 'message' ? ['m'] : step.do === 'end' ? [step.status.name] : []));
}

const ERRORS: Readonly<Record<string, object>> = {
  'a reply': { reply: { status: 'NOT_FOUND' } },
  'a reply by number': { reply: { status: 5 } },
  'the first of many': { replies: [{ status: 'NOT_FOUND' }, { generated: true }] },
  'with words': { reply: { status: 'NOT_FOUND', message: 'no' } },
  'with words of the call': { replies: [{ status: 'NOT_FOUND', message: '${seed}' }] },
  'with headers and trailers': { reply: { status: 'NOT_FOUND', headers: { a: '1' }, trailers: { b: '${seed}' } } },
  'after a while': { reply: { status: 'NOT_FOUND', after: '1ms' } },
  'by chance later': { reply: { status: 'NOT_FOUND', after: { uniform: { from: '1ms', to: '2ms' } } } },
  'with details': { reply: { status: 'NOT_FOUND', details: [{ '@type': 'google.rpc.ErrorInfo', reason: 'R' }] } },
  'of the one who asks for it': { when: { request: { name: { $exists: false } } }, reply: { status: 'NOT_FOUND' } },
};

test.each(
  Object.entries(ERRORS).flatMap(([how, stub]) =>
    [...KINDS, 'Empty', 'EmptyUp'].map((kind) => [kind, how, stub] as const),
  ),
)('%s: an error that says nothing else is no message and the status: %s', async (kind, _, stub) => {
  expect(await heard(kind, stub)).toEqual(['NOT_FOUND']);
});

test.each<readonly [string, readonly string[], object, readonly string[]]>([
  ['a stream of nothing that fails', MANY, { stream: [], end: { status: 'ABORTED' } }, ['ABORTED']],
  ['a stream that fails at its first item', MANY, { stream: [{ end: { status: 'ABORTED' } }] }, ['ABORTED']],
  [
    'a stream that fails behind a message',
    MANY,
    { stream: [{ name: 'a' }], end: { status: 'ABORTED' } },
    ['m', 'ABORTED'],
  ],
  ['a stream of nothing', MANY, { stream: [] }, ['OK']],
  ['a message', KINDS, { message: {} }, ['m', 'OK']],
  ['OK with a message', KINDS, { status: 'OK', message: {} }, ['m', 'OK']],
  // Both "an empty message" and "whatever would have come" could be meant.
  ['OK alone', KINDS, { status: 'OK' }, ['stub-missing-key']],
  ['OK alone, where a message can say nothing', ['Empty', 'EmptyUp'], { status: 'OK' }, ['m', 'OK']],
])('%s', async (_, kinds, reply, told) => {
  for (const kind of kinds) {
    expect(await heard(kind, { reply }), kind).toEqual(told);
    expect(await heard(kind, { replies: [reply] }), kind).toEqual(told);
  }
});

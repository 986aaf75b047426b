import { expect, test } from 'vitest';
import { createEngine } from '../../../server/engine/engine.ts';
import type { Step } from '../../../server/engine/conversation.ts';
import { StubStore } from '../../../server/stubs/store.ts';
import { prepareStubs } from '../../../server/stubs/compile-stub.ts';
import { parseStubs } from '../../../server/stubs/parse-stubs.ts';
import type { Metadata } from '../../../server/contract/metadata.ts';
import { emptyWorld } from '../../support/empty-world.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const schema = schemaFrom(`
  syntax = "proto3";
  package t.v1;
  message Item { string name = 1; int32 left = 2; }
  service Things { rpc Get(Item) returns (Item); rpc Watch(Item) returns (stream Item); }
`);

async function engineOf(stubs: readonly object[]) {
  const text = JSON.stringify({ service: 't.v1.Things', stubs });
  const { stubs: specs, problems } = parseStubs(text, 'a.stubs.json', schema);
  if (problems.length > 0) throw new Error(problems[0]!.message);
  await prepareStubs(specs);
  const store = new StubStore(() => 0);
  store.setFile('a.stubs.json', specs);
  const current = { current: store };
  const engine = createEngine({ seed: '42', random: null, strict: false, now: () => 0, world: emptyWorld(), stubs: current }); // prettier-ignore
  return {
    store,
    steps(name: string, metadata: Metadata = []): readonly Step[] {
      const conversation = engine.open(schema.method(`/t.v1.Things/${name}`)!, metadata);
      const first = conversation.receive(new Uint8Array());
      return [...conversation.opening.steps, ...first.steps, ...conversation.halfClose().steps];
    },
  };
}

const message = { name: 'a' };
test.each([
  ['a message', 'Get', { message }, ['headers', 'message', 'end']],
  ['headers, trailers and a delay', 'Get', { message, headers: { a: '1' }, trailers: { b: '2' }, after: '5ms' }, ['headers', 'message', 'end']], // prettier-ignore
  ['a status with details', 'Get', { status: 'NOT_FOUND', message: 'no', details: [{ '@type': 'google.rpc.ErrorInfo', reason: 'R' }] }, ['end']], // prettier-ignore
  ['a stream', 'Watch', { stream: [message, { after: '1ms', message }], repeat: 2 }, ['headers', 'message', 'message', 'message', 'message', 'end']], // prettier-ignore
  ['a stream with an error in its middle', 'Watch', { stream: [message, { end: { status: 'ABORTED' } }] }, ['headers', 'message', 'end']], // prettier-ignore
] as const)(
  '%s that is the same for every call is made once, and is what it would be',
  async (_, name, reply, kinds) => {
    const { steps, store } = await engineOf([{ method: name, reply }]);
    const [first, second] = [steps(name), steps(name)];
    expect(first.map((step) => step.do)).toEqual(kinds);
    expect(second.every((step, index) => step === first[index])).toBe(true);
    expect(store.list()[0]?.hits).toBe(2);
    // The same said the long way: a condition for the template that nothing depends on.
    const headers = { ...('headers' in reply ? reply.headers : {}), 'x-long': '${seed}' };
    const long = (await engineOf([{ method: name, reply: { ...reply, headers } }])).steps(name);
    const told = (all: readonly Step[]): unknown =>
      all.map((step) =>
        step.do === 'headers' ? { ...step, metadata: step.metadata.filter(({ key }) => key !== 'x-long') } : step,
      );
    expect(told(long.filter((step) => kinds.includes(step.do as never)))).toEqual(told(first)); // of these kinds
  },
);

test.each([
  ['a template', { message: { name: '${request.name}' } }],
  ['generated data', { message, generated: true }],
  ['a delay by chance', { message, after: { uniform: { from: '1ms', to: '9ms' } } }],
  ['a status message with a template', { status: 'ABORTED', message: '${seed}' }],
])('%s is made for each call', async (_, reply) => {
  const { steps } = await engineOf([{ method: 'Get', reply }]);
  expect(steps('Get').at(-1)).not.toBe(steps('Get').at(-1));
});

test('another seed of the call is said in its headers', async () => {
  const { steps } = await engineOf([{ method: 'Get', reply: { message } }]);
  const seeds = ['1', '2', '1'].map((value) => {
    const [headers] = steps('Get', [{ key: 'x-understudy-seed', value }]);
    return headers?.do === 'headers' ? headers.metadata : [];
  });
  expect(seeds).toEqual(['1', '2', '1'].map((value) => [{ key: 'x-understudy-seed', value }]));
});

test('another version of the file is another answer', async () => {
  const { steps, store } = await engineOf([{ method: 'Get', reply: { status: 'ABORTED' } }]);
  expect(steps('Get').at(-1)).toMatchObject({ status: { name: 'ABORTED' } });
  const text = JSON.stringify({ service: 't.v1.Things', stubs: [{ method: 'Get', reply: { status: 'NOT_FOUND' } }] });
  store.setFile('a.stubs.json', parseStubs(text, 'a.stubs.json', schema).stubs);
  expect(steps('Get').at(-1)).toMatchObject({ status: { name: 'NOT_FOUND' } });
});

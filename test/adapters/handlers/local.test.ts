import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { service } from '../../../server/handlers/service.ts';
import { MISBEHAVIOURS, type Misbehaviour } from './misbehaviour.ts';
import { serveHandlers, type Served } from './served.ts';

const KINDS = ['GetLine', 'WatchLines', 'Collect', 'Talk'];
const WAYS = MISBEHAVIOURS.filter(({ deadly, reckless }) => !deadly && !reckless);

type Body = (request: unknown, call: { metadata: Record<string, string> }) => unknown;
// The bodies are texts, because the other thread loads them from files: here they become functions.
const made = (kind: object, body: string): Body =>
  Reflect.construct(kind.constructor as new (...text: string[]) => Body, ['request', 'call', `'use strict'; ${body}`]);
const once = WAYS.map(({ body }) => made(async () => undefined, body));
const many = WAYS.map(({ body, down = body }) =>
  made(async function* () {
    yield undefined;
  }, down),
) as ((...given: Parameters<Body>) => AsyncIterable<unknown>)[];

type Call = Parameters<Body>[1];
const way = (call: Call): number => Number(call.metadata['x-way']);
const GIVEN = service('chat.v1.Chat', {
  getLine: (request: unknown, call: Call) => once[way(call)]!(request, call),
  watchLines: (request: unknown, call: Call) => many[way(call)]!(request, call),
  collect: async (messages: AsyncIterator<unknown>, call: Call) =>
    once[way(call)]!((await messages.next()).value, call),
  async *talk(messages: AsyncIterator<unknown>, call: Call) {
    yield* many[way(call)]!((await messages.next()).value, call);
  },
  other: () => ({ text: 'still here' }),
});

let served: Served;
beforeAll(async () => {
  served = await serveHandlers({}, { given: GIVEN });
});
afterAll(() => served[Symbol.asyncDispose]());

describe.each(WAYS.map((one, at): [string, Misbehaviour, number] => [one.name, one, at]))(
  'a handler of a test that %s',
  (_name, { code, says, deadline }, at) => {
    test.each(KINDS)('ends its call of %s, and others are answered as before', async (method) => {
      const options = deadline === undefined ? {} : { deadline: Date.now() + deadline };
      const went = await served.call(method, { send: [{ text: 'a' }], metadata: { 'x-way': `${at}` }, options });
      expect(went).toMatchObject({ code });
      // There is no file: a place in it is not told.
      expect(went.details).toMatch(new RegExp(says.source.replace('bad\\.handlers\\.ts:\\d+', 'library')));
      expect(await served.call('Other')).toMatchObject({ code: 0, messages: [{ text: 'still here' }] });
    });
  },
);

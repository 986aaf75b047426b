import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MISBEHAVIOURS, type Misbehaviour } from './misbehaviour.ts';
import { serveHandlers, type Served } from './served.ts';

const KINDS = ['GetLine', 'WatchLines', 'Collect', 'Talk'];

/** All ways in one file: the call says which. */
const ALL = `
import { service } from 'understudy';
const once = { ${MISBEHAVIOURS.map(({ body }, at) => `way${at}: async (request, call) => { ${body} }`).join(',\n')} };
const many = { ${MISBEHAVIOURS.map(({ body, down = body }, at) => `way${at}: async function* (request, call) { ${down} }`).join(',\n')} };
export default service('chat.v1.Chat', {
  getLine: (request, call) => once[call.metadata['x-way']](request, call),
  watchLines: (request, call) => many[call.metadata['x-way']](request, call),
  collect: async (messages, call) => once[call.metadata['x-way']]((await messages.next()).value, call),
  async *talk(messages, call) { yield* many[call.metadata['x-way']]((await messages.next()).value, call); },
  other: async () => ({ text: 'still here' }),
});
`;

let served: Served;
beforeAll(async () => {
  served = await serveHandlers({ 'bad.handlers.ts': ALL }, { heapMb: 64 });
  expect(served.handlers.report.problems).toEqual([]);
});
afterAll(() => served[Symbol.asyncDispose]());

describe.each(MISBEHAVIOURS.map((way, at): [string, Misbehaviour, number] => [way.name, way, at]))(
  'a handler that %s',
  (_name, way, at) => {
    test.each(KINDS)('ends its call of %s, and others are answered as before', async (method) => {
      const options = way.deadline === undefined ? {} : { deadline: Date.now() + way.deadline };
      const went = await served.call(method, { send: [{ text: 'a' }], metadata: { 'x-way': `way${at}` }, options });
      expect(went).toMatchObject({ code: way.code });
      expect(went.details).toMatch(way.says);
      if (way.deadly) expect(went.details).toContain(`chat.v1.Chat/${method[0]!.toLowerCase()}${method.slice(1)}`);
      expect(await served.call('Other')).toMatchObject({ code: 0, messages: [{ text: 'still here' }] });
    });
  },
);

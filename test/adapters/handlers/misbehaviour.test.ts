import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MISBEHAVIOURS, type Misbehaviour } from './misbehaviour.ts';
import { serveHandlers, type Served } from './served.ts';

const KINDS = ['GetLine', 'WatchLines', 'Collect', 'Talk'];

/** A call is over so soon after its handler, in milliseconds. */
const SOON = 1_000;
/** A machine may have been busy with others: what took longer is done again, so often. What the server is slow at stays slow. */
const TRIES = 5;
const dir = mkdtempSync(join(tmpdir(), 'understudy-'));
const marks = join(dir, 'marks');
writeFileSync(marks, '');

/** A body that notes when it began and when it ended. */
const noted = (body: string): string =>
  `const noted = note(call); noted('began'); try { ${body} } finally { noted('ended'); }`;
/** All ways in one file: the call says which. */
const ALL = `
import { appendFileSync } from 'node:fs';
import { service } from 'understudy';
const { now } = Date;
const note = ({ metadata }) => {
  const id = metadata['x-id'];
  return (what) => appendFileSync(${JSON.stringify(marks)}, id + ' ' + what + ' ' + now() + '\\n');
};
const once = { ${MISBEHAVIOURS.map(({ body }, at) => `way${at}: async (request, call) => { ${noted(body)} }`).join(',\n')} };
const many = { ${MISBEHAVIOURS.map(({ body, down = body }, at) => `way${at}: async function* (request, call) { ${noted(down)} }`).join(',\n')} };
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
afterAll(async () => {
  await served[Symbol.asyncDispose]();
  rmSync(dir, { recursive: true });
  const slowest = (these: typeof waits): string => {
    const [first] = these.sort((left, right) => right.ms - left.ms);
    return `${first?.ms} ms (${first?.what})`;
  };
  const full = waits.filter(({ what }) => what.includes('memory'));
  const others = waits.filter((one) => !full.includes(one));
  process.stdout.write(
    `${waits.length} calls end behind their handlers after at most ${slowest(others)}; out of memory ${slowest(full)}.\n`,
  );
});

const waits: { readonly ms: number; readonly what: string }[] = [];

/** Milliseconds from the end of a handler (or from its beginning or its deadline, where it has no end) to that of its call. */
function waited(id: string, over: number, deadline = 0): number {
  const times = new Map(
    readFileSync(marks, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith(`${id} `))
      .map((line) => [line.split(' ')[1]!, Number(line.split(' ')[2])]),
  );
  // The deadline may have been over before the handler began: then nobody waited for it.
  const [began, ended] = [times.get('began') ?? over, times.get('ended') ?? Infinity];
  // A generator that is left where it yielded ends when its call is over.
  return Math.max(0, over - (ended <= over ? ended : began + deadline));
}

describe.each(MISBEHAVIOURS.map((way, at): [string, Misbehaviour, number] => [way.name, way, at]))(
  'a handler that %s',
  (_name, way, at) => {
    test.each(KINDS)('ends its call of %s, and others are answered as before', async (method) => {
      let ms = Infinity;
      for (let tries = 1; tries <= TRIES && ms > SOON; tries += 1) {
        const options = way.deadline === undefined ? {} : { deadline: Date.now() + way.deadline };
        const id = `${at}-${method}-${tries}`;
        const metadata = { 'x-way': `way${at}`, 'x-id': id };
        const went = await served.call(method, { send: [{ text: 'a' }], metadata, options });
        ms = waited(id, Date.now(), way.deadline);
        expect(went).toMatchObject({ code: way.code });
        expect(went.details).toMatch(way.says);
        if (way.deadly) expect(went.details).toContain(`chat.v1.Chat/${method[0]!.toLowerCase()}${method.slice(1)}`);
        expect(await served.call('Other')).toMatchObject({ code: 0, messages: [{ text: 'still here' }] });
        if (way.untimed) break;
      }
      waits.push({ ms, what: `${method}, ${way.name}` });
      if (!way.untimed) expect(ms).toBeLessThanOrEqual(SOON);
    });
  },
);

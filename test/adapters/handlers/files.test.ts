import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import type { JsonValue } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { HANDLER_PROBLEM_CODES } from '../../../server/handlers/problem-codes.ts';
import { ROOT } from '../../support/run-command.ts';
import { CHAT } from './served.ts';
import { openFolder } from './workspace.ts';

const TALK = '/chat.v1.Chat/Talk';
const GET = '/chat.v1.Chat/GetLine';
const OTHER = '/chat.v1.Chat/Other';

const handlers = (body: string, top = ''): string =>
  `import { service } from 'understudy';\n${top}\nexport default service('chat.v1.Chat', {\n${body}\n});\n`;
const says = (text: string): string => handlers(`  async getLine() { return { text: ${JSON.stringify(text)} }; },`);

const next = async (stream: ClientDuplexStream<JsonValue, JsonValue>): Promise<unknown> =>
  (await once(stream, 'data'))[0];

test('files of handlers beside the protos answer from the first call, before stubs, and the rest stays mocked', async () => {
  await using folder = await openFolder({
    'protos/chat.proto': CHAT,
    'protos/chat.handlers.ts': says('by hand'),
    'protos/chat.stubs.yaml': `service: chat.v1.Chat\nstubs: [{ method: GetLine, reply: { message: { text: stub } } }, { method: Other, reply: { message: { text: stub } } }]`,
  });
  expect(folder.app.handlerFiles.report).toMatchObject({ problems: [], files: [{ methods: [GET], held: false }] });
  expect(await folder.unary(GET)).toMatchObject({ code: 0, message: { text: 'by hand' } });
  expect(await folder.unary(OTHER)).toMatchObject({ code: 0, message: { text: 'stub' } });
  const [call] = folder.app.journal.list({ method: GET }).calls;
  expect(call!.answeredBy).toMatchObject({ by: 'handler', line: 4 });
});

test('a saved file answers the next call, and calls that are open go on with the version before', async () => {
  const talk = (word: string): string =>
    handlers(`  async *talk(messages) { for await (const { text } of messages) yield { text: '${word} ' + text }; },`);
  await using folder = await openFolder({ 'protos/chat.proto': CHAT, 'protos/chat.handlers.ts': talk('old') });
  const before = folder.bidi(TALK);
  before.write({ text: 'a' });
  expect(await next(before)).toMatchObject({ text: 'old a' });
  await folder.after(() => folder.write('protos/chat.handlers.ts', talk('new')));
  const after = folder.bidi(TALK);
  after.write({ text: 'b' });
  expect(await next(after)).toMatchObject({ text: 'new b' });
  before.write({ text: 'c' });
  expect(await next(before)).toMatchObject({ text: 'old c' });
  before.end();
  after.end();
});

test('a bad edit is told with its place, once, and the last good version goes on answering', async () => {
  await using folder = await openFolder({ 'protos/chat.proto': CHAT, 'protos/chat.handlers.ts': says('good') });
  const bad = await folder.after(() => folder.write('protos/chat.handlers.ts', `${says('bad')}\n)`));
  expect(bad.problems).toMatchObject([{ code: 'handler-load', line: 7 }]);
  expect(bad.handlers.files).toMatchObject([{ held: true }]);
  expect(await folder.unary(GET)).toMatchObject({ message: { text: 'good' } });
  const still = await folder.after(() =>
    folder.write('protos/other.handlers.ts', handlers('  other: () => ({ text: "o" }),')),
  );
  expect(still.problems).toEqual([]);
  expect(await folder.unary(OTHER)).toMatchObject({ message: { text: 'o' } });
  const mended = await folder.after(() => folder.write('protos/chat.handlers.ts', says('mended')));
  expect(mended.handlers).toMatchObject({ problems: [], files: [{ held: false }, { held: false }] });
  expect(await folder.unary(GET)).toMatchObject({ message: { text: 'mended' } });
});

test('another schema is held against the handlers: what it no longer has is a problem', async () => {
  await using folder = await openFolder({ 'protos/chat.proto': CHAT, 'protos/chat.handlers.ts': says('here') });
  const gone = await folder.after(
    () => folder.write('protos/chat.proto', CHAT.replace('rpc GetLine(', 'rpc GetLines(')),
    ({ problems }) => problems.length > 0,
  );
  expect(gone.problems).toMatchObject([{ code: 'handler-unknown-method', line: 4, hint: 'Did you mean getLines?' }]);
  expect(await folder.unary('/chat.v1.Chat/GetLines')).toMatchObject({ code: 0 });
});

test('what changes beside them leaves handlers and what they remember alone', async () => {
  const counting = handlers(`  async getLine() { return { text: String((count += 1)) }; },`, 'let count = 0;');
  await using folder = await openFolder({ 'protos/chat.proto': CHAT, 'protos/chat.handlers.ts': counting });
  expect(await folder.unary(GET)).toMatchObject({ message: { text: '1' } });
  await folder.after(() => folder.write('protos/chat.stubs.yaml', 'service: chat.v1.Chat\nstubs: []\n'));
  expect(await folder.unary(GET)).toMatchObject({ message: { text: '2' } });
  await folder.after(
    () => folder.write('protos/chat.handlers.ts', `${counting}\n// another`),
    ({ files }) => files.length > 0,
  );
  expect(await folder.unary(GET)).toMatchObject({ message: { text: '1' } });
});

test('modules that Node loads by itself may throw statuses as well', async () => {
  await using folder = await openFolder({
    'protos/chat.proto': CHAT,
    'protos/chat.handlers.mjs': handlers(`  getLine: () => { throw gone(); },`, `import { gone } from './gone.mjs';`),
    'protos/gone.mjs': `import { StatusError } from 'understudy';\nexport const gone = () => new StatusError('NOT_FOUND', 'gone');`,
  });
  expect(folder.app.handlerFiles.report.problems).toEqual([]);
  expect(await folder.unary(GET)).toMatchObject({ code: 5, details: 'gone' });
});

test('what goes wrong again and again is told less and less often', async () => {
  await using folder = await openFolder({
    'protos/chat.proto': CHAT,
    'protos/chat.handlers.ts': handlers(
      `  getLine: (_, call) => { setImmediate(() => { throw new Error('left behind'); }); return {}; },
  other: () => ({ text: 'o' }),`,
    ),
  });
  for (let n = 0; n < 30; n++) await folder.unary(GET);
  await folder.unary(OTHER);
  const told = folder.problems.map(({ message }) => message);
  expect(told).toHaveLength(2);
  expect(told[1]).toMatch(/\(10 times\)/);
});

test('a proto that is given as a file brings the handlers of its name, and those alone', async () => {
  await using folder = await openFolder(
    {
      'protos/chat.proto': CHAT,
      'protos/chat.handlers.js': says('of its name'),
      'protos/other.handlers.ts': handlers('  other: () => ({ text: "not asked for" }),'),
    },
    'protos/chat.proto',
  );
  expect(await folder.unary(GET)).toMatchObject({ message: { text: 'of its name' } });
  expect((await folder.unary(OTHER)).message).not.toMatchObject({ text: 'not asked for' });
  const gone = await folder.after(() => folder.write('protos/chat.handlers.mjs', says('twice')));
  expect(gone.problems).toMatchObject([{ code: 'handler-twice', severity: 'warning' }]);
});

test('a file of handlers that is emptied on purpose is a problem, and goes when it is deleted', async () => {
  await using folder = await openFolder({ 'protos/chat.proto': CHAT, 'protos/chat.handlers.ts': says('here') });
  const emptied = await folder.after(() => folder.write('protos/chat.handlers.ts', ''));
  expect(emptied.handlers.files).toMatchObject([{ held: true }]);
  expect(await folder.unary(GET)).toMatchObject({ message: { text: 'here' } });
  const gone = await folder.after(() => folder.remove('protos/chat.handlers.ts'));
  expect(gone.handlers.files).toEqual([]);
  expect((await folder.unary(GET)).message).not.toMatchObject({ text: 'here' });
});

test('files that come one after the other while they load are all served in the end', async () => {
  await using folder = await openFolder({ 'protos/chat.proto': CHAT });
  const names = ['one', 'two', 'three', 'four'];
  await folder.after(
    () => {
      for (const name of names) folder.write('protos/chat.handlers.ts', says(name));
    },
    ({ handlers: { files } }) => files.length > 0,
  );
  for (;;) {
    const { message } = await folder.unary(GET);
    if (JSON.stringify(message).includes('four')) break;
  }
});

test('every code of a problem with handlers is documented', () => {
  const folder = join(ROOT, 'server/handlers');
  const texts = readdirSync(folder).filter((name) => name.endsWith('.ts') && name !== 'problem-codes.ts');
  const used = texts.flatMap((name) =>
    [...readFileSync(join(folder, name), 'utf8').matchAll(/'(handler-[a-z-]+)'/g)].map(([, code]) => code!),
  );
  expect([...new Set(used)].sort()).toEqual(Object.keys(HANDLER_PROBLEM_CODES).sort());
});

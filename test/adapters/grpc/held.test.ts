import { expect, test } from 'vitest';
import { Holdings } from '../../../server/serving/holdings.ts';
import { NOTHING, ok, openMock, say, scripted, text, until } from './mock.ts';
import { frame, rawSession, whole } from './raw-call.ts';

const MIB = 1024 * 1024;
const UP = '/t.v1.Kinds/Up';
const UNARY = '/t.v1.Kinds/Unary';
const BOTH = '/t.v1.Kinds/Both';

/** The first so many bytes of a message of 4 MB. */
function begun(bytes: number): Buffer {
  const part = Buffer.alloc(5 + bytes);
  part.writeUInt32BE(4_000_000, 1);
  return part;
}

/** Waits until something holds, looking again whenever the process has done something else. */
async function eventually(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((done) => setImmediate(done));
}

test('what all calls hold of messages that have not come whole is bounded; small calls go on, and clients that leave make room', async () => {
  const holdings = new Holdings(0, 4 * MIB);
  await using mock = await openMock(undefined, { holdings });
  const greedy = rawSession(mock.port.port);
  const first = greedy.open(UNARY);
  first.write(begun(1_500_000));
  await eventually(() => holdings.held >= 1_500_000);
  const second = greedy.open(UNARY);
  second.write(begun(1_500_000));
  second.once('response', () => second.end());
  const { trailers } = await whole(second);
  expect(trailers['grpc-status']).toBe('8');
  expect(decodeURI(String(trailers['grpc-message']))).toContain('All calls together hold 4 MiB');
  await using good = rawSession(mock.port.port);
  const small = good.open(UNARY);
  small.end(frame(text('x')));
  expect((await whole(small)).trailers).toMatchObject({ 'grpc-status': '0' });
  await greedy[Symbol.asyncDispose]();
  await eventually(() => holdings.held === 0);
  const large = good.open(UNARY);
  large.end(frame(text('y'.repeat(900_000))));
  expect((await whole(large)).trailers).toMatchObject({ 'grpc-status': '0' });
  await eventually(() => holdings.held === 0);
  const told = mock.journal.list().calls.map(({ id }) => JSON.stringify(mock.journal.get(id)));
  expect(told.filter((one) => one.includes('too-much-held')).length).toBe(1);
});

test('answers that nobody reads are held, and beyond the bound they are not sent', async () => {
  const holdings = new Holdings(0, 3 * MIB);
  const answer = text('z'.repeat(2 * MIB));
  await using mock = await openMock(
    scripted({ receive: () => ({ steps: [say(answer)] }), halfClose: () => ({ steps: [ok()] }) }),
    { holdings },
  );
  await using deaf = rawSession(mock.port.port);
  const first = deaf.open(UNARY);
  first.end(frame(text('x')));
  await eventually(() => holdings.held >= 2 * MIB);
  await using other = rawSession(mock.port.port);
  const second = other.open(UNARY);
  second.end(frame(text('x')));
  expect((await whole(second)).trailers).toMatchObject({ 'grpc-status': '8' });
  const { body } = await whole(first);
  expect(body.length).toBe(answer.length + 5);
  await eventually(() => holdings.held === 0);
});

test('messages whose answers wait to be read are held, and reading waits for them', async () => {
  const holdings = new Holdings(0, 64 * MIB);
  await using mock = await openMock(
    scripted({ receive: (bytes) => ({ steps: [say(bytes)] }), halfClose: () => ({ steps: [ok()] }) }),
    { holdings },
  );
  await using deaf = rawSession(mock.port.port);
  const call = deaf.open(BOTH);
  for (let at = 0; at < 6; at += 1) call.write(frame(text('z'.repeat(1.25 * MIB))));
  await until(mock.journal, () => (mock.journal.list().calls[0]?.up ?? 0) >= 5);
  await eventually(() => holdings.held >= 4 * MIB);
  for (let at = 0; at < 50; at += 1) await new Promise((done) => setImmediate(done));
  expect(mock.journal.list().calls[0]!.up).toBeLessThan(6);
  call.end();
  const { body, trailers } = await whole(call);
  expect([body.length, trailers['grpc-status']]).toEqual([6 * frame(text('z'.repeat(1.25 * MIB))).length, '0']);
  await eventually(() => holdings.held === 0);
});

test('what whoever answers keeps of a stream is held', async () => {
  const holdings = new Holdings(0, MIB);
  let kept = 0;
  await using mock = await openMock(
    {
      open: () => ({
        opening: NOTHING,
        receive: (bytes) => {
          kept += bytes.length;
          return NOTHING;
        },
        halfClose: () => ({ steps: [ok()] }),
        kept: () => kept,
      }),
    },
    { holdings },
  );
  await using raw = rawSession(mock.port.port);
  const call = raw.open(UP);
  for (let at = 0; at < 4; at += 1) call.write(frame(text('k'.repeat(400_000))));
  call.once('response', () => call.end());
  expect((await whole(call)).trailers).toMatchObject({ 'grpc-status': '8' });
  await eventually(() => holdings.held === 0);
});

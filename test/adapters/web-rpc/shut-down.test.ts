import { expect, test } from 'vitest';
import { NOTHING, ok, say, scripted, text, until } from '../grpc/mock.ts';
import { json, post, UNARY } from './bad-input-cases.ts';
import { ask } from './raw-http.ts';
import { openWebMock } from './web-mock.ts';

test('calls by HTTP/1.1 have their grace when the server closes', async () => {
  let finish = (): void => undefined;
  const engine = {
    open: (_: unknown, __: unknown, line: Parameters<ReturnType<typeof scripted>['open']>[2]) => {
      finish = () => line.push([say(text('in time')), ok()]);
      return { opening: NOTHING, receive: () => NOTHING, halfClose: () => NOTHING };
    },
  };
  await using mock = await openWebMock(engine);
  const reply = ask('1.1', mock.url, UNARY, post(json, '{}'));
  await until(mock.journal, () => mock.journal.stats().open === 1);
  const closed = mock.grpc.close(60_000);
  finish();
  expect((await reply).body.toString()).toBe('{"text":"in time"}');
  await closed;
});

test('what has no end is told that the server closes', async () => {
  await using mock = await openWebMock(scripted({}));
  const reply = ask('1.1', mock.url, UNARY, post(json, '{}'));
  await until(mock.journal, () => mock.journal.stats().open === 1);
  await mock.grpc.close(1);
  expect(await reply).toMatchObject({ status: 503 });
});

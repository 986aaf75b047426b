import { once } from 'node:events';
import { expect, test } from 'vitest';
import type { Malformed } from '../../../server/http/tell-malformed.ts';
import { runHttp } from './http-fixture.ts';

/** All that a connection is answered that says this. */
async function answerTo(text: string): Promise<{ answer: string; failed: Malformed[] }> {
  const failed: Malformed[] = [];
  await using http = await runHttp({ failed: (one) => failed.push(one) });
  const socket = await http.dial();
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  socket.write(text);
  await once(socket, 'close');
  return { answer: Buffer.concat(parts).toString(), failed };
}

test.each([
  ['no HTTP at all', 'HELLO THERE\r\n\r\n', 400, 'malformed-http'],
  [
    'two lengths',
    'POST /api/verify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}x',
    400,
    'malformed-http',
  ],
  [
    'a length and chunks',
    'POST /api/verify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n',
    400,
    'malformed-http',
  ],
  ['a large head', `GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'a'.repeat(20_000)}\r\n\r\n`, 431, 'large-head'],
])('a connection that says %s is told why it ends, and is told of', async (_, text, status, code) => {
  const { answer, failed } = await answerTo(text);
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(failed).toMatchObject([{ fault: 'protocol', serverName: null, problem: { code } }]);
  expect(failed[0]!.peer).toMatch(/^127\.0\.0\.1:\d+$/);
  const said = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))) as { problems: unknown };
  expect(said.problems).toEqual([failed[0]!.problem]);
});

test('what is wrong behind a good request is told of as well', async () => {
  const { answer, failed } = await answerTo('GET /api/status HTTP/1.1\r\nHost: localhost\r\n\r\nGARBAGE\r\n\r\n');
  expect(failed.map(({ problem }) => problem.code)).toEqual(['malformed-http']);
  expect(answer).toContain('malformed-http');
});

test('a connection that breaks off is no mistake of anybody', async () => {
  const failed: Malformed[] = [];
  await using http = await runHttp({ failed: (one) => failed.push(one) });
  const socket = await http.dial();
  socket.write('POST /api/verify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n{');
  const [far] = (await once(http.server, 'request')) as [import('node:http').IncomingMessage];
  const gone = once(far.socket, 'close');
  socket.resetAndDestroy();
  await gone;
  expect(failed).toEqual([]);
});

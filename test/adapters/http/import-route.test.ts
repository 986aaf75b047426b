import { expect, test } from 'vitest';
import { runHttp } from './http-fixture.ts';

const json = { 'content-type': 'application/json' };
const file = { name: 'shop/v1/catalog.proto', base64: Buffer.from('syntax = "proto3";').toString('base64') };

test('an import is shown first, and written when it is confirmed', async () => {
  await using http = await runHttp();
  for (const confirm of [false, true]) {
    const body = JSON.stringify({ files: [file], confirm });
    const reply = await http.ask('/api/protos', { method: 'POST', headers: json, body });
    expect([reply.status, JSON.parse(reply.body)]).toMatchObject([200, { folder: 'protos', written: confirm }]);
  }
});

test.each([
  ['nothing', undefined],
  ['no confirm', { files: [file] }],
  ['no files', { files: [], confirm: false }],
  ['a file without a name', { files: [{ ...file, name: '' }], confirm: false }],
  ['a content that is not base64', { files: [{ ...file, base64: 'syntax =' }], confirm: false }],
  ['a name that the workspace refuses', { files: [{ ...file, name: '../a.proto' }], confirm: true }],
])('an import of %s is refused with what is wrong', async (_, body) => {
  await using http = await runHttp();
  const text = body === undefined ? '' : JSON.stringify(body);
  const reply = await http.ask('/api/protos', { method: 'POST', headers: json, body: text });
  expect(reply.status).toBe(400);
  expect(JSON.parse(reply.body)).toMatchObject({ problems: [{ severity: 'error', message: expect.any(String) }] });
});

test('an import may be larger than other bodies', async () => {
  await using http = await runHttp();
  const base64 = Buffer.alloc(3_000_000).toString('base64');
  const body = JSON.stringify({ files: [{ name: 'a.proto', base64 }], confirm: false });
  expect((await http.ask('/api/protos', { method: 'POST', headers: json, body })).status).toBe(200);
});

import { expect, test } from 'vitest';
import type { Step } from '../../../server/engine/conversation.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { ok, say, text } from '../grpc/mock.ts';
import { serveRest } from './rest-fixture.ts';
import { end, plays } from './rest-steps.ts';

const broken = schemaFrom(`
  syntax = "proto3";
  package t.v1;
  import "google/api/annotations.proto";
  message Text { string text = 1; }
  service Broken {
    rpc One(Text) returns (Text) { option (google.api.http) = { get: "/v1/one" response_body: "nope" }; }
    rpc Many(Text) returns (stream Text) { option (google.api.http) = { get: "/v1/many" response_body: "nope" }; }
  }
`);

const later: Step = { ...say(text('a')), afterMs: 50 };
const CASES: readonly (readonly [string, string, readonly Step[]])[] = [
  ['one message', 'one', [say(text('a')), ok()]],
  ['a stream', 'many', [say(text('a')), ok()]],
  ['a stream that begins later', 'many', [later, ok()]],
  ['a stream of nothing', 'many', [ok()]],
  ['a stream of nothing, later', 'many', [{ ...ok(), afterMs: 50 }]],
];

test.each(CASES)(
  'an answer that names no field is told so, and the next call is served: %s',
  async (_, path, steps) => {
    await using s = await serveRest(broken, { engine: plays(...steps) });
    for (let call = 1; call <= 2; call += 1) {
      const answer = await s.ask(`GET /v1/${path}`);
      expect(answer).toMatchObject({ status: 500, json: { code: 13, message: expect.stringContaining('"nope"') } });
      expect((await s.last()).summary.status).toBe('INTERNAL');
    }
  },
);

test('a failure of such a stream has its own status', async () => {
  await using s = await serveRest(broken, { engine: plays(end('ABORTED', 'no')) });
  expect(await s.ask('GET /v1/many')).toMatchObject({ status: 409, json: { message: 'no' } });
});

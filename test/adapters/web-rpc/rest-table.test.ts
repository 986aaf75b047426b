import { afterAll, expect, test } from 'vitest';
import { restOpenApi } from '../../../server/rest/openapi.ts';
import { brokenRules } from '../../support/openapi/openapi-rules.ts';
import { CASES } from './rest-cases.ts';
import { serveRest } from './rest-fixture.ts';
import { googleApis } from './rest-google.ts';

// Compiling these APIs takes seconds: one server for the table, whose cases do not depend on what another one left.
const server = await serveRest(googleApis());
afterAll(() => server[Symbol.asyncDispose]());

test.each(CASES)('$title: $request', async ({ request, body, method, message }) => {
  const answer = await server.ask(request, body, typeof body === 'string' ? { 'content-type': 'text/plain' } : {});
  expect(await server.seen()).toEqual({ method, request: message });
  // What the world says of it is told in the form of the protocol.
  const { summary } = await server.last();
  const expected: Readonly<Record<string, number>> = {
    OK: 200,
    INVALID_ARGUMENT: 400,
    NOT_FOUND: 404,
    ALREADY_EXISTS: 409,
  };
  expect([summary.protocol, answer.status]).toEqual(['rest', expected[summary.status ?? '']]);
  if (answer.status !== 200 && !request.startsWith('HEAD'))
    expect(answer.json).toMatchObject({ code: summary.code, message: summary.statusMessage });
});

test('the OpenAPI document of these APIs keeps the rules of 3.1', () => {
  const document = restOpenApi(server.registry.current);
  expect(brokenRules(document)).toEqual([]);
  expect(Object.keys(document['paths'] as object).length).toBeGreaterThan(150);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Problem } from '../../../server/contract/problem.ts';
import { startUnderstudy } from '../../../server/library/start-understudy.ts';
import { json, post } from './bad-input-cases.ts';
import { type Ask, ask, type Reply } from './raw-http.ts';

const PROTO = `
  syntax = "proto3";
  package cafe.v1;
  import "google/api/annotations.proto";
  message Ask { string name = 1; }
  message Drink { string name = 1; string title = 2; }
  service Cafe {
    rpc GetDrink(Ask) returns (Drink) { option (google.api.http) = { get: "/v1/{name=drinks/*}" }; }
    rpc Catch(Ask) returns (Drink) { option (google.api.http) = { post: "/{name=**}" body: "*" }; }
  }
`;
const SAY = '/cafe.v1.Cafe/GetDrink';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-pages-'));
  writeFileSync(join(folder, 'cafe.proto'), PROTO);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const say = (origin: string): Ask => post(json, '{"name":"drinks/tea"}', { origin });
const get = (origin: string): Ask => ({ verb: 'GET', headers: { origin, 'sec-fetch-mode': 'cors' } });
const question = (origin: string, verb: string): Ask => ({
  verb: 'OPTIONS',
  headers: { origin, 'access-control-request-method': verb, 'access-control-request-headers': 'x-app' },
});
const allows = ({ headers }: Reply): unknown => headers['access-control-allow-origin'];

test.each([
  [undefined, 'https://app.example:3000', "Start with --cors https://app.example:3000, or --cors '*' for every page."],
  [undefined, 'capacitor://localhost', 'Start with --cors capacitor://localhost, or'],
  [undefined, 'tauri://localhost', 'Start with --cors tauri://localhost, or'],
  [undefined, 'file://', 'Start with --cors file://, or'],
  [undefined, 'null', 'Start with --cors null, or'],
  // What nobody's browser sends is not put into a command that somebody copies.
  [undefined, 'https://a;reboot', 'Start with --cors and the origin of the page, or'],
  [false, 'http://localhost:5173', 'Start it with --cors http://localhost:5173 in its place'],
] as const)(
  'with cors %s, whoever runs the server hears of %s once, and what to start it with',
  async (cors, origin, hint) => {
    const problems: Problem[] = [];
    await using mock = await startUnderstudy({
      protos: folder,
      ...(cors !== undefined && { cors }),
      onProblem: (problem) => problems.push(problem),
    });
    const url = `http://${mock.address}`;
    for (const http of ['1.1', '2'] as const)
      for (const asked of [question(origin, 'POST'), say(origin)])
        expect((await ask(http, url, SAY, asked)).status).toBe(403);
    expect(problems).toEqual([
      {
        severity: 'warning',
        code: 'foreign-origin',
        message: `A page of ${origin} may not call this server.`,
        hint: expect.stringContaining(hint),
      },
    ]);
  },
);

test('a host that is not ours is told of as well: a browser shows it as CORS', async () => {
  const problems: Problem[] = [];
  await using mock = await startUnderstudy({ protos: folder, onProblem: (problem) => problems.push(problem) });
  const asked = post(json, '{}', { origin: 'http://localhost:5173', host: 'mock.internal:80' });
  expect((await ask('1.1', `http://${mock.address}`, SAY, asked)).status).toBe(421);
  expect(problems).toMatchObject([{ code: 'foreign-host', message: expect.stringContaining('mock.internal') }]);
});

test('whoever sends another origin each time is not told of for ever', async () => {
  const problems: Problem[] = [];
  await using mock = await startUnderstudy({ protos: folder, onProblem: (problem) => problems.push(problem) });
  for (let at = 0; at < 30; at += 1)
    expect((await ask('1.1', `http://${mock.address}`, SAY, say(`https://a${at}.example`))).status).toBe(403);
  expect(problems).toHaveLength(20);
});

test.each(['capacitor://localhost', 'ionic://localhost', 'tauri://localhost', 'file://', 'app://.'])(
  'an app whose pages have the origin %s calls where it is named',
  async (origin) => {
    await using mock = await startUnderstudy({ protos: folder, cors: origin });
    const asked = await ask('1.1', `http://${mock.address}`, SAY, question(origin, 'POST'));
    expect(asked).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': origin } });
    expect(await ask('2', `http://${mock.address}`, SAY, say(origin))).toMatchObject({
      status: 200,
      headers: { 'access-control-allow-origin': origin },
    });
  },
);

test.each(['http://tauri.localhost', 'https://tauri.localhost', 'http://localhost', 'https://localhost'])(
  'an app whose pages have the origin %s calls unasked',
  async (origin) => {
    await using mock = await startUnderstudy({ protos: folder });
    expect(await ask('1.1', `http://${mock.address}`, SAY, say(origin))).toMatchObject({
      status: 200,
      headers: { 'access-control-allow-origin': origin },
    });
  },
);

test.each(['/v2/drinks/tea', '/nowhere', '/v1/tea', '/a.b.C/D'])(
  'a page that may call and fetches %s, where nothing is, reads that nothing is there',
  async (path) => {
    await using mock = await startUnderstudy({ protos: folder, playground: true });
    const url = `http://${mock.address}`;
    const origin = 'http://localhost:5173';
    for (const http of ['1.1', '2'] as const) {
      expect(await ask(http, url, path, question(origin, 'GET'))).toMatchObject({ status: 204 });
      const reply = await ask(http, url, path, get(origin));
      expect(reply).toMatchObject({ headers: { 'access-control-allow-origin': origin } });
      expect([404, 405]).toContain(reply.status);
      expect(reply.body.toString()).toMatch(/google\.api\.http|takes no GET/);
    }
    // The playground's own pages, and whoever types an address, are not asked.
    expect((await ask('1.1', url, path, { verb: 'GET', headers: { origin: url } })).status).not.toBe(403);
    expect((await ask('1.1', url, path, get('https://app.example'))).status).toBe(403);
  },
);

test('"*" opens the services, and neither the API nor the page nor its socket', async () => {
  await using mock = await startUnderstudy({ protos: folder, cors: '*', playground: true });
  const url = `http://${mock.address}`;
  for (const origin of ['https://any.example', 'http://localhost:5173', 'null', 'capacitor://localhost']) {
    expect(allows(await ask('1.1', url, SAY, say(origin)))).toBeDefined();
    for (const [verb, path] of [
      ['GET', '/api/status'],
      ['GET', '/api/calls'],
      ['DELETE', '/api/calls'],
      ['POST', '/api/reset'],
      ['POST', '/api/stubs'],
      ['GET', '/api/rest/openapi.json'],
      ['GET', '/socket.io/?EIO=4&transport=polling'],
    ] as const)
      for (const http of ['1.1', '2'] as const)
        for (const asked of [
          question(origin, verb),
          { verb, headers: { origin, 'content-type': 'application/json' } },
        ]) {
          const reply = await ask(http, url, path, asked);
          expect([400, 403, 404], `${origin} ${asked.verb} ${path} by ${http}`).toContain(reply.status);
          expect(allows(reply), `${origin} ${asked.verb} ${path} by ${http}`).toBeUndefined();
        }
    // Files hold no data: they may be asked for, and not be read.
    expect(allows(await ask('1.1', url, '/', get(origin)))).toBeUndefined();
  }
});

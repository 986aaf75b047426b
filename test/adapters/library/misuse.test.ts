import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LIBRARY_ERRORS } from '../../../server/library/error.ts';
import { service, startUnderstudy, UnderstudyError, type Understudy } from '../../../server/index.ts';
import { ROOT } from '../../support/run-command.ts';

const protos = join(ROOT, 'protos');
const GET = 'shop.v1.Catalog/GetProduct';
const dir = mkdtempSync(join(tmpdir(), 'understudy-misuse-'));
writeFileSync(join(dir, 'broken.proto'), 'syntax = "proto3"; message A { Nothing b = 1; }');
writeFileSync(
  join(dir, 'good.proto'),
  'syntax = "proto3"; package g; message A { string a = 1; } service S { rpc Do(A) returns (A); }',
);
writeFileSync(join(dir, 'good.stubs.yaml'), 'service: g.S\nstubs: [{ method: Do, reply: { message: { b: 1 } } }]');

let mock: Understudy;
beforeAll(async () => {
  mock = await startUnderstudy({ protos });
});
afterAll(async () => {
  await mock.close();
  rmSync(dir, { recursive: true });
});

/** What was promised and is wrong on purpose: types would not let it pass. */
const any = (value: unknown): never => value as never;

test.each<[string, unknown, RegExp]>([
  ['nothing', undefined, /takes an object.*startUnderstudy\(\{ protos: 'protos' \}\)/],
  ['a text', 'protos', /takes an object/],
  ['no protos', {}, /protos: It says no protos/],
  ['an empty list of protos', { protos: [] }, /says no protos/],
  ['an empty path', { protos: ' ' }, /protos is " ".*Give a path/],
  ['a list with a number', { protos: [5] }, /protos is a list/],
  ['a misspelt option', { protos, sed: 'a' }, /There is no option sed. Did you mean seed\?/],
  ['a port as text', { protos, port: '80' }, /port is "80".*number/],
  ['a port that is none', { protos, port: 70_000 }, /port is 70000/],
  ['a host elsewhere', { protos, host: '0.0.0.0' }, /host is "0\.0\.0\.0".*localhost/],
  ['a seed with a space', { protos, seed: 'a b' }, /seed is "a b"/],
  ['a flag that is none', { protos, strict: 'yes' }, /strict is "yes".*true or false/],
  ['a listener that is none', { protos, onProblem: true }, /onProblem is true.*function/],
  ['handlers that are none', { protos, handlers: { getProduct: () => ({}) } }, /no service/],
  [
    'handlers of no service',
    { protos, handlers: service('shop.v1.Catalogue', {}) },
    /no service shop\.v1\.Catalogue. Did you mean shop\.v1\.Catalog\?/,
  ],
  [
    'handlers of no method',
    { protos, handlers: service('shop.v1.Catalog', { getProdct: () => ({}) }) },
    /no method getProdct. Did you mean getProduct\?/,
  ],
])('starting with %s is rejected with what to do', async (_name, options, message) => {
  const failure: unknown = await startUnderstudy(any(options)).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UnderstudyError);
  expect((failure as Error).message).toMatch(/^Failed to start Understudy: /);
  expect((failure as Error).message).toMatch(message);
});

test('protos that are not there, broken protos and broken files beside them are rejected with their places', async () => {
  await expect(startUnderstudy({ protos: join(dir, 'nowhere') })).rejects.toThrow(/no file or folder .*nowhere/);
  await expect(startUnderstudy({ protos: join(dir, 'broken.proto') })).rejects.toMatchObject({
    code: 'protos',
    message: expect.stringMatching(/broken\.proto:1:\d+: .*Nothing/) as unknown,
  });
  await expect(startUnderstudy({ protos: join(dir, 'good.proto') })).rejects.toThrow(/good\.stubs\.yaml:2:\d+: .*b/);
});

test('who listens to problems hears of them, and the rest is served', async () => {
  const heard: string[] = [];
  await using tolerant = await startUnderstudy({ protos: dir, onProblem: ({ code }) => heard.push(code) });
  expect(heard.length).toBeGreaterThan(1);
  await tolerant.stub('g.S/Do', { reply: { message: { a: 'here' } } });
});

test('a port that is taken is told, with what to do', async () => {
  await expect(startUnderstudy({ protos, port: mock.port })).rejects.toMatchObject({
    code: 'port',
    message: expect.stringMatching(/another program uses it.*Leave port out/) as unknown,
  });
});

test.each<[string, string, unknown, RegExp]>([
  [
    'a method that is not there',
    'shop.v1.Catalog/GetProdct',
    {},
    /no method shop.v1.Catalog\/GetProdct. Did you mean shop\.v1\.Catalog\/GetProduct/,
  ],
  ['a method that is no text', any(5), {}, /method is a text/],
  ['nothing', GET, undefined, /./],
  ['nothing to do', GET, {}, /reply/],
  ['an unknown key', GET, { replay: { message: {} } }, /replay.*reply/],
  [
    'a field that is not there',
    GET,
    { reply: { message: { titel: 'a' } } },
    /reply\.message\.titel: .*Did you mean "title"/,
  ],
  ['a wrong type', GET, { reply: { message: { stock: 'many' } } }, /reply\.message\.stock/],
  [
    'a field of the request that is not there',
    GET,
    { when: { request: { sku: 'a' } }, reply: { message: {} } },
    /when\.request\.sku/,
  ],
  [
    'an operator that is not there',
    GET,
    { when: { request: { name: { $like: 'a' } } }, reply: { message: {} } },
    /\$like/,
  ],
  ['a template that is wrong', GET, { reply: { message: { title: '${request.nam}' } } }, /nam/],
  ['a function', GET, { reply: () => ({}) }, /reply: a function is no value/],
  [
    'a circle',
    GET,
    (() => {
      const a: Record<string, unknown> = {};
      a['reply'] = a;
      return a;
    })(),
    /contains itself/,
  ],
  ['the method twice', GET, { method: 'GetProduct', reply: { message: {} } }, /method is said by the first argument/],
])('a stub of %s is rejected, with the path of what is wrong', async (_name, method, stub, message) => {
  const failure: unknown = await mock.stub(method, any(stub)).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(UnderstudyError);
  expect((failure as Error).message).toMatch(message);
  expect((failure as Error).message).toMatch(/^Failed to (stub|find)/);
});

test.each<[string, unknown, RegExp]>([
  ['a key of when beside it', { request: { name: 'a' } }, /no key request. Write when: \{ request: … \}/],
  ['an unknown key', { tims: 1 }, /no key tims. Did you mean times/],
  ['a count that is none', { times: -1 }, /-1 is no count/],
  ['a count in a wrong word', { times: { min: 1 } }, /no key min/],
  ['a count of text', { times: { exactly: '2' } }, /times\.exactly: 2 is no count/],
  ['a time that is none', { within: 'long' }, /long is no time/],
  ['a field that is not there', { when: { request: { nam: 'a' } } }, /nam/],
  ['an order of what is not there', { inOrder: [{ method: 'Nothing' }] }, /no method Nothing/],
  ['a text', 'once', /no object/],
])('a verification with %s is rejected', async (_name, expected, message) => {
  await expect(mock.verify(GET, any(expected))).rejects.toThrow(message);
});

test('a method name that several services have is asked for in full', async () => {
  await expect(mock.stub('Do', { reply: { message: {} } })).rejects.toThrow(/no method Do/);
});

test('names of sessions must be fit to travel', () => {
  for (const name of ['', 'a b', 'ü', 'x'.repeat(201)]) expect(() => mock.session(name)).toThrow(/name of a session/);
});

test('each code of an error says what it is for', () => {
  for (const words of Object.values(LIBRARY_ERRORS)) expect(words).toMatch(/^[A-Z].*\.$/);
});

import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { StubMade } from '../../../server/contract/mock-api.ts';
import type { StubFile, StubList } from '../../../server/contract/stub.ts';
import { parseStubs } from '../../../server/stubs/parse-stubs.ts';
import { serveMockApi, type Answer, type MockApiServer } from './mock-api.ts';

const FILE = `# Stubs of the shop.
service: shop.v1.Shop # the only one

stubs:
  # Sold out.
  - method: GetItem
    when:   { request: { sku: "A" } } # odd spaces stay
    reply: { status: NOT_FOUND }

  - method: Pay
    reply: { message: { sku: paid } }

  # For all others.
  - method: GetItem
    reply: { message: { sku: 'any' } }
`;
const GET = '/shop.v1.Shop/GetItem';
const open = (s: MockApiServer, name = 'shop.stubs.yaml'): Promise<Answer<StubFile>> =>
  s.ask<StubFile>(`GET stubs/file?file=${join(s.dir, name)}`);
const save = (s: MockApiServer, file: string, text: string, baseHash: string | null): Promise<Answer<StubFile>> =>
  s.ask<StubFile>('PUT stubs/file', { file, text, baseHash });
const edit = (s: MockApiServer, place: number, change: object, name = 'shop.stubs.yaml'): Promise<Answer<StubList>> =>
  s.ask<StubList>('POST stubs/edit', { id: `${join(s.dir, name)}#${place}`, edit: change });
const problem = (status: number, code: string): object => ({ status, body: { problems: [{ code }] } });

test('a saved file answers calls when the answer comes, errors and all', async () => {
  await using s = await serveMockApi({ 'shop.stubs.yaml': FILE });
  const { body: before } = await open(s);
  const saved = await save(s, before.file, FILE.replace("'any'", 'other'), before.hash);
  expect(saved).toMatchObject({ status: 200, body: { held: false, problems: [] } });
  expect((await s.call('GetItem')).messages).toEqual([{ sku: 'other' }]);
  expect(saved.body.hash).toBe((await open(s)).body.hash);
  const broken = await save(s, before.file, FILE.replace('NOT_FOUND', 'NOT_FUND'), saved.body.hash);
  expect(broken).toMatchObject({ status: 200, body: { held: true } });
  expect(broken.body.problems).toMatchObject([{ code: 'stub-status', line: 8 }, { code: 'stubs-held' }]);
  expect((await s.call('GetItem')).messages).toEqual([{ sku: 'other' }]);
});

test('what somebody else has saved meanwhile is not overwritten', async () => {
  await using s = await serveMockApi({ 'shop.stubs.yaml': FILE });
  const { body: before } = await open(s);
  s.write('shop.stubs.yaml', `${FILE}# mine\n`);
  expect(await save(s, before.file, 'stubs: []\n', before.hash)).toMatchObject(problem(409, 'changed-on-disk'));
  expect(await save(s, before.file, 'stubs: []\n', null)).toMatchObject(problem(409, 'changed-on-disk'));
  expect(s.read('shop.stubs.yaml')).toBe(`${FILE}# mine\n`);
});

test('what is written back at once after a save is in force again, though the watcher has seen nothing else', async () => {
  await using s = await serveMockApi({ 'shop.stubs.yaml': FILE }, { watch: true });
  for (let round = 0; round < 10; round++) {
    const { body: before } = await open(s);
    await save(s, before.file, FILE.replace("'any'", 'other'), before.hash);
    s.write('shop.stubs.yaml', FILE);
    await expect.poll(async () => (await s.call('GetItem')).messages).toEqual([{ sku: 'any' }]);
  }
});

test('where unmatched calls go is switched in the file, and calls go there at once', async () => {
  await using s = await serveMockApi({ 'shop.stubs.yaml': FILE });
  const file = join(s.dir, 'shop.stubs.yaml');
  s.write('shop.stubs.yaml', FILE.replace("  - method: GetItem\n    reply: { message: { sku: 'any' } }\n", ''));
  const before = s.read('shop.stubs.yaml');
  const { body: first } = await s.ask<StubList>('PUT stubs/unmatched', { file, to: 'refuse' });
  expect(first.files).toMatchObject([{ file, unmatched: 'refuse' }]);
  expect(first.unmatched).toEqual({
    otherwise: 'world',
    methods: [
      { method: GET, to: 'refuse', file },
      { method: '/shop.v1.Shop/Pay', to: 'refuse', file },
    ],
  });
  expect(s.read('shop.stubs.yaml')).toBe(before.replace('# the only one\n', '# the only one\nunmatched: refuse\n'));
  expect(await s.call('GetItem', [{ sku: 'B' }])).toMatchObject({ code: 12 });
  const attempt = { method: GET, messages: ['{"sku":"B"}'], metadata: [], session: null };
  expect((await s.ask('POST stubs/try', attempt)).body).toMatchObject({ winner: null, unmatched: 'refuse' });
  const { body: last } = await s.ask<StubList>('PUT stubs/unmatched', { file, to: null });
  expect(last.unmatched.methods).toMatchObject([{ method: GET, to: 'world', file: null }, { to: 'world' }]);
  expect(s.read('shop.stubs.yaml')).toBe(before);
  expect(await s.call('GetItem', [{ sku: 'B' }])).toMatchObject({ code: 0 });
  expect(await s.ask('PUT stubs/unmatched', { file: 'no.stubs.yaml', to: null })).toMatchObject(
    problem(404, 'unknown-file'),
  );
  expect(await s.ask('PUT stubs/unmatched', { file, to: 'nowhere' })).toMatchObject({ status: 400 });
});

test('stubs in memory say as well where unmatched calls go', async () => {
  await using s = await serveMockApi();
  const stub = { method: 'shop.v1.Shop/Pay', when: { request: { sku: 'A' } }, reply: { status: 'ABORTED' } };
  const { body } = await s.ask('POST stubs', { session: 'one', unmatched: 'refuse', stubs: [stub] });
  expect(body).toMatchObject({ problems: [] });
  expect((await s.call('Pay', [{ sku: 'B' }], { 'x-understudy-session': 'one' })).code).toBe(12);
  expect((await s.call('Pay', [{ sku: 'B' }])).code).toBe(0);
});

test('a new file is found where protos are a folder, and where they are files', async () => {
  await using s = await serveMockApi();
  expect(await save(s, 'sub/new.stubs.yaml', FILE, null)).toMatchObject({
    status: 200,
    body: { file: join(s.dir, 'sub/new.stubs.yaml'), problems: [] },
  });
  expect((await s.call('Pay')).messages).toEqual([{ sku: 'paid' }]);
  await using one = await serveMockApi({}, { given: 'shop.proto' });
  expect(await save(one, 'new.stubs.yaml', FILE, null)).toMatchObject(problem(400, 'stubs-not-found'));
  expect((await save(one, join(one.dir, 'shop.stubs.yaml'), FILE, null)).status).toBe(200);
  expect((await one.call('Pay')).messages).toEqual([{ sku: 'paid' }]);
});

test.each([
  '../out.stubs.yaml',
  '/etc/out.stubs.yaml',
  'shop.proto',
  'a.yaml',
  '.stubs.yaml',
  '.hidden.stubs.yaml',
  'a/../../b.stubs.yaml',
  'node_modules/a.stubs.yaml',
  '.git/a.stubs.yaml',
  'shop/.hg/a.stubs.yaml',
  'a\nb.stubs.yaml',
])('nothing is written to %j', async (name) => {
  await using s = await serveMockApi();
  expect([400, 403]).toContain((await save(s, name, FILE, null)).status);
  expect(readdirSync(s.dir)).toEqual(['shop.proto']);
});

test('a link to elsewhere is not written through', async () => {
  await using s = await serveMockApi();
  await using other = await serveMockApi({ 'target.stubs.yaml': 'stubs: []\n' });
  symlinkSync(join(other.dir, 'target.stubs.yaml'), join(s.dir, 'link.stubs.yaml'));
  mkdirSync(join(s.dir, 'sub'));
  symlinkSync(other.dir, join(s.dir, 'sub', 'away'));
  const { body } = await open(other, 'target.stubs.yaml');
  expect((await save(s, 'link.stubs.yaml', FILE, body.hash)).status).toBe(403);
  expect((await save(s, 'sub/away/new.stubs.yaml', FILE, null)).status).toBe(403);
  expect(other.read('target.stubs.yaml')).toBe('stubs: []\n');
});

test('a stub is switched off and on again, and not a byte is another one', async () => {
  await using s = await serveMockApi({ 'shop.stubs.yaml': FILE });
  const { body } = await edit(s, 1, { do: 'enabled', enabled: false });
  expect(body.stubs.map(({ enabled }) => enabled)).toEqual([false, true, true]);
  expect(s.read('shop.stubs.yaml')).toBe(FILE.replace('GetItem\n    when', 'GetItem\n    enabled: false\n    when'));
  expect((await s.call('GetItem', [{ sku: 'A' }])).messages).toEqual([{ sku: 'any' }]);
  await edit(s, 1, { do: 'enabled', enabled: true });
  expect(s.read('shop.stubs.yaml')).toBe(FILE);
  expect((await edit(s, 1, { do: 'enabled', enabled: true })).status).toBe(200);
});

test('a stub is moved past its neighbour of the same method, with its comments', async () => {
  const text = FILE.replace(
    '  # For all others.\n',
    '  # By its note.\n  - method: GetItem\n    when: { request: { note: n } }\n    reply: { message: { sku: x } }\n\n  # For all others.\n',
  );
  await using s = await serveMockApi({ 'shop.stubs.yaml': text });
  const order = ({ body }: Answer<StubList>): readonly string[] =>
    body.stubs.filter(({ method }) => method === GET).map(({ when }) => when);
  expect(order(await edit(s, 1, { do: 'move', by: 1 }))).toEqual(['note = n', 'sku = A', '']);
  const moved = s.read('shop.stubs.yaml');
  expect([moved.indexOf('# By its'), moved.indexOf('# Sold'), moved.indexOf('odd spaces')]).toEqual(
    [moved.indexOf('# By its'), moved.indexOf('# Sold'), moved.indexOf('odd spaces')].toSorted((a, b) => a - b),
  );
  expect(order(await edit(s, 3, { do: 'move', by: -1 }))).toEqual(['sku = A', 'note = n', '']);
  // Nothing is above the first.
  expect((await edit(s, 1, { do: 'move', by: -1 })).status).toBe(200);
  expect(s.read('shop.stubs.yaml').split('\n').toSorted()).toEqual(text.split('\n').toSorted());
});

test('a stub is removed, with its comments and nothing else', async () => {
  await using s = await serveMockApi({ 'shop.stubs.yaml': FILE });
  const { body } = await edit(s, 1, { do: 'remove' });
  expect(body.stubs).toHaveLength(2);
  expect(s.read('shop.stubs.yaml')).toBe(FILE.replace(/ {2}# Sold out\.[\s\S]*?\n\n/, ''));
});

test('an id belongs to the first file that has it, until that file lets it go', async () => {
  const stub = (sku: string): string =>
    `stubs:\n  - { id: mine, method: shop.v1.Shop/Pay, reply: { message: { sku: ${sku} } } }\n  - { method: shop.v1.Shop/Pay, when: { request: { sku: ${sku} } }, reply: { generated: true } }\n`;
  await using s = await serveMockApi({ 'a.stubs.yaml': stub('a'), 'b.stubs.yaml': stub('b') });
  const { files, stubs } = (await s.ask<StubList>('GET stubs')).body;
  expect(stubs.map(({ id }) => id).filter((id) => id === 'mine')).toHaveLength(1);
  expect(files.map((one) => [one.stubs, one.problems.map(({ code, line }) => [code, line])])).toEqual([
    [2, []],
    [1, [['stub-duplicate-id', 2]]],
  ]);
  await s.ask('POST stubs/edit', { id: 'mine', edit: { do: 'remove' } });
  expect((await s.call('Pay')).messages).toEqual([{ sku: 'b' }]);
  expect((await s.ask<StubList>('GET stubs')).body.files.flatMap(({ problems }) => problems)).toEqual([]);
});

test('edits at the same time are made one after the other', async () => {
  await using s = await serveMockApi({ 'shop.stubs.yaml': FILE });
  const off = { do: 'enabled', enabled: false };
  const all = await Promise.all([1, 2, 3].map((place) => edit(s, place, off)));
  expect(all.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect((await s.ask<StubList>('GET stubs')).body.stubs.map(({ enabled }) => enabled)).toEqual([false, false, false]);
  expect(await make(s, { call: null })).toMatchObject({ status: 200, body: { line: 20 } });
});

test('what cannot be changed alone is left to the person', async () => {
  const aliases = 'service: shop.v1.Shop\nstubs:\n  - &a\n    method: Pay\n    reply: { generated: true }\n  - *a\n';
  await using s = await serveMockApi({ 'shop.stubs.yaml': aliases });
  expect(await edit(s, 2, { do: 'enabled', enabled: false })).toMatchObject(problem(409, 'edit-by-hand'));
  expect(await edit(s, 1, { do: 'remove' })).toMatchObject(problem(409, 'edit-by-hand'));
  expect(s.read('shop.stubs.yaml')).toBe(aliases);
  expect(await edit(s, 7, { do: 'remove' })).toMatchObject(problem(404, 'unknown-stub'));
});

test('an edit sees what was saved a moment ago, and refuses where it cannot know which stub is meant', async () => {
  await using s = await serveMockApi({ 'shop.stubs.yaml': FILE });
  s.write('shop.stubs.yaml', FILE.replace('stubs:\n', 'stubs:\n  - { method: Pay, enabled: no, reply: {} }\n'));
  expect(await edit(s, 1, { do: 'remove' })).toMatchObject(problem(409, 'changed-on-disk'));
});

test('a file that cannot be written says so, and the old one stands', async () => {
  await using s = await serveMockApi({ 'shop.stubs.yaml': FILE });
  const { body } = await open(s);
  // For whoever is root there is no such thing: a folder in its place does as well.
  chmodSync(s.dir, 0o555);
  const answer = await save(s, body.file, 'stubs: []\n', body.hash);
  chmodSync(s.dir, 0o755);
  expect(process.getuid?.() === 0 ? [200, 403] : [403]).toContain(answer.status);
});

const make = (s: MockApiServer, request: object): Promise<Answer<StubMade>> =>
  s.ask<StubMade>('POST stubs/new', { method: GET, call: null, file: null, write: true, ...request });

test('a stub of a call goes to the file of its service, and answers the same call', async () => {
  await using s = await serveMockApi({ 'shop.stubs.yaml': FILE });
  const { id, messages } = await s.call('TellItem', [{ sku: 'Z ${', left: 3 }]);
  const { body } = await make(s, { method: '/shop.v1.Shop/TellItem', call: id });
  expect(body).toMatchObject({
    file: join(s.dir, 'shop.stubs.yaml'),
    id: `${join(s.dir, 'shop.stubs.yaml')}#4`,
    line: 17,
  });
  expect(s.read('shop.stubs.yaml').startsWith(FILE)).toBe(true);
  expect(body.yaml).toContain(
    '- method: TellItem\n  when:\n    request:\n      sku: Z $${\n      left: 3\n  reply:\n    stream:\n',
  );
  const again = await s.call('TellItem', [{ sku: 'Z ${', left: 3 }]);
  expect(again.messages).toEqual(messages);
  expect(s.app.journal.list({ limit: 1 }).calls[0]?.answeredBy).toMatchObject({ by: 'stub', line: 17 });
});

test('an error is made a status with its text and its details', async () => {
  const reply =
    'reply: { status: ABORTED, message: "no $${x}", trailers: { x-cost: "3" }, details: [ { "@type": google.rpc.ErrorInfo, reason: GONE, domain: shop } ] }';
  await using s = await serveMockApi({ 'shop.stubs.yaml': `stubs:\n  - { method: shop.v1.Shop/Pay, ${reply} }\n` });
  const { id } = await s.call('Pay', [{ sku: 'A' }]);
  const { body } = await make(s, { method: '/shop.v1.Shop/Pay', call: id, write: false });
  expect(body).toMatchObject({ id: null, line: null });
  expect(body.yaml).toBe(`- method: shop.v1.Shop/Pay
  when:
    request:
      sku: A
  reply:
    trailers:
      x-cost: "3"
    status: ABORTED
    message: no $\${x}
    details:
      - "@type": google.rpc.ErrorInfo
        reason: GONE
        domain: shop
`);
  expect(s.read('shop.stubs.yaml')).not.toContain('x-cost: "3"\n');
});

test.each(['GetItem', 'TellItem', 'CountItems', 'Talk', 'Mix'])(
  '%s: a call, and an example, make a stub without problems',
  async (name) => {
    await using s = await serveMockApi();
    const { id, messages } = await s.call(
      name,
      [{ sku: 'A', left: 1 }, ...(name === 'Talk' ? [{ sku: 'B' }] : [])].slice(
        0,
        name === 'TellItem' || name === 'GetItem' ? 1 : 2,
      ),
    );
    const method = `/shop.v1.Shop/${name}`;
    const example = await make(s, { method });
    expect(example).toMatchObject({ status: 200, body: { line: 3 } });
    const { body } = await make(s, { method, call: id });
    expect(existsSync(join(s.dir, 'shop.stubs.yaml'))).toBe(true);
    const { problems, stubs } = parseStubs(s.read('shop.stubs.yaml'), 'a.stubs.yaml', s.app.registry.current);
    expect([problems, stubs.length]).toEqual([[], 2]);
    expect(body.file).toBe(join(s.dir, 'shop.stubs.yaml'));
    const list = (await s.ask<StubList>('GET stubs')).body;
    expect(list.stubs).toHaveLength(2);
    // Both stubs of a stream of both sides are for any call, so that only the first one can answer.
    const hidden = name === 'Talk' || name === 'Mix' ? ['stub-hidden'] : [];
    expect(list.files[0]?.problems.map(({ code }) => code)).toEqual(hidden);
    expect(messages.length).toBeGreaterThan(0);
  },
);

test('what there is nothing of cannot be made a stub', async () => {
  await using s = await serveMockApi();
  const { id } = await s.call('Pay');
  expect(await make(s, { call: 'nope' })).toMatchObject(problem(404, 'unknown-call'));
  expect(await make(s, { call: id })).toMatchObject(problem(400, 'wrong-method'));
  expect(await make(s, { method: '/shop.v1.Shop/No' })).toMatchObject(problem(404, 'unknown-method'));
  expect(await make(s, { file: '../a.stubs.yaml' })).toMatchObject(problem(400, 'bad-name'));
  writeFileSync(join(s.dir, 'odd.stubs.yaml'), '- a list\n');
  expect(await make(s, { file: 'odd.stubs.yaml' })).toMatchObject(problem(409, 'edit-by-hand'));
});

test('nothing is added to a file whose last good version is in force', async () => {
  await using s = await serveMockApi({ 'shop.stubs.yaml': FILE });
  const { body } = await open(s);
  await save(s, body.file, `${FILE}  - { method: No, reply: {} }\n`, body.hash);
  expect(await make(s, {})).toMatchObject(problem(409, 'edit-by-hand'));
  expect(await make(s, { write: false })).toMatchObject({ status: 200 });
});

test.each(['', '# nothing yet\n', 'service: shop.v1.Shop\n', 'stubs:\n'])(
  'a stub goes into a file that has none: %j',
  async (text) => {
    await using s = await serveMockApi({ 'shop.stubs.yaml': text });
    expect(await make(s, { file: join(s.dir, 'shop.stubs.yaml') })).toMatchObject({
      status: 200,
      body: { id: expect.any(String) as string },
    });
    expect((await s.ask<StubList>('GET stubs')).body.files).toMatchObject([{ stubs: 1, problems: [] }]);
  },
);

test('a stub goes into JSON as JSON', async () => {
  const json = `${JSON.stringify({ service: 'shop.v1.Shop', stubs: [{ method: 'Pay', reply: { generated: true } }] }, null, 2)}\n`;
  await using s = await serveMockApi({ 'shop.stubs.json': json });
  const { body } = await make(s, {});
  expect(body.file).toBe(join(s.dir, 'shop.stubs.json'));
  expect(JSON.parse(s.read('shop.stubs.json'))).toMatchObject({ stubs: [{ method: 'Pay' }, { method: 'GetItem' }] });
  expect(
    (await edit(s, 2, { do: 'enabled', enabled: false }, 'shop.stubs.json')).body.stubs.map(({ enabled }) => enabled),
  ).toContain(false);
  expect((await edit(s, 2, { do: 'remove' }, 'shop.stubs.json')).status).toBe(200);
  expect(s.read('shop.stubs.json')).toBe(json);
});

test('a file is read by the name under which it was written, and written by it again', async () => {
  await using s = await serveMockApi();
  expect((await save(s, 'shop/new.stubs.yaml', FILE, null)).status).toBe(200);
  const { status, body } = await s.ask<{ hash: string; text: string }>('GET stubs/file?file=shop/new.stubs.yaml');
  expect([status, body.text]).toEqual([200, FILE]);
  expect((await save(s, 'shop/new.stubs.yaml', `${FILE}# more\n`, body.hash)).status).toBe(200);
  expect(s.read('shop/new.stubs.yaml')).toBe(`${FILE}# more\n`);
});

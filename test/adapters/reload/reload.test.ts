import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { openWorkspace } from './workspace.ts';

/** A file with one service of unary methods. */
const service = (pkg: string, ...methods: readonly string[]): string =>
  `syntax = "proto3"; package ${pkg}; message M { string name = 1; } service S { ${methods
    .map((name) => `rpc ${name}(M) returns (M);`)
    .join(' ')} }`;

const OK = 0;
const UNIMPLEMENTED = 12;

test('a saved method answers', async () => {
  await using w = await openWorkspace({ 'a.proto': service('a', 'Get') });
  expect(await w.call('/a.S/New')).toMatchObject({ code: UNIMPLEMENTED });
  const reloaded = await w.after(() => w.write('a.proto', service('a', 'Get', 'New')));
  expect(await w.call('/a.S/New')).toMatchObject({ code: OK });
  expect(reloaded).toMatchObject({
    files: [join(w.dir, 'a.proto')],
    counts: { files: 1, services: 1, methods: 2, errors: 0 },
    problems: [],
    difference: { added: ['/a.S/New'], removed: [], changed: [] },
  });
  expect(w.app.registry.revision).toBe(2);
});

test('a bad edit keeps the old one and lists its problems; fixed, the new one answers', async () => {
  await using w = await openWorkspace({ 'a.proto': service('a', 'Get'), 'b.proto': service('b', 'Get') });
  const bad = await w.after(() => w.write('a.proto', `${service('a', 'Get', 'New')} message {`));
  expect(await w.call('/a.S/Get')).toMatchObject({ code: OK });
  expect(await w.call('/a.S/New')).toMatchObject({ code: UNIMPLEMENTED });
  expect(bad.problems).toMatchObject([{ severity: 'error', file: join(w.dir, 'a.proto'), line: 1 }]);
  expect(bad.held).toEqual([join(w.dir, 'a.proto')]);
  const { counts, problems, held } = await w.after(() => w.write('a.proto', service('a', 'Get', 'New')));
  expect(await w.call('/a.S/New')).toMatchObject({ code: OK });
  expect({ errors: counts.errors, problems, held }).toEqual({ errors: 0, problems: [], held: [] });
});

test('status and schema follow', async () => {
  await using w = await openWorkspace({ 'a.proto': service('a', 'Get') });
  const read = async (path: string): Promise<unknown> =>
    (await fetch(`http://localhost:${w.app.port}/api/${path}`)).json();
  expect(await read('status')).toMatchObject({ revision: 1, methods: 1, errors: 0 });
  await w.after(() => w.write('a.proto', service('a', 'Get', 'New').replace('string name', 'Strin name')));
  expect(await read('status')).toMatchObject({ revision: 2, methods: 1, errors: 1 });
  expect(await read('schema')).toMatchObject({
    revision: 2,
    files: 1,
    problems: [{ code: 'unknown-type' }],
    held: [join(w.dir, 'a.proto')],
  });
});

test('a file that is gone is gone, and another takes its name', async () => {
  await using w = await openWorkspace({ 'a.proto': service('a', 'Get'), 'b.proto': service('b', 'Get') });
  await w.after(() => w.remove('a.proto'));
  expect(await w.call('/a.S/Get')).toMatchObject({ code: UNIMPLEMENTED });
  expect(await w.call('/b.S/Get')).toMatchObject({ code: OK });
  await w.after(() => w.move('b.proto', 'a.proto'));
  expect(await w.call('/b.S/Get')).toMatchObject({ code: OK });
});

test('a file that is renamed over is read', async () => {
  await using w = await openWorkspace({ 'a.proto': service('a', 'Get') });
  for (const name of ['One', 'Two', 'Three']) {
    await w.after(() => w.writeOver('a.proto', service('a', name)));
    expect(await w.call(`/a.S/${name}`)).toMatchObject({ code: OK });
  }
});

test('a file that is emptied and then written is never served empty', async () => {
  await using w = await openWorkspace({ 'a.proto': service('a', 'Get') });
  const seen: number[] = [];
  w.app.registry.subscribe((schema) => seen.push(schema.methodCount));
  const before = w.app.registry.current.methodCount;
  // The watcher sees the empty file first: what comes next waits for its look at the disk.
  const looked = new Promise<void>((resolve) => {
    const { disk } = w.source;
    const refresh = disk.refresh.bind(disk);
    disk.refresh = (dirty) => {
      const found = refresh(dirty);
      if (disk.isEmpty(join(w.dir, 'a.proto'))) resolve();
      return found;
    };
  });
  w.write('a.proto', '');
  await looked;
  await w.after(() => w.write('a.proto', service('a', 'Get', 'New')));
  expect(seen).toEqual([before + 1]);
});

test('a new folder, and what is put into it later, is served', async () => {
  await using w = await openWorkspace({ 'a.proto': service('a', 'Get') });
  await w.after(() => w.write('x/y/b.proto', service('b', 'Get')));
  expect(await w.call('/b.S/Get')).toMatchObject({ code: OK });
  await w.after(() => w.write('x/y/c.proto', service('c', 'Get')));
  expect(await w.call('/c.S/Get')).toMatchObject({ code: OK });
});

test('a folder that is taken away and comes back is served as it came back', async () => {
  await using w = await openWorkspace({ 'a.proto': service('a', 'Get'), 'x/y/b.proto': service('b', 'Get') });
  await w.after(() => w.remove('x'));
  expect(await w.call('/b.S/Get')).toMatchObject({ code: UNIMPLEMENTED });
  await w.after(() => w.write('x/y/b.proto', service('b', 'Back')));
  expect(await w.call('/b.S/Back')).toMatchObject({ code: OK });
  await w.after(() => w.write('x/y/b.proto', service('b', 'Again')));
  expect(await w.call('/b.S/Again')).toMatchObject({ code: OK });
});

test('a folder that is replaced by another one is read anew', async () => {
  await using w = await openWorkspace({ 'x/b.proto': service('b', 'Old') });
  await w.after(() => {
    w.write('.new/b.proto', service('b', 'New'));
    w.move('x', '.old');
    w.move('.new', 'x');
    w.remove('.old');
  });
  expect(await w.call('/b.S/New')).toMatchObject({ code: OK });
  await w.after(() => w.write('x/b.proto', service('b', 'Newer')));
  expect(await w.call('/b.S/Newer')).toMatchObject({ code: OK });
});

test('a given folder that is taken away goes on being served, and its successor is read', async () => {
  await using w = await openWorkspace({ 'protos/b.proto': service('b', 'Old') }, (dir) => [join(dir, 'protos')]);
  w.remove('protos');
  const reloaded = await w.after(
    () => w.write('protos/b.proto', service('b', 'New')),
    ({ difference }) => difference.added.includes('/b.S/New'),
  );
  expect(reloaded.difference.removed).toEqual(['/b.S/Old']);
  expect(await w.call('/b.S/New')).toMatchObject({ code: OK });
});

test('a single file that is given is watched, and what it imports beside it', async () => {
  await using w = await openWorkspace(
    {
      'a.proto': 'syntax = "proto3"; package a; import "lib/m.proto"; service S { rpc Get(m.M) returns (m.M); }',
      'lib/m.proto': 'syntax = "proto3"; package m; message M { string name = 1; }',
    },
    (dir) => [join(dir, 'a.proto')],
  );
  const { difference } = await w.after(() =>
    w.write('lib/m.proto', 'syntax = "proto3"; package m; message M { string name = 1; int32 age = 2; }'),
  );
  expect(difference.changed).toEqual(['/a.S/Get']);
  await w.after(() =>
    w.writeOver(
      'a.proto',
      'syntax = "proto3"; package a; import "lib/m.proto"; service S { rpc New(m.M) returns (m.M); }',
    ),
  );
  expect(await w.call('/a.S/New')).toMatchObject({ code: OK });
});

test('what a link leads to is watched', async () => {
  const elsewhere = mkdtempSync(join(tmpdir(), 'understudy-'));
  try {
    mkdirSync(join(elsewhere, 'folder'));
    writeFileSync(join(elsewhere, 'one.proto'), service('one', 'Get'));
    writeFileSync(join(elsewhere, 'folder/two.proto'), service('two', 'Get'));
    await using w = await openWorkspace({ 'a.proto': service('a', 'Get') });
    await w.after(() => symlinkSync(join(elsewhere, 'one.proto'), join(w.dir, 'one.proto')));
    await w.after(() => symlinkSync(join(elsewhere, 'folder'), join(w.dir, 'folder')));
    await w.after(() => writeFileSync(join(elsewhere, 'one.proto'), service('one', 'New')));
    expect(await w.call('/one.S/New')).toMatchObject({ code: OK });
    await w.after(() => writeFileSync(join(elsewhere, 'folder/two.proto'), service('two', 'New')));
    expect(await w.call('/two.S/New')).toMatchObject({ code: OK });
  } finally {
    rmSync(elsewhere, { recursive: true });
  }
});

test('a burst of saves is few reloads', async () => {
  await using w = await openWorkspace({ 'a.proto': service('a', 'Get') });
  const before = w.app.registry.revision;
  await w.after(
    () => {
      for (let at = 0; at < 200; at++) w.write(`f${at}.proto`, service(`p${at}`, 'Get'));
    },
    ({ counts }) => counts.files === 201,
  );
  expect(w.app.registry.revision - before).toBeLessThan(20);
});

test('an open stream goes on with the schema that it began with', async () => {
  const chat = (name: string): string =>
    `syntax = "proto3"; package c; message M { string text = 1; } service S { rpc ${name}(stream M) returns (stream M); }`;
  await using w = await openWorkspace({ 'c.proto': chat('Chat') });
  const stream = w.bidi('/c.S/Chat');
  stream.write(Buffer.alloc(0));
  await once(stream, 'data');
  await w.after(() => w.write('c.proto', chat('Other')));
  expect(await w.call('/c.S/Chat')).toMatchObject({ code: UNIMPLEMENTED });
  stream.write(Buffer.alloc(0));
  await once(stream, 'data');
  stream.end();
  const [ended] = (await once(stream, 'status')) as [{ code: number }];
  expect(ended.code).toBe(OK);
});

test('a call is read by the schema of today, or as bytes where its method is gone', async () => {
  await using w = await openWorkspace({ 'a.proto': service('a', 'Get') });
  await w.call('/a.S/Get');
  await w.after(() => w.write('a.proto', service('a', 'Other')));
  const [summary] = w.app.journal.list({}).calls;
  const record = w.app.journal.get(summary!.id);
  expect(JSON.stringify(record)).toContain('base64');
});

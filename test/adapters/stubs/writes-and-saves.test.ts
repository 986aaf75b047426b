import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { StubFile, StubList } from '../../../server/contract/stub.ts';
import { readStubFile } from '../../../server/files/stub-file.ts';
import { parseStubs } from '../../../server/stubs/parse-stubs.ts';
import { serveMockApi, type MockApiServer } from './mock-api.ts';
import { SHOP } from './shop.ts';

const FILES = ['a.stubs.yaml', 'b.stubs.yaml'];
/** Texts that say different things; one says nothing, one has no stub. */
const TEXTS = [
  'service: shop.v1.Shop\nstubs:\n  - { method: GetItem, reply: { message: { sku: one } } }\n',
  'service: shop.v1.Shop\nstubs:\n  - { method: GetItem, reply: { message: { sku: two } } }\n  - { method: Pay, reply: { generated: true } }\n',
  '# Nothing yet.\nservice: shop.v1.Shop\nstubs:\n  - { method: GetItem, times: 3, reply: { message: { sku: six } } }\n',
  'stubs: []\n',
  '',
];
const PROTOS = [
  SHOP,
  `${SHOP}\n// A comment.\n`,
  SHOP.replace('string note = 3;', 'string note = 3; string more = 4;'),
];

const file = fc.constantFrom(FILES[0]!, FILES[0]!, ...FILES);
const text = fc.oneof(fc.constantFrom(TEXTS[0]!, TEXTS[1]!), fc.constantFrom(...TEXTS));
const step = fc.record({
  do: fc.constantFrom('save', 'save', 'write', 'write', 'replace', 'switch', 'remove', 'reset', 'proto', 'pause'),
  file,
  text,
  proto: fc.constantFrom(...PROTOS),
});
type Step = typeof step extends fc.Arbitrary<infer One> ? One : never;

async function play(s: MockApiServer, { do: what, file, text, proto }: Step): Promise<void> {
  const path = join(s.dir, file);
  switch (what) {
    case 'write':
      return s.write(file, text);
    case 'replace':
      s.write('.new', text);
      return renameSync(join(s.dir, '.new'), path);
    case 'save': {
      const known = await s.ask<StubFile>(`GET stubs/file?file=${path}`);
      const baseHash = known.status === 200 ? known.body.hash : null;
      return void (await s.ask('PUT stubs/file', { file: path, text, baseHash }));
    }
    case 'switch':
      return void (await s.ask('POST stubs/edit', { id: `${path}#1`, edit: { do: 'enabled', enabled: false } }));
    case 'remove':
      return rmSync(path, { force: true });
    case 'reset':
      return void (await s.ask('POST reset', { stubs: true, world: true }));
    case 'proto':
      return s.write('shop.proto', proto);
    case 'pause':
      // The watcher has had its say about what came before, or not.
      return void (await s.ask('GET stubs'));
  }
}

/** What the files on disk say: the lines and replies of their stubs. */
const onDisk = (s: MockApiServer): readonly unknown[] =>
  FILES.flatMap((name) => {
    const path = join(s.dir, name);
    const { stubs } = parseStubs(readStubFile(path)?.text ?? '', path, s.app.registry.current);
    return stubs.map(({ id, place, enabled, times }) => [id, place.line, place.lastLine, enabled, times]);
  });
const inForce = async (s: MockApiServer): Promise<readonly unknown[]> => {
  const { stubs } = (await s.ask<StubList>('GET stubs')).body;
  const specs = stubs.map(({ id }) => s.app.stubFiles.source.current!.find(id)!.spec);
  return specs
    .map(({ id, place, enabled, times }) => [id, place.line, place.lastLine, enabled, times])
    .sort((left, right) => (String(left[0]) < String(right[0]) ? -1 : 1));
};

test('whatever is written, saved, replaced and removed, and in whatever order, what lies on disk is in force', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      await using s = await serveMockApi({ [FILES[0]!]: TEXTS[0]! }, { watch: true });
      for (const one of steps) await play(s, one);
      await expect.poll(() => inForce(s), { timeout: 10_000 }).toEqual(onDisk(s));
    }),
    { numRuns: 60 },
  );
});

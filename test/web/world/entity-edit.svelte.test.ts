import { expect, test } from 'vitest';
import { World } from '../../../web/src/state/world.svelte.ts';
import { EntityEdit } from '../../../web/src/world/entity-edit.svelte.ts';
import { fakeApi } from '../fake-api.ts';
import { entity, FakeWorld, refusal } from '../fake-world.ts';

const TYPE = 'shop.example.com/Product';
const LAMP = 'products/lamp';

function page(...entities: Parameters<typeof entity>[]) {
  const api = new FakeWorld(entities.map((one) => entity(...one)));
  return { api, world: new World(fakeApi()), session: null };
}
async function open(of: ReturnType<typeof page>, id: string | null = LAMP, first = ''): Promise<EntityEdit> {
  const edit = new EntityEdit(TYPE, id, '', of, first);
  await edit.load();
  return edit;
}

test('what is typed is saved over what was read', async () => {
  const of = page([LAMP, { stock: 3 }]);
  const edit = await open(of);
  expect(edit.dirty).toBe(false);
  edit.edit('{ "name": "products/lamp", "stock": 0 }');
  expect(edit.dirty).toBe(true);
  expect(await edit.save(null)).toMatchObject({ revision: 1 });
  expect([edit.dirty, edit.entity?.writtenBy.by]).toEqual([false, 'page']);
});

test('a text with a mistake is not sent', async () => {
  const of = page([LAMP]);
  const edit = await open(of);
  const types = { messages: { P: { name: 'P', doc: '', fields: [] } }, enums: {} };
  edit.edit('{ "naem": 1 }');
  expect(await edit.save({ type: 'P', types })).toBeNull();
  expect(of.api.entities[0]?.revision).toBe(0);
});

test('what the server refuses stands at its place in the text until that is changed', async () => {
  const of = page([LAMP]);
  const edit = await open(of);
  edit.edit('{ "name": "products/lamp", "stock": -1 }');
  of.api.failure = refusal('bad-entity', 'stock is negative.', 400, 'stock');
  expect(await edit.save(null)).toBeNull();
  const [problem] = edit.refused;
  expect(edit.text.slice(problem?.from, problem?.to)).toBe('-1');
  expect(edit.failures).toEqual([]);
  edit.edit('{ "stock": 1 }');
  expect(edit.refused).toEqual([]);
});

test('a stale edit is refused: the newer version is told of, and taken or written over', async () => {
  const of = page([LAMP, { stock: 3 }]);
  const edit = await open(of);
  edit.edit('{ "stock": 7 }');
  of.api.change(LAMP, { stock: 5 });
  expect(await edit.save(null)).toBeNull();
  expect(edit.theirs).toMatchObject({ revision: 1 });
  expect(edit.text).toBe('{ "stock": 7 }');
  edit.keepMine();
  expect(await edit.save(null)).toMatchObject({ json: '{ "stock": 7 }' });
  of.api.change(LAMP, { stock: 9 });
  edit.edit('{ "stock": 8 }');
  await edit.load();
  edit.revert();
  expect(JSON.parse(edit.text)).toMatchObject({ stock: 9 });
  expect(edit.dirty).toBe(false);
});

test('a change by a call shows at once where nothing was typed', async () => {
  const of = page([LAMP, { stock: 3 }]);
  const edit = await open(of);
  of.api.change(LAMP, { stock: 5 });
  await edit.load();
  expect(JSON.parse(edit.text)).toMatchObject({ stock: 5 });
});

test('what was typed outlives the room', async () => {
  const of = page([LAMP, { stock: 3 }]);
  (await open(of)).edit('{ "stock": 7 }');
  const again = await open(of);
  expect([again.text, again.dirty, again.theirs]).toEqual(['{ "stock": 7 }', true, null]);
  again.revert();
  expect((await open(of)).dirty).toBe(false);
});

test('a deleted one can be put back as it was', async () => {
  const of = page([LAMP, { stock: 3 }]);
  const edit = await open(of);
  await edit.remove();
  expect([edit.state, of.api.entities.length]).toEqual(['gone', 0]);
  expect(await edit.save(null)).toMatchObject({ id: LAMP });
  expect(edit.state).toBe('ready');
});

test('one that somebody else deleted is told of, one that never was is missing', async () => {
  const of = page([LAMP]);
  const edit = await open(of);
  of.api.entities = [];
  await edit.load();
  expect(edit.state).toBe('gone');
  expect((await open(of, 'products/none')).state).toBe('missing');
});

test('a new one keeps its text until it is added', async () => {
  const of = page();
  const edit = await open(of, null, '{}');
  expect([edit.state, edit.dirty]).toEqual(['new', false]);
  edit.edit('{ "title": "Lamp" }');
  expect((await open(of, null, '{}')).text).toBe('{ "title": "Lamp" }');
  expect(await edit.save(null)).toMatchObject({ id: 'products/made' });
  expect((await open(of, null, '{}')).text).toBe('{}');
});

import { expect, test } from 'vitest';
import { Tabs } from '../../../web/src/state/tabs.svelte.ts';
import { memoryStore } from '../fake-api.ts';

const names = (tabs: Tabs) => tabs.list.map((tab) => tab.path.split('/')[2]);

test('a method opens in place of an untouched tab, beside a touched one, and never twice', () => {
  const tabs = new Tabs(memoryStore());
  tabs.open('/a.S/One');
  tabs.open('/a.S/Two');
  expect(names(tabs)).toEqual(['Two']);
  tabs.active!.touched = true;
  tabs.open('/a.S/Three');
  tabs.open('/a.S/Two');
  expect([names(tabs), tabs.active?.path]).toEqual([['Two', 'Three'], '/a.S/Two']);
});

test('closing goes to the neighbour, and closing the last leaves none', () => {
  const tabs = new Tabs(memoryStore());
  for (const name of ['One', 'Two', 'Three'] as const) tabs.open(`/a.S/${name}`, { beside: true });
  tabs.open('/a.S/Two');
  expect(tabs.close('/a.S/Two')?.path).toBe('/a.S/Three');
  tabs.close('/a.S/Three');
  expect([tabs.close('/a.S/One'), tabs.emptied]).toEqual([null, true]);
});

test('a reload keeps the tabs, the place and what was typed; a closed method keeps its draft', () => {
  const store = memoryStore();
  const before = new Tabs(store);
  before.open('/a.S/One').draft = '{"a":1}';
  before.active!.metadata = [{ key: 'x-a', value: 'b', on: false }];
  before.active!.touched = true;
  before.keep(before.active!);
  before.open('/a.S/Two', { beside: true });
  const after = new Tabs(store);
  expect([names(after), after.active?.path, after.list[0]?.draft]).toEqual([['One', 'Two'], '/a.S/Two', '{"a":1}']);
  after.close('/a.S/One');
  expect(after.open('/a.S/One').metadata).toEqual([{ key: 'x-a', value: 'b', on: false }]);
});

test('what another version stored is read as far as it makes sense', () => {
  const store = memoryStore();
  store.setItem('understudy:tabs', '{"tabs":["/a.S/One",7,"nonsense","/a.S/One"],"active":"/gone.S/X"}');
  store.setItem('understudy:draft:/a.S/One', '{"draft":5,"deadlineMs":-1,"metadata":[{"key":"a"}]}');
  const tabs = new Tabs(store);
  expect([names(tabs), tabs.active?.path, tabs.active?.draft, tabs.active?.metadata]).toEqual([
    ['One'],
    '/a.S/One',
    null,
    [],
  ]);
});

test('only so many drafts are kept', () => {
  const store = memoryStore();
  const tabs = new Tabs(store);
  for (let n = 0; n < 70; n++) {
    const tab = tabs.open(`/a.S/M${n}`);
    tab.draft = '{}';
    tabs.keep(tab);
  }
  expect([...store.map].filter(([key, value]) => key.startsWith('understudy:draft:') && value !== 'null').length).toBe(
    60,
  );
});

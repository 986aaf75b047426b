import { expect } from 'vitest';
import type { Loaded, LoadedService } from '../../support/loaded-client.ts';

/** One call: the method's name and its request, names as in the proto. */
export type Ask = readonly [method: string, request: object];

/** How to walk one service through the life of one entity. */
export interface Life {
  readonly title: string;
  /** The file that defines the service, as imports name it. */
  readonly file: string;
  readonly service: string;
  /** Path of the id in the entity; `name` where nothing is said. */
  readonly id?: string;
  /** A page of the list; `token` is empty at first. */
  readonly list: (token: string) => Ask;
  readonly items: string;
  /** Path of the next token; null where the list comes whole. */
  readonly next?: string | null;
  readonly create: Ask;
  /** Where the answer of create, get and update hold the entity; empty for the answer itself. */
  readonly entity?: string;
  readonly createdIn?: string;
  readonly updatedIn?: string;
  /** The answer is a long-running operation: the entity has this id. */
  readonly operation?: string;
  /** Values that must come back as they were sent, by path. */
  readonly sent: Readonly<Record<string, unknown>>;
  readonly get: (id: unknown) => Ask;
  /** Absent where the service has no update. */
  readonly update?: (id: unknown) => Ask;
  /** Path and new value; everything in `kept` stays as it was created. */
  readonly changed?: readonly [path: string, value: unknown];
  readonly kept?: readonly string[];
  readonly remove: (id: unknown) => Ask;
}

const at = (value: unknown, path: string): unknown =>
  path === '' ? value : path.split('.').reduce<unknown>((so, part) => Reflect.get(Object(so), part), value);

const MOST_PAGES = 60;

/** Creates, gets, lists in pages, updates by mask, deletes, and gets NOT_FOUND. */
export async function live(life: Life, client: LoadedService): Promise<void> {
  const idPath = life.id ?? 'name';
  const call = ([method, request]: Ask): Promise<Loaded> => client.call(method, request);
  const get = async (id: unknown): Promise<unknown> => at(await call(life.get(id)), life.entity ?? '');
  const walk = async (): Promise<{ readonly items: readonly unknown[]; readonly pages: number }> => {
    const items: unknown[] = [];
    let pages = 0;
    for (let token = ''; pages < MOST_PAGES;) {
      const page = await call(life.list(token));
      items.push(...(at(page, life.items) as readonly unknown[])); // the path names a list
      pages += 1;
      const next = life.next === null ? '' : at(page, life.next ?? 'next_page_token');
      if (next === '' || next === undefined || next === 'AAAA') break;
      token = String(next);
    }
    expect(pages).toBeLessThan(MOST_PAGES);
    return { items, pages };
  };
  const ids = (items: readonly unknown[]): unknown[] => items.map((item) => at(item, idPath));

  // What was never written: a walk through the pages gives each once, and Get agrees in every field.
  const before = await walk();
  expect(before.items.length).toBeGreaterThanOrEqual(3);
  expect(new Set(ids(before.items)).size).toBe(before.items.length);
  if (life.next !== null) expect(before.pages).toBeGreaterThan(1);
  for (const item of [before.items[0], before.items.at(-1)]) {
    const id = at(item, idPath);
    expect(id).toBeTruthy();
    expect(await get(id)).toEqual(item);
  }

  // Create: what was sent comes back, and stays.
  const answer = await call(life.create);
  const created = life.operation === undefined ? at(answer, life.createdIn ?? life.entity ?? '') : undefined;
  const id = life.operation ?? (typeof created === 'object' ? at(created, idPath) : created);
  expect(id).toBeTruthy();
  const first = await get(id);
  if (created !== undefined && typeof created === 'object') expect(first).toEqual(created);
  for (const [path, value] of Object.entries(life.sent)) expect([path, at(first, path)]).toEqual([path, value]);
  expect(at(first, idPath)).toBe(id);
  const after = await walk();
  expect(ids(after.items)).toContain(id);
  expect(after.items.find((item) => at(item, idPath) === id)).toEqual(first);
  expect(after.items.length).toBe(before.items.length + 1);

  // Update: what the mask names, and nothing else.
  if (life.update && life.changed) {
    const [path, value] = life.changed;
    await call(life.update(id));
    const second = await get(id);
    expect([path, at(second, path)]).toEqual([path, value]);
    for (const kept of life.kept ?? Object.keys(life.sent).filter((sent) => sent !== path))
      expect([kept, at(second, kept)]).toEqual([kept, at(first, kept)]);
    expect((await walk()).items.find((item) => at(item, idPath) === id)).toEqual(second);
  }

  // Delete: gone from Get and List; so is one that nobody wrote.
  const other = at(before.items[1], idPath);
  for (const gone of [id, other]) {
    await call(life.remove(gone));
    await expect(get(gone)).rejects.toMatchObject({ code: 5 });
  }
  const end = await walk();
  expect(ids(end.items)).not.toContain(id);
  expect(ids(end.items)).not.toContain(other);
  expect(end.items.length).toBe(before.items.length - 1);
}

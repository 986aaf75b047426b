import { create } from '@bufbuild/protobuf';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { domainOf } from '../../../server/world/infer-resources.ts';
import { universeOf } from '../../../server/world/universe.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { worldClient } from '../../support/world-client.ts';

type Json = Record<string, unknown>;

const ID_KINDS = [
  'int32 id',
  'int64 id',
  'uint64 id',
  'string id',
  'string uuid',
  'string sku',
  'string slug',
  'string key',
  'string code',
  'string isbn',
  'string thing_id',
  'string email',
];

/** A service for things of which one kind of field is the id. */
const plain = (id: string) =>
  schemaFrom(`
    syntax = "proto3";
    package t;
    import "google/protobuf/empty.proto";
    message Thing { ${id} = 1; string title = 2; int32 rank = 3; }
    message GetThingRequest { ${id} = 1; }
    message ListThingsRequest { int32 page_size = 1; string page_token = 2; }
    message ListThingsResponse { repeated Thing things = 1; string next_page_token = 2; int32 total_size = 3; }
    message CreateThingRequest { Thing thing = 1; }
    message UpdateThingRequest { Thing thing = 1; }
    service Things {
      rpc GetThing(GetThingRequest) returns (Thing);
      rpc ListThings(ListThingsRequest) returns (ListThingsResponse);
      rpc CreateThing(CreateThingRequest) returns (Thing);
      rpc UpdateThing(UpdateThingRequest) returns (Thing);
      rpc DeleteThing(GetThingRequest) returns (google.protobuf.Empty);
    }
  `);
const jsonName = (id: string): string => (id.split(' ')[1] === 'thing_id' ? 'thingId' : id.split(' ')[1]!);
const schemas = new Map(ID_KINDS.map((id) => [id, plain(id)] as const));

const clientOf = (id: string, seed = 'seed') => worldClient(schemas.get(id)!, 't.Things', { seed });
const everything = (client: ReturnType<typeof clientOf>): Json[] =>
  (client.ok('ListThings', { pageSize: 1000 })['things'] ?? []) as Json[];

test('ids of every kind are unique, and lead to what was listed', () => {
  for (const id of ID_KINDS)
    for (const seed of ['1', '2', '3']) {
      const client = clientOf(id, seed);
      const things = everything(client);
      const name = jsonName(id);
      expect(new Set(things.map((thing) => thing[name])).size, id).toBe(things.length);
      expect(things.length, id).toBeGreaterThanOrEqual(12);
      for (const thing of things) expect(client.ok('GetThing', { [name]: thing[name] })).toEqual(thing);
    }
});

test('a walk over pages of any size gives each thing once, also while others are created and deleted', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 6 }), (pageSize, created) => {
      const client = clientOf('string id');
      const before = everything(client).map(({ id }) => id);
      for (let count = 0; count < created; count++)
        client.ok('CreateThing', { thing: { id: `zz-${count}`, rank: count } });
      const seen: unknown[] = [];
      for (let token = '', pages = 0; pages < 60; pages++) {
        const page = client.ok('ListThings', { pageSize, pageToken: token });
        seen.push(...((page['things'] ?? []) as Json[]).map(({ id }) => id));
        token = String(page['nextPageToken'] ?? '');
        if (token === '') break;
        client.ok('CreateThing', { thing: { id: `a-${pages}` } });
      }
      expect(new Set(seen).size).toBe(seen.length);
      for (const id of before) expect(seen).toContain(id);
    }),
    { numRuns: 25 },
  );
});

type Command =
  | { readonly do: 'get' | 'delete'; readonly at: number }
  | { readonly do: 'create'; readonly id: number; readonly title: string }
  | { readonly do: 'update'; readonly at: number; readonly title: string }
  | { readonly do: 'list'; readonly size: number };

const title = fc.string({ minLength: 1, maxLength: 8 });
const at = fc.nat(30);
const command: fc.Arbitrary<Command> = fc.oneof(
  fc.record({ do: fc.constantFrom('get' as const, 'delete' as const), at }),
  fc.record({ do: fc.constant('create' as const), id: fc.nat(4), title }),
  fc.record({ do: fc.constant('update' as const), at, title }),
  fc.record({ do: fc.constant('list' as const), size: fc.integer({ min: 1, max: 40 }) }),
);

test('any calls in any order agree with a plain map', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 30 }), (commands) => {
      const client = clientOf('string id');
      const model = new Map(everything(client).map((thing) => [String(thing['id']), thing]));
      const ids = [...model.keys()];
      for (const one of commands) {
        if (one.do === 'list') {
          const { things = [], totalSize = 0 } = client.ok('ListThings', { pageSize: one.size }) as {
            things?: Json[];
            totalSize?: number;
          };
          expect(totalSize).toBe(model.size);
          expect(things.length).toBe(Math.min(one.size, model.size));
          for (const thing of things) expect(thing).toEqual(model.get(String(thing['id'])));
          continue;
        }
        if (one.do === 'create') {
          const thing = { id: `new-${one.id}`, title: one.title };
          const { status, json } = client.call('CreateThing', { thing });
          expect(status).toBe(model.has(thing.id) ? 'ALREADY_EXISTS' : 'OK');
          if (json) model.set(thing.id, thing);
          if (json) expect(json).toEqual(thing);
          if (!ids.includes(thing.id)) ids.push(thing.id);
          continue;
        }
        const id = ids[one.at % ids.length]!;
        const known = model.get(id);
        const answer =
          one.do === 'update'
            ? client.call('UpdateThing', { thing: { id, title: one.title } })
            : client.call(one.do === 'get' ? 'GetThing' : 'DeleteThing', { id });
        expect(answer.status).toBe(known ? 'OK' : 'NOT_FOUND');
        if (one.do === 'delete') model.delete(id);
        if (one.do === 'update' && known) model.set(id, { ...known, title: one.title });
        if (one.do !== 'delete' && known) expect(answer.json).toEqual(model.get(id));
      }
    }),
    { numRuns: 60 },
  );
});

test('what others read, and in which order, changes no answer', () => {
  const reads = fc.array(fc.oneof(fc.constant('list'), fc.constant('get'), fc.constant('stranger')), { maxLength: 12 });
  fc.assert(
    fc.property(reads, reads, (one, other) => {
      const play = (order: readonly string[]): unknown => {
        const client = clientOf('int64 id');
        for (const read of order)
          if (read === 'list') client.ok('ListThings', { pageSize: 7 });
          else client.ok('GetThing', { id: read === 'get' ? '4711' : '99' });
        const created = client.ok('CreateThing', { thing: { title: 'mine' } });
        return [created, client.ok('GetThing', { id: '4711' }), everything(client)];
      };
      expect(play(one)).toEqual(play(other));
    }),
    { numRuns: 20 },
  );
});

test('what was written outlives another schema', () => {
  const before = plain('string id');
  const client = worldClient(before, 't.Things');
  client.ok('CreateThing', { thing: { id: 'kept', title: 'Kept', rank: 3 } });
  const after = schemaFrom(`
    syntax = "proto3";
    package t;
    message Thing { string id = 1; string title = 2; string colour = 9; }
    message GetThingRequest { string id = 1; }
    service Things { rpc GetThing(GetThingRequest) returns (Thing); }
  `);
  const method = after.method('/t.Things/GetThing')!;
  const [resource] = [...domainOf(method.desc.parent.file).values()];
  const entity = client.world.find(universeOf('seed', method.types), resource!, 'kept');
  expect(entity?.message).toMatchObject({ id: 'kept', title: 'Kept', colour: '' });
  expect(entity).toMatchObject({ revision: 1, writtenBy: { by: 'call' } });
});

test('the world is bounded, and says so', () => {
  const schema = schemas.get('string id')!;
  const client = clientOf('string id');
  const { desc, types } = schema.method('/t.Things/GetThing')!;
  const [resource] = [...domainOf(desc.parent.file).values()];
  const universe = universeOf('seed', types);
  const add = (id: string, title: string): boolean => {
    const message = create(resource!.desc, { id, title } as Record<string, unknown>);
    return client.world.put(universe, resource!, id, message, { by: 'page' }) !== undefined;
  };
  // Eight of these fill the 64 MB.
  const large = 'x'.repeat(7_500_000);
  const kept = Array.from({ length: 10 }, (_, index) => add(`n-${index}`, large));
  expect(kept).toEqual([...Array<boolean>(8).fill(true), false, false]);
  const refused = client.call('CreateThing', { thing: { title: large.slice(0, 7_300_000) } });
  expect(refused).toMatchObject({ status: 'RESOURCE_EXHAUSTED', message: expect.stringContaining('Reset') as string });
  expect(add('n-1', 'short')).toBe(true);
  client.world.reset();
  expect(add('n-9', large)).toBe(true);
});

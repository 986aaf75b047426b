import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { FieldInfo } from '#contract/schema';
import { completeStub, describeStub, type StubWorld } from '../../../web/src/lib/stub-complete.ts';
import type { FormatSchema } from '../../../web/src/lib/stub-spots.ts';

const field = (json: string, type: FieldInfo['type'], more: Partial<FieldInfo> = {}): FieldInfo => ({
  name: json.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
  json,
  number: 1,
  doc: `About ${json}.`,
  type,
  ...more,
});
const text = { kind: 'scalar', scalar: 'string' } as const;
const int = { kind: 'scalar', scalar: 'int32' } as const;
const types = {
  input: 'shop.GetRequest',
  output: 'shop.Product',
  messages: {
    'shop.GetRequest': {
      name: 'shop.GetRequest',
      doc: '',
      fields: [field('sku', text), field('quantity', int), field('tags', text, { repeated: true })],
    },
    'shop.Product': {
      name: 'shop.Product',
      doc: '',
      fields: [
        field('sku', text),
        field('price', { kind: 'message', type: 'shop.Money' }),
        field('state', { kind: 'enum', type: 'shop.State' }),
        field('gift', { kind: 'scalar', scalar: 'bool' }, { oneof: 'kind' }),
        field('loan', text, { oneof: 'kind' }),
      ],
    },
    'shop.Money': { name: 'shop.Money', doc: '', fields: [field('units', int), field('currencyCode', text)] },
  },
  enums: {
    'shop.State': {
      name: 'shop.State',
      doc: '',
      values: [
        { name: 'NEW', number: 0, doc: '' },
        { name: 'SOLD', number: 1, doc: '' },
      ],
    },
  },
};
const world: StubWorld = {
  format: JSON.parse(readFileSync('server/stubs/stubs.schema.json', 'utf8')) as FormatSchema, // JSON Schema, made from the reader's table.
  methods: ['/shop.Catalog/GetProduct', '/shop.Catalog/ListProducts', '/desk.Support/Talk'],
  types: async (path) => (path === '/shop.Catalog/GetProduct' ? types : null),
  now: () => '2026-11-22T10:00:00Z',
};
const HEAD = 'service: shop.Catalog\nstubs:\n  - method: GetProduct\n';

/** The labels that are offered at the bar, and the text with one of them taken. */
async function at(marked: string, take?: string): Promise<{ labels: readonly string[]; taken: string }> {
  const offset = marked.indexOf('▮');
  const source = marked.replace('▮', '');
  const found = await completeStub(source, offset, world);
  const option = found?.options.find(({ label }) => label === take);
  return {
    labels: found?.options.map(({ label }) => label) ?? [],
    taken:
      found && option
        ? `${source.slice(0, found.from)}${option.insert.slice(0, option.cursor)}▮${option.insert.slice(option.cursor)}${source.slice(found.to)}`
        : '',
  };
}

test('keys of the file, of a stub, of a condition and of a reply, without those that are there or cannot be', async () => {
  expect((await at('▮')).labels).toEqual(expect.arrayContaining(['service', 'stubs']));
  const stub = (await at(`${HEAD}    reply: { generated: true }\n    ▮`)).labels;
  expect(stub).toEqual(expect.arrayContaining(['when', 'priority', 'times', 'fault']));
  for (const absent of ['method', 'reply', 'replies', 'script', 'afterLast']) expect(stub).not.toContain(absent);
  expect((await at(`${HEAD}    when:\n      ▮`)).labels).toEqual(
    expect.arrayContaining(['request', 'metadata', 'cel']),
  );
  expect((await at(`${HEAD}    reply: { st▮ }`)).labels).toEqual(expect.arrayContaining(['status', 'stream']));
  expect((await at(`${HEAD}    script:\n      - ▮`)).labels).toEqual(
    expect.arrayContaining(['on', 'every', 'when', 'do']),
  );
  expect((await at(`${HEAD}    script:\n      - on: open\n        do: [ { ▮ } ]`)).labels).toContain('send');
});

test('fields of the request and operators that fit them', async () => {
  const fields = (await at(`${HEAD}    when: { request: { ▮ } }`)).labels;
  expect(fields.slice(0, 3)).toEqual(['sku', 'quantity', 'tags']);
  expect((await at(`${HEAD}    when: { request: { sku: { ▮ } } }`)).labels).toContain('$matches');
  const numbers = (await at(`${HEAD}    when: { request: { quantity: { $g▮ } } }`, '$gte')).labels;
  expect(numbers).toContain('$gte');
  expect(numbers).not.toContain('$matches');
  expect((await at(`${HEAD}    when:\n      request:\n        tags:\n          ▮`)).labels).toContain('$unordered');
  expect((await at(`${HEAD}    when: { metadata: { x-tenant: { ▮ } } }`)).labels).toContain('$startsWith');
});

test('fields and values of the answer, in braces and in blocks', async () => {
  expect((await at(`${HEAD}    reply:\n      message:\n        ▮`)).labels).toEqual([
    'sku',
    'price',
    'state',
    'gift',
    'loan',
  ]);
  expect((await at(`${HEAD}    reply: { message: { gift: true, ▮ } }`)).labels).not.toContain('loan');
  expect((await at(`${HEAD}    reply: { message: { price: { ▮ } } }`)).labels).toEqual(['units', 'currencyCode']);
  expect((await at(`${HEAD}    reply: { message: { state: ▮ } }`)).labels).toEqual(['NEW', 'SOLD']);
  expect((await at(`${HEAD}    replies:\n      - message: { state: S▮ }`)).labels).toContain('SOLD');
  expect((await at(`${HEAD}    reply: { stream: [ { ▮ } ] }`)).labels).toEqual(
    expect.arrayContaining(['after', 'sku']),
  );
  expect((await at(`${HEAD}    reply: { status: NOT_▮ }`)).labels).toContain('NOT_FOUND');
  expect((await at(`${HEAD}    reply: { status: NOT_FOUND, details: [ { "@type": ▮ } ] }`)).labels).toContain(
    'google.rpc.ErrorInfo',
  );
});

test('what is taken is written so that one can go on', async () => {
  expect((await at(`${HEAD}    wh▮`, 'when')).taken).toBe(`${HEAD}    when:\n      ▮`);
  expect((await at(`${HEAD}    reply: { m▮ }`, 'message')).taken).toBe(`${HEAD}    reply: { message: { ▮ } }`);
  expect((await at(`${HEAD}    pri▮: 10`, 'priority')).taken).toBe(`${HEAD}    priority▮: 10`);
  expect((await at(`${HEAD}    reply: { message: { sku: ▮ } }`, '${request.sku}')).taken).toContain(
    'sku: "${request.sku}"▮',
  );
  expect((await at(`${HEAD}    reply: { details: [ { ▮ } ] }`, '@type')).taken).toContain('{ "@type": ▮ }');
  expect((await at(`${HEAD}    script:\n      - on: ▮`)).labels.slice(0, 2)).toEqual(['open', 'message']);
});

test('methods of the service of the file, or of any, and services', async () => {
  expect((await at('service: shop.Catalog\nstubs:\n  - method: ▮')).labels).toEqual(['GetProduct', 'ListProducts']);
  expect((await at('stubs:\n  - method: ▮')).labels).toEqual([
    'shop.Catalog/GetProduct',
    'shop.Catalog/ListProducts',
    'desk.Support/Talk',
  ]);
  expect((await at('service: ▮\nstubs: []')).labels).toEqual(['shop.Catalog', 'desk.Support']);
});

test('expressions know the request', async () => {
  expect((await at(`${HEAD}    reply: { message: { sku: "\${▮}" } }`)).labels).toContain('request');
  expect((await at(`${HEAD}    reply: { message: { sku: "a \${request.▮" } }`)).labels).toEqual([
    'sku',
    'quantity',
    'tags',
  ]);
});

test('an unknown method, and places where nothing is known, offer nothing of messages', async () => {
  expect((await at('stubs:\n  - method: shop.Nope/Nope\n    reply: { message: { ▮ } }')).labels).toEqual([]);
  expect((await at(`${HEAD}    id: ▮`)).labels).toEqual([]);
});

test('a key says what it is for', async () => {
  const source = `${HEAD}    priority: 10\n    when: { request: { sku: A } }\n`;
  expect(await describeStub(source, source.indexOf('priority') + 3, world)).toMatchObject({
    title: 'priority',
    doc: expect.stringContaining('larger'),
  });
  expect(await describeStub(source, source.indexOf('sku') + 1, world)).toMatchObject({
    title: 'sku = 1 · string',
    doc: 'About sku.',
  });
  expect(await describeStub(source, source.indexOf('10'), world)).toBeNull();
});

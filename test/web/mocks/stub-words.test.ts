import { expect, test } from 'vitest';
import { fileName, replyParts, whenParts } from '../../../web/src/lib/stub-words.ts';
import { fieldValue, FAULT_KINDS, faultAt, faultsOn, withField } from '../../../web/src/mocks/fault-kinds.ts';
import { metadataOf } from '../../../web/src/mocks/try-stubs.svelte.ts';
import { stubProblems } from '../../../web/src/mocks/stub-problems.ts';

const joined = (parts: readonly { readonly kind: string; readonly text: string }[]): string =>
  parts
    .filter(({ text }) => text.trim() !== '')
    .map(({ kind, text }) => `${kind}:${text.trim()}`)
    .join(' ');

test('conditions are told in the colours of code, and nothing of them is lost', () => {
  const words = 'sku matches ^VIP-, quantity ≥ 10 and < 20, x-tenant = "a, b"';
  expect(joined(whenParts(words))).toBe(
    'k:sku x:matches s:^VIP- p:, k:quantity x:≥ n:10 x:and x:< n:20 p:, k:x-tenant x:= s:"a, b"',
  );
  for (const text of [words, '', 'a', ', ,', 'request: name is not set', '€ = ∑'])
    expect(
      whenParts(text)
        .map((part) => part.text)
        .join(''),
    ).toBe(text);
});

test('a reply begins with its status, and its message is code', () => {
  const { status, parts } = replyParts('NOT_FOUND no product');
  expect([status, joined(parts)]).toEqual(['NOT_FOUND', 'say:no product']);
  const reply = replyParts('{price: {units: 12},title: "a: b", on: true}, rest generated');
  expect(reply.status).toBeNull();
  expect(joined(reply.parts)).toBe(
    'p:{ k:price p:: { k:units p:: n:12 p:}, k:title p:: s:"a: b" p:, k:on p:: a:true p:} say:, rest generated',
  );
  expect(replyParts('script of 4 events').status).toBeNull();
  expect(replyParts('NOT_A_STATUS x').status).toBeNull();
});

test('a file is called by its own name', () => {
  expect([fileName('protos/catalog.stubs.yaml'), fileName('a.stubs.json'), fileName('other.yaml')]).toEqual([
    'catalog',
    'a',
    'other.yaml',
  ]);
});

test('a problem has its place in the text and, where its hint names one, a fix', () => {
  const text =
    'stubs:\n  - method: GetProdct\n    prioritty: 3\n    when: { request: { "nam": x, n: { $macthes: a } } }\n';
  const at = (line: number, column: number, hint: string) =>
    stubProblems(text, [{ severity: 'error', code: 'x', message: 'It has no "nam".', hint, line, column }])[0]!;
  const method = at(2, 13, 'Did you mean shop.v1.Catalog/GetProduct?');
  expect([text.slice(method.from, method.to), method.fix?.insert]).toEqual(['GetProdct', 'GetProduct']);
  expect(at(3, 5, 'Did you mean priority?').fix).toMatchObject({ label: 'Change to priority', insert: 'priority' });
  const quoted = at(4, 24, 'Did you mean "name"?');
  expect([text.slice(quoted.from, quoted.to), quoted.fix?.insert]).toEqual(['"nam"', '"name"']);
  const operator = at(4, 39, 'Did you mean $matches?');
  expect([text.slice(operator.from, operator.to), operator.fix?.insert]).toEqual(['$macthes', '$matches']);
  expect(at(1, 1, 'Write it otherwise.')).toMatchObject({ message: 'It has no `nam`. Write it otherwise.' });
  expect(at(1, 1, 'Write it otherwise.').fix).toBeUndefined();
});

test('metadata is read line by line', () => {
  expect(metadataOf('X-Tenant: acme\n\n x-b :c: d \nno colon')).toEqual([
    { key: 'x-tenant', value: 'acme' },
    { key: 'x-b', value: 'c: d' },
  ]);
});

test('every fault that is offered begins whole, and its values can be set', () => {
  for (const { kind, first, fields } of FAULT_KINDS) {
    expect(first.kind).toBe(kind);
    for (const { key } of fields) expect(fieldValue(first, key)).not.toBe('');
  }
  const [latency] = FAULT_KINDS;
  const changed = withField(latency!.first, 'ms', 5);
  expect([fieldValue(changed, 'ms'), fieldValue(changed, 'nothing')]).toEqual([5, '']);
  const info = { id: '1', scope: '*', fault: latency!.first, enabled: true, hits: 0 };
  expect([faultAt([info], '*', 'latency'), faultAt([info], 'a.B', 'latency')]).toEqual([info, undefined]);
  expect(faultsOn([info, { ...info, id: '2', enabled: false }], '*')).toBe(1);
});

test('a problem of a whole line stands at its first word, and is not changed by a press', () => {
  const text = 'stubs:\n  - method: Get\n\n   when: {}\n';
  const at = (line: number) =>
    stubProblems(text, [{ severity: 'warning', code: 'x', message: 'No.', hint: 'Did you mean paid?', line }])[0]!;
  const words = [1, 2, 4].map((line) => text.slice(at(line).from, at(line).to));
  expect(words).toEqual(['stubs', 'method', 'when']);
  expect(at(2)).toMatchObject({ message: 'No. Did you mean paid?' });
  expect(at(2).fix).toBeUndefined();
  expect(text.slice(at(3).from, at(3).to)).toBe('t');
});

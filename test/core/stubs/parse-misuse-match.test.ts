import { expect, test } from 'vitest';
import { STUB_PROBLEM_CODES } from '../../../server/stubs/parse-problems.ts';
import { problems } from './parse-schema-text.ts';

/** One stub behind `- `, and the first thing that is wrong with it: `line:column code path` (it begins in 3:5). */
const MISUSE: readonly string[] = [
  // Conditions.
  '{ method: GetProduct, when: 3, reply: { generated: true } } ⇒ 3:33 stub-wrong-type stubs[0].when',
  '{ method: GetProduct, when: { requests: {} }, reply: { generated: true } } ⇒ 3:35 stub-unknown-key stubs[0].when.requests',
  '{ method: GetProduct, when: { request: }, reply: { generated: true } } ⇒ 3:44 stub-value stubs[0].when.request',
  '{ method: GetProduct, when: { request: [] }, reply: { generated: true } } ⇒ 3:44 stub-value stubs[0].when.request',
  '{ method: GetProduct, when: { request: { skuu: A } }, reply: { generated: true } } ⇒ 3:46 json-unknown-field stubs[0].when.request.skuu',
  '{ method: GetProduct, when: { request: { price: { unit: 1 } } }, reply: { generated: true } } ⇒ 3:55 json-unknown-field stubs[0].when.request.price.unit',
  '{ method: GetProduct, when: { request: { sku: 3 } }, reply: { generated: true } } ⇒ 3:51 stub-value stubs[0].when.request.sku',
  '{ method: GetProduct, when: { request: { sku: } }, reply: { generated: true } } ⇒ 3:51 stub-value stubs[0].when.request.sku',
  '{ method: GetProduct, when: { request: { sku: [A, B] } }, reply: { generated: true } } ⇒ 3:51 stub-value stubs[0].when.request.sku',
  '{ method: GetProduct, when: { request: { sku: { matches: x } } }, reply: { generated: true } } ⇒ 3:51 stub-value stubs[0].when.request.sku',
  '{ method: GetProduct, when: { request: { sku: { $match: x } } }, reply: { generated: true } } ⇒ 3:53 stub-operator stubs[0].when.request.sku.$match',
  '{ method: GetProduct, when: { request: { sku: { $or: [] } } }, reply: { generated: true } } ⇒ 3:53 stub-operator stubs[0].when.request.sku.$or',
  '{ method: GetProduct, when: { request: { sku: { $gt: a } } }, reply: { generated: true } } ⇒ 3:53 stub-operator stubs[0].when.request.sku.$gt',
  '{ method: GetProduct, when: { request: { sku: { $any: a } } }, reply: { generated: true } } ⇒ 3:53 stub-operator stubs[0].when.request.sku.$any',
  '{ method: GetProduct, when: { request: { quantity: { $matches: "1" } } }, reply: { generated: true } } ⇒ 3:58 stub-operator stubs[0].when.request.quantity.$matches',
  '{ method: GetProduct, when: { request: { quantity: { $gte: ten } } }, reply: { generated: true } } ⇒ 3:64 stub-value stubs[0].when.request.quantity.$gte',
  '{ method: GetProduct, when: { request: { quantity: 1.5 } }, reply: { generated: true } } ⇒ 3:56 stub-value stubs[0].when.request.quantity',
  '{ method: GetProduct, when: { request: { quantity: 3000000000 } }, reply: { generated: true } } ⇒ 3:56 stub-value stubs[0].when.request.quantity',
  '{ method: GetProduct, when: { request: { huge: -1 } }, reply: { generated: true } } ⇒ 3:52 stub-value stubs[0].when.request.huge',
  '{ method: GetProduct, when: { request: { ratio: { $gt: NaN } } }, reply: { generated: true } } ⇒ 3:60 stub-value stubs[0].when.request.ratio.$gt',
  '{ method: GetProduct, when: { request: { gift: "true" } }, reply: { generated: true } } ⇒ 3:52 stub-value stubs[0].when.request.gift',
  '{ method: GetProduct, when: { request: { gift: { $gt: false } } }, reply: { generated: true } } ⇒ 3:54 stub-operator stubs[0].when.request.gift.$gt',
  '{ method: GetProduct, when: { request: { photo: "%%%" } }, reply: { generated: true } } ⇒ 3:53 stub-value stubs[0].when.request.photo',
  '{ method: GetProduct, when: { request: { kind: LAMPE } }, reply: { generated: true } } ⇒ 3:52 stub-value stubs[0].when.request.kind',
  '{ method: GetProduct, when: { request: { kind: { $matches: LA } } }, reply: { generated: true } } ⇒ 3:54 stub-operator stubs[0].when.request.kind.$matches',
  '{ method: GetProduct, when: { request: { price: 3 } }, reply: { generated: true } } ⇒ 3:53 stub-value stubs[0].when.request.price',
  '{ method: GetProduct, when: { request: { price: { $size: 3 } } }, reply: { generated: true } } ⇒ 3:55 stub-operator stubs[0].when.request.price.$size',
  '{ method: GetProduct, when: { request: { price: { $eq: { units: { $gt: 3 } } } } }, reply: { generated: true } } ⇒ 3:71 stub-operator stubs[0].when.request.price.$eq.units.$gt',
  '{ method: GetProduct, when: { request: { price: { $eq: { $exists: true } } } }, reply: { generated: true } } ⇒ 3:62 stub-operator stubs[0].when.request.price.$eq.$exists',
  '{ method: GetProduct, when: { request: { tags: a } }, reply: { generated: true } } ⇒ 3:52 stub-value stubs[0].when.request.tags',
  '{ method: GetProduct, when: { request: { tags: [1] } }, reply: { generated: true } } ⇒ 3:53 stub-value stubs[0].when.request.tags[0]',
  '{ method: GetProduct, when: { request: { tags: { $matches: a } } }, reply: { generated: true } } ⇒ 3:54 stub-operator stubs[0].when.request.tags.$matches',
  '{ method: GetProduct, when: { request: { tags: { $contains: 1 } } }, reply: { generated: true } } ⇒ 3:65 stub-value stubs[0].when.request.tags.$contains',
  '{ method: GetProduct, when: { request: { tags: { $unordered: a } } }, reply: { generated: true } } ⇒ 3:66 stub-value stubs[0].when.request.tags.$unordered',
  '{ method: GetProduct, when: { request: { tags: { $size: -1 } } }, reply: { generated: true } } ⇒ 3:61 stub-value stubs[0].when.request.tags.$size',
  '{ method: GetProduct, when: { request: { tags: { $size: { $matches: a } } } }, reply: { generated: true } } ⇒ 3:63 stub-operator stubs[0].when.request.tags.$size.$matches',
  '{ method: GetProduct, when: { request: { prices: { $any: { unit: 1 } } } }, reply: { generated: true } } ⇒ 3:64 json-unknown-field stubs[0].when.request.prices.$any.unit',
  '{ method: GetProduct, when: { request: { sku: { $in: A } } }, reply: { generated: true } } ⇒ 3:58 stub-value stubs[0].when.request.sku.$in',
  '{ method: GetProduct, when: { request: { sku: { $in: [] } } }, reply: { generated: true } } ⇒ 3:58 stub-conflict stubs[0].when.request.sku.$in',
  '{ method: GetProduct, when: { request: { sku: { $in: [A, 2] } } }, reply: { generated: true } } ⇒ 3:62 stub-value stubs[0].when.request.sku.$in[1]',
  '{ method: GetProduct, when: { request: { sku: { $exists: 1 } } }, reply: { generated: true } } ⇒ 3:62 stub-value stubs[0].when.request.sku.$exists',
  '{ method: GetProduct, when: { request: { sku: { $not: 1 } } }, reply: { generated: true } } ⇒ 3:59 stub-value stubs[0].when.request.sku.$not',
  '{ method: GetProduct, when: { request: { sku: { $matches: 1 } } }, reply: { generated: true } } ⇒ 3:63 stub-value stubs[0].when.request.sku.$matches',
  '{ method: GetProduct, when: { request: { stock: [] } }, reply: { generated: true } } ⇒ 3:53 stub-value stubs[0].when.request.stock',
  '{ method: GetProduct, when: { request: { stock: { a: x } } }, reply: { generated: true } } ⇒ 3:58 stub-value stubs[0].when.request.stock["a"]',
  '{ method: GetProduct, when: { request: { by_id: { a: {} } } }, reply: { generated: true } } ⇒ 3:55 stub-value stubs[0].when.request.byId["a"]',
  '{ method: GetProduct, when: { request: { flags: { maybe: a } } }, reply: { generated: true } } ⇒ 3:55 stub-value stubs[0].when.request.flags["maybe"]',
  '{ method: GetProduct, when: { request: { at: today } }, reply: { generated: true } } ⇒ 3:50 json-invalid-value stubs[0].when.request.at',
  '{ method: GetProduct, when: { request: { age: { $lt: 2m } } }, reply: { generated: true } } ⇒ 3:58 json-invalid-value stubs[0].when.request.age.$lt',
  '{ method: GetProduct, when: { request: { mask: { $contains: "a b" } } }, reply: { generated: true } } ⇒ 3:65 stub-value stubs[0].when.request.mask.$contains',
  '{ method: GetProduct, when: { request: { count: x } }, reply: { generated: true } } ⇒ 3:53 stub-value stubs[0].when.request.count',
  '{ method: GetProduct, when: { request: { extra: { sku: A } } }, reply: { generated: true } } ⇒ 3:53 stub-missing-key stubs[0].when.request.extra.@type',
  '{ method: GetProduct, when: { request: { extra: { "@type": shop.v1.Mony } } }, reply: { generated: true } } ⇒ 3:64 stub-unknown-type stubs[0].when.request.extra.@type',
  '{ method: GetProduct, when: { request: { extra: { "@type": shop.v1.Money, unit: 1 } } }, reply: { generated: true } } ⇒ 3:79 json-unknown-field stubs[0].when.request.extra.unit',
  '{ method: GetProduct, when: { request: { data: 3 } }, reply: { generated: true } } ⇒ 3:52 stub-value stubs[0].when.request.data',
  '{ method: GetProduct, when: { request: { list: {} } }, reply: { generated: true } } ⇒ 3:52 stub-value stubs[0].when.request.list',
  '{ method: GetProduct, when: { request: { snake_case: a, snakeCase: b } }, reply: { generated: true } } ⇒ 3:61 stub-duplicate-key stubs[0].when.request.snakeCase',
  '{ method: GetProduct, when: { request: { sku: "${a}" } }, reply: { generated: true } } ⇒ 3:51 stub-template stubs[0].when.request.sku',
  '{ method: GetProduct, when: { metadata: [] }, reply: { generated: true } } ⇒ 3:45 stub-wrong-type stubs[0].when.metadata',
  '{ method: GetProduct, when: { metadata: { "a b": c } }, reply: { generated: true } } ⇒ 3:47 stub-metadata stubs[0].when.metadata.a b',
  '{ method: GetProduct, when: { metadata: { x: 1 } }, reply: { generated: true } } ⇒ 3:50 stub-value stubs[0].when.metadata.x',
  '{ method: GetProduct, when: { metadata: { x: { $gt: a } } }, reply: { generated: true } } ⇒ 3:57 stub-value stubs[0].when.metadata.x.$gt',
  '{ method: GetProduct, when: { metadata: { x-bin: "%" } }, reply: { generated: true } } ⇒ 3:54 stub-value stubs[0].when.metadata.x-bin',
  '{ method: GetProduct, when: { metadata: { X: a, x: b } }, reply: { generated: true } } ⇒ 3:53 stub-duplicate-key stubs[0].when.metadata.x',
  '{ method: GetProduct, when: { cel: 3 }, reply: { generated: true } } ⇒ 3:40 stub-wrong-type stubs[0].when.cel',
  '{ method: GetProduct, when: { cel: " " }, reply: { generated: true } } ⇒ 3:40 stub-range stubs[0].when.cel',
  '{ method: GetProduct, when: { first: {} }, reply: { generated: true } } ⇒ 3:35 stub-kind stubs[0].when.first',
  '{ method: WatchStock, when: { count: 3 }, reply: { generated: true } } ⇒ 3:35 stub-kind stubs[0].when.count',
  '{ method: Upload, when: { last: { skuu: A } }, reply: { generated: true } } ⇒ 3:39 json-unknown-field stubs[0].when.last.skuu',
  '{ method: Upload, when: { count: x }, reply: { generated: true } } ⇒ 3:38 stub-value stubs[0].when.count',
  '{ method: Upload, when: { count: { $exists: true } }, reply: { generated: true } } ⇒ 3:40 stub-operator stubs[0].when.count.$exists',
];

test.each(MISUSE)('%s', (line) => {
  const [text, wanted] = line.split(' ⇒ ');
  expect(problems(text!)[0]).toBe(wanted);
});

test('every problem of conditions has a documented code', () => {
  const codes = MISUSE.map((line) => / ⇒ \S+ (\S+)/.exec(line)![1]!).filter((code) => !code.startsWith('json-'));
  expect(codes.filter((code) => !Object.hasOwn(STUB_PROBLEM_CODES, code))).toEqual([]);
});

import { expect, test } from 'vitest';
import { STUB_PROBLEM_CODES } from '../../../server/stubs/parse-problems.ts';
import { problems } from './parse-schema-text.ts';

/** One stub behind `- `, and the first thing that is wrong with it: `line:column code path` (it begins in 3:5). */
const MISUSE: readonly string[] = [
  // Metadata.
  '{ method: GetProduct, reply: { generated: true, headers: [a] } } ⇒ 3:62 stub-wrong-type stubs[0].reply.headers',
  '{ method: GetProduct, reply: { generated: true, headers: { x: 3 } } } ⇒ 3:67 stub-wrong-type stubs[0].reply.headers.x',
  '{ method: GetProduct, reply: { generated: true, headers: { x: [] } } } ⇒ 3:67 stub-range stubs[0].reply.headers.x',
  '{ method: GetProduct, reply: { generated: true, headers: { "x y": a } } } ⇒ 3:64 stub-metadata stubs[0].reply.headers.x y',
  '{ method: GetProduct, reply: { generated: true, headers: { ":status": a } } } ⇒ 3:64 stub-metadata stubs[0].reply.headers.:status',
  '{ method: GetProduct, reply: { generated: true, headers: { grpc-encoding: a } } } ⇒ 3:64 stub-metadata stubs[0].reply.headers.grpc-encoding',
  '{ method: GetProduct, reply: { generated: true, headers: { Content-Type: a } } } ⇒ 3:64 stub-metadata stubs[0].reply.headers.Content-Type',
  '{ method: GetProduct, reply: { generated: true, trailers: { grpc-status: "0" } } } ⇒ 3:65 stub-metadata stubs[0].reply.trailers.grpc-status',
  '{ method: GetProduct, reply: { generated: true, trailers: { x: é } } } ⇒ 3:68 stub-metadata stubs[0].reply.trailers.x',
  '{ method: GetProduct, reply: { generated: true, trailers: { x: "a\\r\\nb" } } } ⇒ 3:68 stub-metadata stubs[0].reply.trailers.x',
  '{ method: GetProduct, reply: { generated: true, trailers: { x: " a" } } } ⇒ 3:68 stub-metadata stubs[0].reply.trailers.x',
  '{ method: GetProduct, reply: { generated: true, trailers: { x-bin: "%" } } } ⇒ 3:72 stub-metadata stubs[0].reply.trailers.x-bin',
  '{ method: GetProduct, reply: { generated: true, trailers: { X: a, x: b } } } ⇒ 3:71 stub-duplicate-key stubs[0].reply.trailers.x',
  // Delays.
  '{ method: GetProduct, reply: { generated: true, after: 120 } } ⇒ 3:60 stub-duration stubs[0].reply.after',
  '{ method: GetProduct, reply: { generated: true, after: 120 ms } } ⇒ 3:60 stub-duration stubs[0].reply.after',
  '{ method: GetProduct, reply: { generated: true, after: -1s } } ⇒ 3:60 stub-duration stubs[0].reply.after',
  '{ method: GetProduct, reply: { generated: true, after: 1d } } ⇒ 3:60 stub-duration stubs[0].reply.after',
  '{ method: GetProduct, reply: { generated: true, after: 25h } } ⇒ 3:60 stub-duration stubs[0].reply.after',
  '{ method: GetProduct, reply: { generated: true, after: {} } } ⇒ 3:60 stub-missing-key stubs[0].reply.after',
  '{ method: GetProduct, reply: { generated: true, after: { normal: 1s } } } ⇒ 3:70 stub-wrong-type stubs[0].reply.after.normal',
  '{ method: GetProduct, reply: { generated: true, after: { normal: { mean: 1s } } } } ⇒ 3:70 stub-missing-key stubs[0].reply.after.normal.sd',
  '{ method: GetProduct, reply: { generated: true, after: { p50: 1s } } } ⇒ 3:62 stub-conflict stubs[0].reply.after.p50',
  '{ method: GetProduct, reply: { generated: true, after: { p50: 1s, p99: 20ms } } } ⇒ 3:60 stub-range stubs[0].reply.after.p99',
  '{ method: GetProduct, reply: { generated: true, after: { p50: 0s, p99: 1s } } } ⇒ 3:60 stub-range stubs[0].reply.after.p50',
  '{ method: GetProduct, reply: { generated: true, after: { uniform: { from: 2s, to: 1s } } } } ⇒ 3:60 stub-range stubs[0].reply.after.uniform.to',
  '{ method: GetProduct, reply: { generated: true, after: { uniform: { from: 1s, to: 2s }, normal: { mean: 1s, sd: 1s } } } } ⇒ 3:93 stub-conflict stubs[0].reply.after.normal',
  // Templates.
  '{ method: GetProduct, reply: { message: { sku: "${a" } } } ⇒ 3:52 stub-template stubs[0].reply.message.sku',
  '{ method: GetProduct, reply: { message: { sku: "${}" } } } ⇒ 3:52 stub-template stubs[0].reply.message.sku',
  '{ method: GetProduct, reply: { message: { sku: "${\'}" } } } ⇒ 3:52 stub-template stubs[0].reply.message.sku',
  '{ method: GetProduct, reply: { message: { skuu: "${a}" } } } ⇒ 3:47 json-unknown-field stubs[0].reply.message.skuu',
  '{ method: GetProduct, reply: { message: { sku: "${a}", prices: [{ unit: 3 }] } } } ⇒ 3:71 json-unknown-field stubs[0].reply.message.prices[0].unit',
  '{ method: GetProduct, reply: { message: { sku: "${a}", kind: LAMPE } } } ⇒ 3:66 json-unknown-enum-value stubs[0].reply.message.kind',
  '{ method: GetProduct, reply: { message: { cm: "${a}", name: "${b}" } } } ⇒ 3:59 json-oneof-conflict stubs[0].reply.message.name',
  '{ method: GetProduct, reply: { message: { ok: "x ${a}" } } } ⇒ 3:51 stub-template stubs[0].reply.message.ok',
  '{ method: GetProduct, reply: { message: { tags: "x ${a}" } } } ⇒ 3:53 stub-template stubs[0].reply.message.tags',
  '{ method: GetProduct, reply: { message: { price: "x ${a}" } } } ⇒ 3:54 stub-template stubs[0].reply.message.price',
  '{ method: GetProduct, reply: { message: { stock: { "${a}": 1 } } } } ⇒ 3:56 stub-template stubs[0].reply.message.stock.${a}',
  '{ method: GetProduct, reply: { status: ABORTED, message: "no ${" } } ⇒ 3:62 stub-template stubs[0].reply.message',
  '{ method: GetProduct, reply: { generated: true, headers: { x: "${" } } } ⇒ 3:67 stub-template stubs[0].reply.headers.x',
  // Faults.
  '{ method: GetProduct, fault: 3 } ⇒ 3:34 stub-wrong-type stubs[0].fault',
  '{ method: GetProduct, fault: {} } ⇒ 3:34 stub-missing-key stubs[0].fault',
  '{ method: GetProduct, fault: { probability: 0.5 } } ⇒ 3:34 stub-missing-key stubs[0].fault',
  '{ method: GetProduct, fault: { probability: 2, stall: true } } ⇒ 3:49 stub-range stubs[0].fault.probability',
  '{ method: GetProduct, fault: { probability: 10%, stall: true } } ⇒ 3:49 stub-wrong-type stubs[0].fault.probability',
  '{ method: GetProduct, fault: { stall: false } } ⇒ 3:43 stub-wrong-type stubs[0].fault.stall',
  '{ method: GetProduct, fault: { stall: true, goaway: true } } ⇒ 3:49 stub-conflict stubs[0].fault.goaway',
  '{ method: GetProduct, fault: { status: OK } } ⇒ 3:36 stub-conflict stubs[0].fault.status',
  '{ method: GetProduct, fault: { stall: true, message: x } } ⇒ 3:49 stub-conflict stubs[0].fault.message',
  '{ method: GetProduct, fault: { stall: true, afterMessages: 2 } } ⇒ 3:49 stub-conflict stubs[0].fault.afterMessages',
  '{ method: GetProduct, fault: { goaway: true, afterMessages: -1 } } ⇒ 3:65 stub-range stubs[0].fault.afterMessages',
  '{ method: GetProduct, fault: { rst_stream: INTERNL } } ⇒ 3:48 stub-unknown-choice stubs[0].fault.rst_stream',
  '{ method: GetProduct, fault: { rst_stream: 14 } } ⇒ 3:48 stub-range stubs[0].fault.rst_stream',
  '{ method: GetProduct, fault: { truncate: 0 } } ⇒ 3:46 stub-range stubs[0].fault.truncate',
  '{ method: GetProduct, fault: { bad_length: 0 } } ⇒ 3:36 stub-range stubs[0].fault.bad_length',
  '{ method: GetProduct, fault: { delay: 3 } } ⇒ 3:43 stub-duration stubs[0].fault.delay',
  '{ method: GetProduct, fault: { delay: { jitter: 1s } } } ⇒ 3:43 stub-missing-key stubs[0].fault.delay.time',
];

test.each(MISUSE)('%s', (line) => {
  const [text, wanted] = line.split(' ⇒ ');
  expect(problems(text!)[0]).toBe(wanted);
});

test('every problem of metadata, delays, templates and faults has a documented code', () => {
  const codes = MISUSE.map((line) => / ⇒ \S+ (\S+)/.exec(line)![1]!).filter((code) => !code.startsWith('json-'));
  expect(codes.filter((code) => !Object.hasOwn(STUB_PROBLEM_CODES, code))).toEqual([]);
});

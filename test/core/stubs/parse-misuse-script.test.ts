import { expect, test } from 'vitest';
import { STUB_PROBLEM_CODES } from '../../../server/stubs/parse-problems.ts';
import { problems } from './parse-schema-text.ts';

/** One stub behind `- `, and the first thing that is wrong with it: `line:column code path` (it begins in 3:5). */
const MISUSE: readonly string[] = [
  // Scripts.
  '{ method: Chat, script: [] } ⇒ 3:29 stub-range stubs[0].script',
  '{ method: Chat, script: { on: open } } ⇒ 3:29 stub-wrong-type stubs[0].script',
  '{ method: Chat, script: [open] } ⇒ 3:30 stub-wrong-type stubs[0].script[0]',
  '{ method: Chat, script: [{ do: [{ after: 1s }] }] } ⇒ 3:30 stub-missing-key stubs[0].script[0]',
  '{ method: Chat, script: [{ on: open }] } ⇒ 3:30 stub-missing-key stubs[0].script[0].do',
  '{ method: Chat, script: [{ on: opens, do: [{ after: 1s }] }] } ⇒ 3:36 stub-unknown-choice stubs[0].script[0].on',
  '{ method: Chat, script: [{ on: open, every: 1s, do: [{ after: 1s }] }] } ⇒ 3:42 stub-conflict stubs[0].script[0].every',
  '{ method: Chat, script: [{ every: 0s, do: [{ after: 1s }] }] } ⇒ 3:32 stub-range stubs[0].script[0].every',
  '{ method: Chat, script: [{ every: 5, do: [{ after: 1s }] }] } ⇒ 3:39 stub-duration stubs[0].script[0].every',
  '{ method: Chat, script: [{ on: open, when: {}, do: [{ after: 1s }] }] } ⇒ 3:42 stub-conflict stubs[0].script[0].when',
  '{ method: Chat, script: [{ on: message, method: Chat, do: [{ after: 1s }] }] } ⇒ 3:45 stub-conflict stubs[0].script[0].method',
  '{ method: Chat, script: [{ on: message, when: { txt: a }, do: [{ after: 1s }] }] } ⇒ 3:53 json-unknown-field stubs[0].script[0].when.txt',
  '{ method: Chat, script: [{ on: call, do: [{ after: 1s }] }] } ⇒ 3:30 stub-missing-key stubs[0].script[0].method',
  '{ method: Chat, script: [{ on: call, method: GetProdct, do: [{ after: 1s }] }] } ⇒ 3:50 stub-unknown-method stubs[0].script[0].method',
  '{ method: Chat, script: [{ on: call, method: GetProduct, when: { txt: a }, do: [{ after: 1s }] }] } ⇒ 3:70 json-unknown-field stubs[0].script[0].when.txt',
  '{ method: Chat, script: [{ on: open, do: [{}] }] } ⇒ 3:47 stub-missing-key stubs[0].script[0].do[0]',
  '{ method: Chat, script: [{ on: open, do: [send] }] } ⇒ 3:47 stub-wrong-type stubs[0].script[0].do[0]',
  '{ method: Chat, script: [{ on: open, do: [{ sned: {} }] }] } ⇒ 3:49 stub-unknown-key stubs[0].script[0].do[0].sned',
  '{ method: Chat, script: [{ on: open, do: [{ send: { txt: a } }] }] } ⇒ 3:57 json-unknown-field stubs[0].script[0].do[0].send.txt',
  '{ method: Chat, script: [{ on: open, do: [{ send: { message: { text: a } } }] }] } ⇒ 3:57 stub-unknown-key stubs[0].script[0].do[0].send.message',
  '{ method: Chat, script: [{ on: open, do: [{ send: { generated: true } }] }] } ⇒ 3:57 stub-unknown-key stubs[0].script[0].do[0].send.generated',
  '{ method: Chat, script: [{ on: open, do: [{ send: {}, end: { status: OK } }] }] } ⇒ 3:59 stub-conflict stubs[0].script[0].do[0].end',
  '{ method: Chat, script: [{ on: open, do: [{ after: 1s, generated: true }] }] } ⇒ 3:60 stub-conflict stubs[0].script[0].do[0].generated',
  '{ method: Chat, script: [{ on: open, do: [{ end: {} }] }] } ⇒ 3:54 stub-missing-key stubs[0].script[0].do[0].end.status',
  '{ method: Chat, script: [{ on: open, do: [{ end: OK }] }] } ⇒ 3:54 stub-wrong-type stubs[0].script[0].do[0].end',
  '{ method: Chat, script: [{ on: open, do: [{ end: { status: BYE } }] }] } ⇒ 3:64 stub-status stubs[0].script[0].do[0].end.status',
  '{ method: Chat, script: [{ on: open, do: [{ end: { status: OK, trailers: { te: a } } }] }] } ⇒ 3:80 stub-metadata stubs[0].script[0].do[0].end.trailers.te',
  '{ method: Chat, script: [{ on: open, do: [{ set: 3 }] }] } ⇒ 3:54 stub-wrong-type stubs[0].script[0].do[0].set',
  '{ method: Chat, script: [{ on: open, do: [{ set: {} }] }] } ⇒ 3:54 stub-range stubs[0].script[0].do[0].set',
  '{ method: Chat, script: [{ on: open, do: [{ set: { a-b: 1 } }] }] } ⇒ 3:56 stub-range stubs[0].script[0].do[0].set.a-b',
  '{ method: Chat, script: [{ on: open, do: [{ set: { request: 1 } }] }] } ⇒ 3:56 stub-range stubs[0].script[0].do[0].set.request',
  '{ method: Chat, script: [{ on: open, do: [{ set: { a: "${" } }] }] } ⇒ 3:59 stub-template stubs[0].script[0].do[0].set.a',
  '{ method: Chat, script: [{ on: open, do: [{ headers: { grpc-x: a } }] }] } ⇒ 3:60 stub-metadata stubs[0].script[0].do[0].headers.grpc-x',
  '{ method: Chat, script: [{ on: open, do: [{ send: {} }, { headers: { x: a } }] }] } ⇒ 3:61 stub-conflict stubs[0].script[0].do[1]',
  '{ method: Chat, script: [{ on: open, do: [{ scenario: { name: a } }] }] } ⇒ 3:59 stub-missing-key stubs[0].script[0].do[0].scenario.to',
  '{ method: Chat, script: [{ on: open, do: [{ end: { status: OK } }, { send: {} }] }] } ⇒ 3:72 stub-conflict stubs[0].script[0].do[1]',
  '{ method: Chat, script: [{ on: cancel, do: [{ send: {} }] }] } ⇒ 3:49 stub-conflict stubs[0].script[0].do[0]',
  '{ method: Chat, script: [{ on: cancel, do: [{ after: 1s, set: { a: 1 } }] }] } ⇒ 3:49 stub-conflict stubs[0].script[0].do[0]',
  '{ method: Chat, script: [{ on: message, do: [{ send: {} }] }, { on: message, when: { text: a }, do: [{ send: {} }] }] } ⇒ 3:67 stub-conflict stubs[0].script[1]',
  '{ method: Chat, script: [{ on: call, method: GetProduct, do: [{ send: {} }] }, { on: call, method: GetProduct, do: [{ send: {} }] }] } ⇒ 3:84 stub-conflict stubs[0].script[1]',
  '{ method: Upload, script: [{ on: half_close, do: [{ send: {} }, { send: {} }] }] } ⇒ 3:69 stub-kind stubs[0].script[0].do[1]',
];

test.each(MISUSE)('%s', (line) => {
  const [text, wanted] = line.split(' ⇒ ');
  expect(problems(text!)[0]).toBe(wanted);
});

test('every problem of scripts has a documented code', () => {
  const codes = MISUSE.map((line) => / ⇒ \S+ (\S+)/.exec(line)![1]!).filter((code) => !code.startsWith('json-'));
  expect(codes.filter((code) => !Object.hasOwn(STUB_PROBLEM_CODES, code))).toEqual([]);
});

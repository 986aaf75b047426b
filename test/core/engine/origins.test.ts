import { expect, test } from 'vitest';
import type { OriginEntry } from '../../../server/contract/origin.ts';
import type { AnsweredBy } from '../../../server/contract/traffic.ts';
import { encodeJson } from '../../../server/codec/encode-json.ts';
import { createEngine } from '../../../server/engine/engine.ts';
import { originsOf, type OriginQuestion } from '../../../server/engine/origins.ts';
import { parseHints } from '../../../server/generate/hints-file.ts';
import type { Step } from '../../../server/engine/conversation.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { emptyWorld } from '../../support/empty-world.ts';

const schema = schemaFrom(`
  syntax = "proto3"; package shop;
  import "google/protobuf/timestamp.proto";
  import "google/type/latlng.proto";
  message QuoteRequest { string city = 1; repeated string skus = 2; Contact contact = 3; int32 page_size = 4; }
  message Contact { string email = 1; string remark = 2; }
  message QuoteReply {
    string city = 1; Contact contact = 2; repeated Line lines = 3; double total = 4; string quux = 5;
    google.protobuf.Timestamp create_time = 6; google.type.LatLng spot = 7; map<string, string> labels = 8;
    oneof how { string phone = 9; int32 slot = 10; } int32 line_count = 11; Mood mood = 12; string carrier = 13;
  }
  enum Mood { MOOD_UNSPECIFIED = 0; CALM = 1; LOUD = 2; }
  message Line { string sku = 1; int32 quantity = 2; double price = 3; }
  message Chunk { bytes data = 1; string name = 2; }
  message Sum { int64 size_bytes = 1; int32 chunk_count = 2; string remark = 3; }
  message Say { string room = 1; string text = 2; int32 sequence = 3; }
  message Tick { string city = 1; int32 index = 2; double price = 3; }
  service Shop {
    rpc Quote(QuoteRequest) returns (QuoteReply);
    rpc Upload(stream Chunk) returns (Sum);
    rpc Chat(stream Say) returns (stream Say);
    rpc Ticks(QuoteRequest) returns (stream Tick);
  }`);

const { hints } = parseHints('hints: [{ field: "*.carrier", values: [DHL, UPS] }]', 'understudy.hints.yaml');

/** Plays a call, and says of an answer where its values come from. */
function ask(name: string, requests: readonly object[], more: Partial<OriginQuestion> = {}) {
  const method = schema.method(`/shop.Shop/${name}`)!;
  const world = emptyWorld();
  const engine = createEngine({
    seed: 'seed',
    random: null,
    strict: false,
    now: () => 0,
    world,
    hints: { current: hints },
  });
  const conversation = engine.open(method, []);
  const steps: Step[] = [...conversation.opening.steps];
  let answeredBy: AnsweredBy | undefined;
  const sent = requests.map((value, index) => {
    const encoded = encodeJson(method.desc.input, JSON.stringify(value), method.types);
    if ('problems' in encoded) throw new Error(JSON.stringify(encoded.problems));
    const turn = conversation.receive(encoded.bytes);
    answeredBy = turn.answeredBy ?? answeredBy;
    steps.push(...turn.steps);
    return { index: index + 1, bytes: encoded.bytes };
  });
  const turn = conversation.halfClose();
  steps.push(...turn.steps);
  answeredBy = turn.answeredBy ?? answeredBy;
  const answers = steps.flatMap((step) => (step.do === 'message' ? [step.bytes] : []));
  const index = more.index ?? 1;
  const question: OriginQuestion = {
    method,
    seed: 'seed',
    direction: 'down',
    index,
    message: answers[index - 1]!,
    requests: sent,
    answeredBy,
    hints,
    world,
    ...more,
  };
  const origins = originsOf(question)!;
  const by = (path: string): OriginEntry['origin'] | undefined =>
    origins.values.find((entry) => entry.path === path)?.origin;
  return { origins, by, answers };
}

test('each value of a generated answer says where it comes from', () => {
  const { origins, by } = ask('Quote', [{ city: 'Oslo', skus: ['A', 'B'], contact: { email: 'me@example.com' } }]);
  expect(origins).toMatchObject({ type: 'shop.QuoteReply', seed: 'seed', more: false });
  expect(by('city')).toEqual({ by: 'echo', field: 'city' });
  expect(by('contact.email')).toEqual({ by: 'echo', field: 'contact.email' });
  expect(by('lines[0].sku')).toEqual({ by: 'echo', field: 'skus' });
  expect(by('lines[0].quantity')).toEqual({ by: 'hint', hint: 'quantity' });
  expect(by('total')).toMatchObject({ by: 'agreement' });
  expect(by('quux')).toEqual({ by: 'type', type: 'string' });
  expect(by('createTime')).toEqual({ by: 'hint', hint: 'created time' });
  expect(by('spot.latitude')).toEqual({ by: 'type', type: 'google.type.LatLng' });
  expect(by('lineCount')).toEqual({ by: 'agreement', with: 'lines' });
  expect(by('mood')).toEqual({ by: 'type', type: 'shop.Mood' });
  expect(by('carrier')).toEqual({ by: 'hints-file', file: 'understudy.hints.yaml', line: 1, pattern: '*.carrier' });
  expect(origins.values.map(({ origin }) => origin.by)).not.toContain('unknown');
  expect(origins.values.some(({ path }) => /^labels\["\w+"\]$/.test(path))).toBe(true);
});

test('in all four kinds of call', () => {
  const upload = ask('Upload', [{ data: 'aGVsbG8=', name: 'a' }, { data: 'aGVsbG8=' }]);
  expect(upload.by('sizeBytes')).toEqual({ by: 'server', what: 'bytes received' });
  expect(upload.by('chunkCount')).toEqual({ by: 'server', what: 'messages received' });
  const said = [
    { room: 'r1', text: 'one' },
    { room: 'r1', text: 'two' },
    { room: 'r2', text: 'three' },
  ];
  const chat = ask('Chat', said, { index: 2 });
  expect(chat.by('room')).toEqual({ by: 'echo', field: 'room' });
  expect(chat.by('text')).toEqual({ by: 'hint', hint: 'chat' });
  expect(chat.by('sequence')).toEqual({ by: 'server', what: 'place in the stream' });
  const ticks = ask('Ticks', [{ city: 'Rome' }], { index: 3 });
  expect(ticks.by('city')).toEqual({ by: 'echo', field: 'city' });
  expect(ticks.by('index')).toEqual({ by: 'server', what: 'place in the stream' });
  expect(ticks.by('price')).toEqual({ by: 'hint', hint: 'price' });
});

test('a value that does not come out the same has no origin that it does not have', () => {
  const { answers } = ask('Quote', [{ city: 'Oslo' }]);
  const { by } = ask('Quote', [{ city: 'Oslo' }], { message: answers[0]!, hints: undefined });
  expect(by('carrier')).toEqual({ by: 'unknown' });
  expect(by('city')).toEqual({ by: 'echo', field: 'city' });
  const other = ask('Quote', [{ city: 'Oslo' }], { message: answers[0]!, seed: 'another' });
  expect(other.by('city')).toEqual({ by: 'echo', field: 'city' });
  expect(other.by('quux')).toEqual({ by: 'unknown' });
});

test('where requests are gone nothing is claimed', () => {
  const { by } = ask('Upload', [{ data: 'aGVsbG8=' }, { data: 'aGVsbG8=' }], {
    requests: [{ index: 2, bytes: new Uint8Array() }],
  });
  expect(by('chunkCount')).toEqual({ by: 'unknown' });
});

test('a request is what the client said, or the example of the page', () => {
  const method = schema.method('/shop.Shop/Quote')!;
  const engine = createEngine({ seed: 'seed', random: null, strict: false, now: () => 0, world: emptyWorld() });
  const encoded = encodeJson(method.desc.input, engine.example(method).json, method.types) as { bytes: Uint8Array };
  const example = ask('Quote', [{}], { direction: 'up', message: encoded.bytes, hints: undefined });
  expect(example.by('city')).toEqual({ by: 'hint', hint: 'city' });
  const typed = encodeJson(method.desc.input, '{"city":"Oslo"}', method.types) as { bytes: Uint8Array };
  expect(ask('Quote', [{}], { direction: 'up', message: typed.bytes }).by('city')).toEqual({ by: 'client' });
});

test('at most 5,000 values are listed', () => {
  const method = schema.method('/shop.Shop/Quote')!;
  const skus = Array.from({ length: 6_000 }, (_, index) => String(index));
  const { bytes } = encodeJson(method.desc.input, JSON.stringify({ skus }), method.types) as { bytes: Uint8Array };
  const { origins } = ask('Quote', [{}], { direction: 'up', message: bytes });
  expect(origins.values).toHaveLength(5_000);
  expect(origins.more).toBe(true);
});

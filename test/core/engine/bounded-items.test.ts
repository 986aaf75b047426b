import { expect, test } from 'vitest';
import { decodeJson } from '../../../server/codec/decode-json.ts';
import { encodeJson } from '../../../server/codec/encode-json.ts';
import { createEngine } from '../../../server/engine/engine.ts';
import { World } from '../../../server/world/world.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const schema = schemaFrom(`
  syntax = "proto3"; package t;
  import "google/protobuf/timestamp.proto"; import "google/protobuf/duration.proto";
  enum Severity { SEVERITY_UNKNOWN = 0; DEBUG = 1; INFO = 2; WARNING = 3; ERROR = 4; CRITICAL = 5; }
  message LogEntry { string host = 1; Severity severity = 2; int32 size = 3; google.protobuf.Timestamp timestamp = 4; google.protobuf.Timestamp received_at = 5; double score = 6; }
  message Range {
    Severity min_severity = 1; google.protobuf.Timestamp start_time = 2; google.protobuf.Timestamp end_time = 3;
    int32 min_size = 4; int32 max_size = 5; repeated Severity severities = 6; double min_score = 7; double max_score = 8;
  }
  message SearchLogsResponse { repeated LogEntry entries = 1; }
  message Point { google.protobuf.Timestamp timestamp = 1; double value = 2; }
  message Series { string metric = 1; repeated Point points = 2; }
  message QueryRequest { string metric = 1; google.protobuf.Timestamp start = 2; google.protobuf.Timestamp end = 3; google.protobuf.Duration step = 4; }
  message QueryResponse { repeated Series series = 1; }
  service Logs {
    rpc SearchLogs(Range) returns (SearchLogsResponse);
    rpc StreamLogs(Range) returns (stream LogEntry);
    rpc QueryMetrics(QueryRequest) returns (QueryResponse);
  }
`);

type Json = Readonly<Record<string, unknown>>;

function answers(name: string, request: Json, seed = 's'): readonly Json[] {
  const method = schema.method(`/t.Logs/${name}`)!;
  const world = new World({ now: () => 0, strict: false });
  const engine = createEngine({ seed, random: null, strict: false, now: () => 0, world });
  const encoded = encodeJson(method.desc.input, JSON.stringify(request), method.types);
  if ('problems' in encoded) throw new Error(JSON.stringify(encoded.problems));
  const conversation = engine.open(method, []);
  conversation.receive(encoded.bytes);
  return conversation
    .halfClose()
    .steps.flatMap((step) =>
      step.do === 'message' ? [JSON.parse(decodeJson(method.desc.output, step.bytes, method.types).json!) as Json] : [],
    );
}
const SEVERITIES = ['SEVERITY_UNKNOWN', 'DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'];
const time = (value: unknown): number => Date.parse(String(value));
const entries = (name: string, request: Json, seed: string): readonly Json[] =>
  name === 'StreamLogs'
    ? answers(name, request, seed)
    : (answers(name, request, seed)[0]!['entries'] as readonly Json[]);

const DEMANDS: readonly (readonly [string, Json, (entry: Json) => boolean])[] = [
  ['a least value of an enum', { minSeverity: 'ERROR' }, ({ severity }) => SEVERITIES.indexOf(String(severity)) >= 4],
  [
    'any of some values',
    { severities: ['INFO', 'CRITICAL'] },
    ({ severity }) => severity === 'INFO' || severity === 'CRITICAL',
  ],
  [
    'two bounds of a number',
    { minSize: 70_001, maxSize: 70_004 },
    ({ size }) => Number(size) >= 70_001 && Number(size) <= 70_004,
  ],
  [
    'bounds of a fraction',
    { minScore: 0.25, maxScore: 0.5 },
    ({ score }) => Number(score) >= 0.25 && Number(score) <= 0.5,
  ],
  [
    'a span of time',
    { startTime: '2025-01-01T00:00:00Z', endTime: '2025-01-01T01:00:00Z' },
    ({ timestamp }) =>
      time(timestamp) >= time('2025-01-01T00:00:00Z') && time(timestamp) < time('2025-01-01T01:00:00Z'),
  ],
  [
    'a beginning that lies ahead',
    { startTime: '2030-01-01T00:00:00Z' },
    ({ timestamp }) => time(timestamp) >= time('2030-01-01T00:00:00Z'),
  ],
];

test.each(['SearchLogs', 'StreamLogs'].flatMap((name) => DEMANDS.map((demand) => [name, ...demand] as const)))(
  '%s keeps %s, though nothing is remembered of what it tells',
  (name, _, request, holds) => {
    for (const seed of ['1', '2', '3', '4', '5']) {
      const found = entries(name, request, seed);
      expect(found.length).toBeGreaterThan(0);
      expect(found.filter((entry) => !holds(entry))).toEqual([]);
    }
  },
);

test('moments are told in their order, and what belongs to them moves along', () => {
  const before = entries('StreamLogs', {}, 's');
  const moved = entries('StreamLogs', { endTime: '2025-01-02T00:00:00Z' }, 's');
  const times = moved.map(({ timestamp }) => time(timestamp));
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(new Set(times).size).toBe(times.length);
  const lag = ({ timestamp, receivedAt }: Json): number => time(receivedAt) - time(timestamp);
  expect(moved.every((entry) => Math.abs(lag(entry)) < 86_400_000 * 400)).toBe(true);
  expect(before.length).toBeGreaterThan(0);
});

test('points of a series stand at the steps that were asked for', () => {
  const [answer] = answers('QueryMetrics', {
    metric: 'cpu',
    start: '2025-01-01T00:00:00Z',
    end: '2025-01-01T01:00:00Z',
    step: '60s',
  });
  for (const { points } of answer!['series'] as readonly { readonly points: readonly Json[] }[])
    expect(points.map(({ timestamp }) => time(timestamp) - time('2025-01-01T00:00:00Z'))).toEqual(
      points.map((_, index) => index * 60_000),
    );
});

test('what fits is left as it is', () => {
  expect(entries('SearchLogs', { minSize: -1 }, 's').length).toBeGreaterThan(0);
  const free = entries('StreamLogs', {}, 's');
  expect(free.some(({ severity }) => SEVERITIES.indexOf(String(severity)) < 4)).toBe(true);
});

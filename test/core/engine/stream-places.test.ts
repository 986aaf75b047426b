import { expect, test } from 'vitest';
import { decodeJson } from '../../../server/codec/decode-json.ts';
import { encodeJson } from '../../../server/codec/encode-json.ts';
import { createEngine } from '../../../server/engine/engine.ts';
import { emptyWorld } from '../../support/empty-world.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const schema = schemaFrom(`
  syntax = "proto3"; package t;
  message UploadChunk { bytes data = 1; int64 offset = 2; bool last = 3; }
  message UploadSummary { int64 bytes_received = 1; int32 chunks_received = 2; }
  message DownloadRequest { string version = 1; }
  message Chunk { bytes data = 1; bool last = 2; bool eof = 3; }
  service S {
    rpc Upload(stream UploadChunk) returns (UploadSummary);
    rpc Download(DownloadRequest) returns (stream Chunk);
  }
`);

function answers(name: 'Upload' | 'Download', seed: string, ...requests: readonly object[]): Record<string, unknown>[] {
  const method = schema.method(`/t.S/${name}`)!;
  const conversation = createEngine({ seed, random: null, strict: false, now: () => 0, world: emptyWorld() }).open(
    method,
    [],
  );
  const turns = requests.map((request) => {
    const encoded = encodeJson(method.desc.input, JSON.stringify(request), method.types);
    if ('problems' in encoded) throw new Error(JSON.stringify(encoded.problems));
    return conversation.receive(encoded.bytes);
  });
  return [...turns, conversation.halfClose()].flatMap(({ steps }) =>
    steps.flatMap((step) =>
      step.do === 'message'
        ? [JSON.parse(decodeJson(method.desc.output, step.bytes, method.types).json!) as Record<string, unknown>]
        : [],
    ),
  );
}

test('bytes received are bytes, and other things received are messages', () => {
  const data = Buffer.alloc(1000).toString('base64');
  expect(answers('Upload', 'seed', { data }, { data, offset: '1000' }, { data, last: true })).toEqual([
    { bytesReceived: '3000', chunksReceived: 3 },
  ]);
});

test.each(['one', 'two', 'three'])('only the last message of a stream says that it is the last: seed %s', (seed) => {
  const chunks = answers('Download', seed, { version: '1' });
  expect(chunks.length).toBeGreaterThan(1);
  const ends = chunks.map(({ last, eof }) => [last ?? false, eof ?? false]);
  expect(ends).toEqual(chunks.map((_, at) => [at === chunks.length - 1, at === chunks.length - 1]));
});

import { isFieldSet, type DescMessage } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { generateMessage } from '../../../server/generate/generate-message.ts';
import { textKey } from '../../../server/generate/hash.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const schema = schemaFrom(`syntax = "proto3"; package p;
  import "google/protobuf/wrappers.proto"; import "google/protobuf/timestamp.proto"; import "google/api/field_behavior.proto";
  message Order {
    optional string id = 1; optional string memo = 2; optional Part part = 3; google.protobuf.StringValue remark = 4;
    Part main = 5; Part discount = 6; google.protobuf.Timestamp create_time = 7; string plain = 8;
    optional int32 must = 9 [(google.api.field_behavior) = REQUIRED]; Part maybe = 10 [(google.api.field_behavior) = OPTIONAL];
    optional google.protobuf.Timestamp shipped_at = 11;
  }
  message Part { int32 size = 1; }
  service S { rpc Do(Order) returns (Order); }`);

test('what may be absent is absent in a share of the messages, and what identifies or is demanded never is', () => {
  const desc = schema.type('p.Order') as DescMessage; // it is in the text above
  const { types } = schema.method('/p.S/Do')!;
  const seed = textKey('seed');
  const all = Array.from({ length: 200 }, (_, index) =>
    generateMessage(desc, { types, seed, key: textKey(`order ${index}`, seed) }),
  );
  const share = (name: string): number =>
    all.filter(
      (message) =>
        !isFieldSet(
          message,
          desc.fields.find((field) => field.name === name)!,
        ),
    ).length / all.length;
  for (const name of ['id', 'main', 'create_time', 'plain', 'must']) expect([name, share(name)]).toEqual([name, 0]);
  for (const name of ['memo', 'part', 'remark', 'discount', 'maybe', 'shipped_at']) {
    expect(share(name), name).toBeGreaterThan(0.08);
    expect(share(name), name).toBeLessThan(0.5);
  }
});

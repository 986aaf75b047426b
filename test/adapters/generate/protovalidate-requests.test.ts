import { create, fromBinary, toBinary, type DescMessage } from '@bufbuild/protobuf';
import { base64Decode } from '@bufbuild/protobuf/wire';
import { expect, test } from 'vitest';
import type { Turn } from '../../../server/engine/conversation.ts';
import { createEngine } from '../../../server/engine/engine.ts';
import { loadRulesLibrary } from '../../../server/rules/library.ts';
import { emptyWorld } from '../../support/empty-world.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const schema = schemaFrom(`syntax = "proto3"; package p;
  import "buf/validate/validate.proto"; import "validate/validate.proto"; import "google/rpc/error_details.proto"; import "google/rpc/status.proto";
  message Line { uint32 quantity = 1 [(buf.validate.field).uint32 = {gt: 0, lte: 9}]; }
  message Order {
    string customer_email = 1 [(buf.validate.field).string.email = true];
    repeated Line lines = 2 [(buf.validate.field).repeated.min_items = 1];
    string code = 3 [(validate.rules).string = {len: 3}];
  }
  message Reply { google.rpc.BadRequest details = 1; google.rpc.Status status = 2; }
  service S { rpc Place(Order) returns (Reply); rpc PlaceAll(stream Order) returns (Reply); rpc Talk(stream Order) returns (stream Reply); }`);
const order = schema.type('p.Order') as DescMessage; // a message of the schema

function ask(
  path: string,
  fields: Record<string, unknown>,
  validate = true,
): { status: number; message: string; violations: readonly string[] } {
  const engine = createEngine({ seed: 's', random: null, strict: false, now: () => 0, world: emptyWorld(), validate });
  const call = engine.open(schema.method(path)!, []);
  const turns: Turn[] = [call.receive(toBinary(order, create(order, fields))), call.halfClose()];
  const end = turns.flatMap(({ steps }) => steps).find((step) => step.do === 'end')!;
  if (end.do !== 'end') throw new Error('no end');
  const bin = end.trailers.find(({ key }) => key === 'grpc-status-details-bin')?.value;
  const status = schema.type('google.rpc.Status') as DescMessage; // as above
  const badRequest = schema.type('google.rpc.BadRequest') as DescMessage; // as above
  const { details } = (bin ? fromBinary(status, base64Decode(bin)) : { details: [] }) as unknown as {
    details: { value: Uint8Array }[];
  };
  const violations = details.flatMap(({ value }) => {
    const { fieldViolations } = fromBinary(badRequest, value) as unknown as {
      fieldViolations: { field: string; description: string }[];
    };
    return fieldViolations.map(({ field, description }) => `${field}: ${description}`);
  });
  return { status: end.status.code, message: end.status.message, violations };
}

const GOOD = { customerEmail: 'a@example.com', lines: [{ $typeName: 'p.Line', quantity: 2 }], code: 'abc' };
const BAD = { customerEmail: 'nobody', lines: [{ $typeName: 'p.Line', quantity: 10 }], code: 'abcd' };

test('with validation, a request that breaks rules is refused with each field and its rule', async () => {
  await loadRulesLibrary();
  const { status, message, violations } = ask('/p.S/Place', BAD);
  expect(status).toBe(3);
  expect(message).toContain(
    'The request to /p.S/Place breaks the rules of its schema: customerEmail must be a valid email address',
  );
  expect(violations).toEqual([
    'customerEmail: must be a valid email address [string.email]',
    expect.stringContaining('lines[0].quantity: '),
    'code: breaks string.len [string.len]',
  ]);
});

test('a request that keeps the rules is answered, and without validation every request is', async () => {
  await loadRulesLibrary();
  expect(ask('/p.S/Place', GOOD).status).toBe(0);
  expect(ask('/p.S/Place', BAD, false).status).toBe(0);
});

test('each message of a stream is looked at', async () => {
  await loadRulesLibrary();
  expect(ask('/p.S/PlaceAll', { ...GOOD, lines: [] })).toMatchObject({
    status: 3,
    violations: [expect.stringContaining('lines: ')],
  });
  expect(ask('/p.S/Talk', BAD).status).toBe(3);
});

import { describe, expect, test } from 'vitest';
import { decodeJson } from '../../../server/codec/decode-json.ts';
import { encodeJson } from '../../../server/codec/encode-json.ts';
import { createEngine } from '../../../server/engine/engine.ts';
import { operationsOf } from '../../../server/world/operations.ts';
import { World } from '../../../server/world/world.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const OPERATIONS = `
  syntax = "proto3";
  package google.longrunning;
  import "google/protobuf/any.proto";
  import "google/protobuf/duration.proto";
  import "google/protobuf/empty.proto";
  import "google/protobuf/descriptor.proto";
  import "google/rpc/status.proto";
  extend google.protobuf.MethodOptions { OperationInfo operation_info = 1049; }
  message OperationInfo { string response_type = 1; string metadata_type = 2; }
  message Operation {
    string name = 1; google.protobuf.Any metadata = 2; bool done = 3;
    oneof result { google.rpc.Status error = 4; google.protobuf.Any response = 5; }
  }
  message GetOperationRequest { string name = 1; }
  message ListOperationsRequest { string name = 4; string filter = 1; int32 page_size = 2; string page_token = 3; }
  message ListOperationsResponse { repeated Operation operations = 1; string next_page_token = 2; }
  message CancelOperationRequest { string name = 1; }
  message DeleteOperationRequest { string name = 1; }
  message WaitOperationRequest { string name = 1; google.protobuf.Duration timeout = 2; }
  service Operations {
    rpc ListOperations(ListOperationsRequest) returns (ListOperationsResponse);
    rpc GetOperation(GetOperationRequest) returns (Operation);
    rpc DeleteOperation(DeleteOperationRequest) returns (google.protobuf.Empty);
    rpc CancelOperation(CancelOperationRequest) returns (google.protobuf.Empty);
    rpc WaitOperation(WaitOperationRequest) returns (Operation);
  }
`;
const schema = schemaFrom({
  'google/longrunning/operations.proto': OPERATIONS,
  'test.proto': `
    syntax = "proto3";
    package t.v1;
    import "google/api/resource.proto";
    import "google/longrunning/operations.proto";
    import "google/protobuf/timestamp.proto";
    message Disk {
      option (google.api.resource) = { type: "t.example.com/Disk" pattern: "projects/{project}/locations/{location}/disks/{disk}" };
      string name = 1; int32 gigabytes = 2;
    }
    message GetDiskRequest { string name = 1; }
    message CreateDiskRequest { string parent = 1; Disk disk = 2; string disk_id = 3; }
    message DeleteDiskRequest { string name = 1; }
    message ResizeDiskRequest { string name = 1; int32 gigabytes = 2; }
    message DiskMetadata {
      enum State { STATE_UNSPECIFIED = 0; RUNNING = 1; SUCCEEDED = 2; CANCELLED = 3; }
      google.protobuf.Timestamp create_time = 1; google.protobuf.Timestamp end_time = 2; string target = 3; string verb = 4;
      int32 progress_percent = 5; State state = 6; bool requested_cancellation = 7;
    }
    service Disks {
      rpc GetDisk(GetDiskRequest) returns (Disk);
      rpc CreateDisk(CreateDiskRequest) returns (google.longrunning.Operation) {
        option (google.longrunning.operation_info) = { response_type: "Disk" metadata_type: "DiskMetadata" };
      }
      rpc DeleteDisk(DeleteDiskRequest) returns (google.longrunning.Operation) {
        option (google.longrunning.operation_info) = { response_type: "google.protobuf.Empty" metadata_type: "DiskMetadata" };
      }
    }
  `,
});

type Json = Record<string, unknown>;
const PARENT = 'projects/p/locations/l';
const OPS = '/google.longrunning.Operations/';

function mock(strict = false) {
  let time = 1_000_000;
  const world = new World({ now: () => time, strict });
  const engine = createEngine({ seed: 'seed', random: null, strict: false, now: () => time, world });
  const call = (path: string, request: Json): Json => {
    const method = schema.method(path)!;
    const encoded = encodeJson(method.desc.input, JSON.stringify(request), method.types);
    if ('problems' in encoded) throw new Error(JSON.stringify(encoded.problems));
    const conversation = engine.open(method, []);
    conversation.receive(encoded.bytes);
    const { steps } = conversation.halfClose();
    const message = steps.find((step) => step.do === 'message');
    const end = steps.find((step) => step.do === 'end')!;
    if (!message) return { end: end.status.name };
    const { json } = decodeJson(method.desc.output, message.bytes, schema.method('/t.v1.Disks/CreateDisk')!.types);
    return { ...(JSON.parse(json!) as Json), ...(message.afterMs > 0 ? { afterMs: message.afterMs } : {}) };
  };
  return {
    world,
    call,
    later: (millis: number) => void (time += millis),
    create: (id = 'd1'): Json => call('/t.v1.Disks/CreateDisk', { parent: PARENT, diskId: id, disk: { gigabytes: 7 } }),
  };
}

describe('an operation', () => {
  test('is under way at first, and ends with the entity', () => {
    const { call, create, later } = mock();
    const begun = create();
    expect(begun['name']).toMatch(/^projects\/p\/locations\/l\/operations\/[\da-f]{16}$/);
    expect(begun['done']).toBeUndefined();
    expect(begun['metadata']).toMatchObject({
      '@type': 'type.googleapis.com/t.v1.DiskMetadata',
      createTime: '2026-09-01T09:00:00Z',
      target: `${PARENT}/disks/d1`,
      verb: 'create',
      state: 'RUNNING',
    });
    expect(begun['metadata']).not.toHaveProperty('endTime');
    // What it makes is there at once.
    expect(call('/t.v1.Disks/GetDisk', { name: `${PARENT}/disks/d1` })).toMatchObject({ gigabytes: 7 });

    later(1_000);
    const under = call(`${OPS}GetOperation`, { name: begun['name'] });
    expect(under['done']).toBeUndefined();
    expect((under['metadata'] as Json)['progressPercent']).toBeGreaterThan(10);
    later(4_000);
    expect(call(`${OPS}GetOperation`, { name: begun['name'] })).toMatchObject({
      name: begun['name'],
      done: true,
      metadata: {
        state: 'SUCCEEDED',
        progressPercent: 100,
        endTime: expect.stringMatching(/^2026-09-01T09:00:0[2-5]/),
      },
      response: { '@type': 'type.googleapis.com/t.v1.Disk', name: `${PARENT}/disks/d1`, gigabytes: 7 },
    });
  });

  test('that deletes ends with nothing', () => {
    const { call, create, later } = mock();
    create();
    const begun = call('/t.v1.Disks/DeleteDisk', { name: `${PARENT}/disks/d1` });
    later(6_000);
    expect(call(`${OPS}GetOperation`, { name: begun['name'] })).toMatchObject({
      done: true,
      response: { '@type': 'type.googleapis.com/google.protobuf.Empty' },
    });
    expect(call('/t.v1.Disks/GetDisk', { name: `${PARENT}/disks/d1` })).toEqual({ end: 'NOT_FOUND' });
  });

  test('can be cancelled until it is done', () => {
    const { call, create, later } = mock();
    const [first, second] = [create('d1'), create('d2')];
    later(1_000);
    call(`${OPS}CancelOperation`, { name: first['name'] });
    later(10_000);
    call(`${OPS}CancelOperation`, { name: second['name'] });
    expect(call(`${OPS}GetOperation`, { name: first['name'] })).toMatchObject({
      done: true,
      error: { code: 1 },
      metadata: { state: 'CANCELLED', requestedCancellation: true },
    });
    expect(call(`${OPS}GetOperation`, { name: second['name'] })).toMatchObject({ response: { gigabytes: 7 } });
  });

  test('can be waited for, no longer than the client wants', () => {
    const { call, create, later } = mock();
    const { name } = create();
    const short = call(`${OPS}WaitOperation`, { name, timeout: '1.5s' });
    expect(short).toMatchObject({ afterMs: 1_500 });
    expect(short['done']).toBeUndefined();
    const whole = call(`${OPS}WaitOperation`, { name });
    expect(whole).toMatchObject({ done: true, response: { gigabytes: 7 } });
    expect(whole['afterMs']).toBeGreaterThanOrEqual(2_000);
    later(10_000);
    expect(call(`${OPS}WaitOperation`, { name, timeout: '60s' })).not.toHaveProperty('afterMs');
  });

  test('is listed where it lies, in pages, the oldest first', () => {
    const { call, create, later } = mock();
    const names = ['d1', 'd2', 'd3'].map((id) => {
      later(1);
      return create(id)['name'];
    });
    const page = call(`${OPS}ListOperations`, { name: PARENT, pageSize: 2 });
    const rest = call(`${OPS}ListOperations`, { name: PARENT, pageSize: 2, pageToken: page['nextPageToken'] });
    expect([...(page['operations'] as Json[]), ...(rest['operations'] as Json[])].map(({ name }) => name)).toEqual(
      names,
    );
    expect(call(`${OPS}ListOperations`, { name: 'projects/other/locations/l' })).toEqual({});
    expect(
      (call(`${OPS}ListOperations`, { name: 'projects/-/locations/-/operations' })['operations'] as Json[]).length,
    ).toBe(3);
  });

  test('that was deleted is gone; one that nobody began follows from the seed, or is NOT_FOUND in a strict world', () => {
    const { call, create } = mock();
    const { name } = create();
    call(`${OPS}DeleteOperation`, { name });
    expect(call(`${OPS}GetOperation`, { name })).toEqual({ end: 'NOT_FOUND' });
    expect(call(`${OPS}GetOperation`, { name: 'operations/x' })).toMatchObject({ name: 'operations/x' });
    expect(mock(true).call(`${OPS}GetOperation`, { name: 'operations/x' })).toEqual({ end: 'NOT_FOUND' });
  });

  test('has the same name in the same order of calls, and is forgotten by a reset', () => {
    const [one, two] = [mock(), mock()];
    expect([one.create('a')['name'], one.create('b')['name']]).toEqual([
      two.create('a')['name'],
      two.create('b')['name'],
    ]);
    one.world.reset();
    expect(one.call(`${OPS}ListOperations`, {})).toEqual({});
  });

  test('takes the place of the oldest where a thousand are kept', () => {
    const store = operationsOf(new World({ now: () => 0, strict: false }));
    for (let index = 0; index <= 1_000; index++)
      store.begin({ name: `operations/${index}`, startedAt: 0, takes: 1, response: undefined, metadata: undefined });
    expect(store.list('')).toHaveLength(1_000);
    expect([store.get('operations/0'), store.get('operations/1')?.name]).toEqual([undefined, 'operations/1']);
  });
});

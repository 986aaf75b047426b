import { expect, test } from 'vitest';
import { planLines } from '../../support/plan-text.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const HEAD = 'syntax = "proto3"; package t;\n';

/** Ways of writing that a new user came with: what it is, proto text, the methods and what they do. */
const CASES: readonly (readonly [string, string, readonly string[]])[] = [
  [
    'whatever a method is called, one that names a thing and answers with it works on it; reads and copies do not',
    `
    message Device { string device_id = 1; string model = 2; map<string, string> tags = 3; }
    message DeviceRef { string device_id = 1; }
    message SetTagsRequest { string device_id = 1; map<string, string> tags = 2; }
    message CloneDeviceRequest { string device_id = 1; string new_model = 2; }
    service Fleet {
      rpc GetDevice(DeviceRef) returns (Device);
      rpc SetTags(SetTagsRequest) returns (Device);
      rpc Blink(DeviceRef) returns (Device);
      rpc GetTwin(DeviceRef) returns (Device);
      rpc CloneDevice(CloneDeviceRequest) returns (Device);
    }
    `,
    [
      'GetDevice: get Device#device_id | id=device_id | entity=.',
      'SetTags: act Device#device_id | id=device_id | entity=.',
      'Blink: act Device#device_id | id=device_id | entity=.',
      'GetTwin: -',
      'CloneDevice: -',
    ],
  ],
  [
    'what is requested, provisioned or started is there afterwards',
    `
    message Job { string job_id = 1; string group_id = 2; string version = 3; int32 done = 4; }
    message JobRef { string job_id = 1; }
    message StartRequest { string group_id = 1; string version = 2; }
    message StopRequest { string group_id = 1; }
    service Jobs {
      rpc GetUpdateJob(JobRef) returns (Job);
      rpc StartUpdate(StartRequest) returns (Job);
      rpc RequestJob(StartRequest) returns (Job);
      rpc ProvisionJob(StartRequest) returns (Job);
      rpc StopUpdates(StopRequest) returns (Job);
    }
    `,
    [
      'GetUpdateJob: get Job#job_id | id=job_id | entity=.',
      'StartUpdate: -',
      'RequestJob: create Job#job_id | fields=[group_id>group_id version>version] scope=[group_id>group_id] | entity=.',
      'ProvisionJob: create Job#job_id | fields=[group_id>group_id version>version] scope=[group_id>group_id] | entity=.',
      'StopUpdates: -',
    ],
  ],
  [
    'envelopes may carry the suffix of the team; what is in them is the thing',
    `
    message HeaderDTO { string correlationId = 1; }
    message CustomerDTO { int64 customerId = 1; string companyName = 2; }
    message GetCustomerRequestDTO { HeaderDTO header = 1; int64 customerId = 2; }
    message GetCustomerResponseDTO { HeaderDTO header = 1; CustomerDTO customer = 2; }
    service CustomerManagementService { rpc getCustomer(GetCustomerRequestDTO) returns (GetCustomerResponseDTO); }
    `,
    ['getCustomer: get CustomerDTO#customerId | id=customerId | entity=customer'],
  ],
  [
    'without a token in the answer, `after` is the id of something; `continue` in the metadata is a token',
    `
    message Post { string id = 1; string text = 2; }
    message PostRef { string id = 1; }
    message PostsRequest { string before = 1; string after = 2; int32 count = 3; int32 start = 4; }
    message Posts { repeated Post posts = 1; bool has_more = 2; }
    message ListMeta { string continue = 1; }
    message ListOptions { int32 limit = 1; string continue = 2; }
    message PostList { ListMeta metadata = 1; repeated Post items = 2; }
    service PostService {
      rpc GetPost(PostRef) returns (Post);
      rpc GetPosts(PostsRequest) returns (Posts);
      rpc ListPosts(ListOptions) returns (PostList);
    }
    `,
    [
      'GetPost: get Post#id | id=id | entity=.',
      'GetPosts: list Post#id | pageSize=count offset=start | hasMore=has_more list=posts',
      'ListPosts: list Post#id | pageSize=limit pageToken=continue | nextPageToken=metadata.continue list=items',
    ],
  ],
];

test.each(CASES)('%s', (_, proto, lines) => {
  expect(planLines(schemaFrom({ 'test.proto': HEAD + proto }))).toEqual(lines);
});

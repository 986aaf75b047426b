import { expect, test } from 'vitest';
import { schemaFrom } from '../../support/schema-from.ts';
import { worldClient } from '../../support/world-client.ts';

const schema = schemaFrom(`
  syntax = "proto3";
  package erp;
  message RequestHeader { string correlationId = 1; }
  message ResponseHeader { string correlationId = 1; ReturnCode returnCode = 2; string errorMessage = 3; repeated Fault errorDetails = 4; }
  message Fault { string text = 1; }
  enum ReturnCode { RETURN_CODE_ERROR = 0; RETURN_CODE_OK = 7; }
  message Ask { RequestHeader header = 1; int64 id = 2; }
  message TaxResponseDTO { ResponseHeader header = 1; double rate = 2; }
  message Device { string device_id = 1; string model = 2; map<string, string> tags = 3; }
  message DeviceRef { string device_id = 1; RequestHeader header = 2; }
  message GetDeviceResponse { ResponseHeader header = 1; Device device = 2; }
  message SetTags { string device_id = 1; map<string, string> tags = 2; }
  message BuyResp { bool ok = 1; string err = 2; int64 left = 3; }
  service S {
    rpc CalculateTax(Ask) returns (TaxResponseDTO);
    rpc GetDevice(DeviceRef) returns (GetDeviceResponse);
    rpc SetTags(SetTags) returns (Device);
    rpc Buy(Ask) returns (BuyResp);
  }
`);
const client = () => worldClient(schema, 'erp.S');

test.each(['CalculateTax', 'GetDevice'])('the envelope of an answer with OK tells of no errors: %s', (method) => {
  const request = method === 'GetDevice' ? { deviceId: 'd1' } : { id: '5' };
  expect(client().ok(method, { ...request, header: { correlationId: 'c-1' } })['header']).toEqual({
    correlationId: 'c-1',
    returnCode: 'RETURN_CODE_OK',
  });
});

test('what went well has no error beside it', () => {
  const { ok, err } = client().ok('Buy', { id: '5' });
  expect([ok, err]).toEqual([true, undefined]);
});

test('a custom method keeps the map that it is given', () => {
  const fleet = client();
  expect(fleet.ok('SetTags', { deviceId: 'd1', tags: { a: 'b' } })['tags']).toEqual({ a: 'b' });
  expect(fleet.ok('GetDevice', { deviceId: 'd1' })['device']).toMatchObject({ tags: { a: 'b' } });
});

import { expect, test } from 'vitest';
import { schemaFrom } from '../../support/schema-from.ts';
import { worldClient } from '../../support/world-client.ts';
import { planLines } from '../../support/plan-text.ts';

const HEAD = `syntax = "proto3"; package t;
import "google/protobuf/empty.proto";
import "google/protobuf/timestamp.proto";
`;

/** What it is, proto text, the call, and what the thing says then. Things have the id `x`. */
const SETTERS: readonly (readonly [
  string,
  {
    readonly proto: string;
    readonly call: readonly [string, object];
    readonly get: readonly [string, object];
    readonly says: object;
  },
])[] = [
  [
    'new_status is the status',
    {
      proto: `
        enum InvoiceStatus { INVOICE_STATUS_UNSPECIFIED = 0; DRAFT = 1; SENT = 2; PAID = 3; }
        message Invoice { string id = 1; InvoiceStatus status = 2; }
        message GetInvoiceRequest { string id = 1; }
        message ChangeInvoiceStatusRequest { string id = 1; InvoiceStatus new_status = 2; string reason = 3; }
        service Invoices { rpc GetInvoice(GetInvoiceRequest) returns (Invoice); rpc ChangeInvoiceStatus(ChangeInvoiceStatusRequest) returns (Invoice); }`,
      call: ['ChangeInvoiceStatus', { id: 'x', newStatus: 'PAID' }],
      get: ['GetInvoice', { id: 'x' }],
      says: { status: 'PAID' },
    },
  ],
  [
    'replicas lie in the spec, and not where they are observed',
    {
      proto: `
        message Spec { int32 replicas = 1; string image = 2; }
        message Status { int32 replicas = 1; }
        message Deployment { string name = 1; Spec spec = 2; Status status = 3; }
        message GetDeploymentRequest { string name = 1; }
        message ScaleDeploymentRequest { string name = 1; int32 replicas = 2; }
        service Deployments { rpc GetDeployment(GetDeploymentRequest) returns (Deployment); rpc ScaleDeployment(ScaleDeploymentRequest) returns (google.protobuf.Empty); }`,
      call: ['ScaleDeployment', { name: 'x', replicas: 71 }],
      get: ['GetDeployment', { name: 'x' }],
      says: { spec: { replicas: 71 } },
    },
  ],
  [
    'the amount of SetPrice is the price, in cents',
    {
      proto: `
        message Product { string sku = 1; string title = 2; int64 price_cents = 3; int32 stock = 4; }
        message GetProductRequest { string sku = 1; }
        message SetPriceRequest { string sku = 1; int64 amount = 2; }
        service Catalog { rpc GetProduct(GetProductRequest) returns (Product); rpc SetPrice(SetPriceRequest) returns (Product); }`,
      call: ['SetPrice', { sku: 'x', amount: '4711' }],
      get: ['GetProduct', { sku: 'x' }],
      says: { priceCents: '4711' },
    },
  ],
  [
    'what is set to nothing is nothing',
    {
      proto: `
        message Product { string sku = 1; int32 stock = 2; }
        message GetProductRequest { string sku = 1; }
        message SetStockRequest { string sku = 1; int32 quantity = 2; }
        service Catalog { rpc GetProduct(GetProductRequest) returns (Product); rpc SetStock(SetStockRequest) returns (Product); }`,
      call: ['SetStock', { sku: 'x' }],
      get: ['GetProduct', { sku: 'x' }],
      says: { stock: undefined },
    },
  ],
  [
    'an answer may say nothing but that it was done',
    {
      proto: `
        enum Status { STATUS_UNSPECIFIED = 0; OPEN = 1; SHIPPED = 2; }
        message Order { string order_id = 1; Status status = 2; int32 weight = 3; }
        message GetOrderRequest { string order_id = 1; }
        message UpdateOrderStatusRequest { string order_id = 1; Status status = 2; }
        message UpdateOrderStatusResponse { bool success = 1; }
        service Orders { rpc GetOrder(GetOrderRequest) returns (Order); rpc UpdateOrderStatus(UpdateOrderStatusRequest) returns (UpdateOrderStatusResponse); }`,
      call: ['UpdateOrderStatus', { orderId: 'x', status: 'SHIPPED' }],
      get: ['GetOrder', { orderId: 'x' }],
      says: { status: 'SHIPPED' },
    },
  ],
  [
    'the temperature that is aimed at is not the one that is measured',
    {
      proto: `
        message Thermostat { string id = 1; double current_temperature = 2; double target_temperature = 3; }
        message GetThermostatRequest { string id = 1; }
        message SetTemperatureRequest { string thermostat_id = 1; double celsius = 2; }
        service Home { rpc GetThermostat(GetThermostatRequest) returns (Thermostat); rpc SetTemperature(SetTemperatureRequest) returns (Thermostat); }`,
      call: ['SetTemperature', { thermostatId: 'x', celsius: 21.5 }],
      get: ['GetThermostat', { id: 'x' }],
      says: { targetTemperature: 21.5 },
    },
  ],
  [
    'an enum of its own says what it is, whatever it is called',
    {
      proto: `
        enum Role { ROLE_UNSPECIFIED = 0; VIEWER = 1; EDITOR = 2; }
        message Member { string id = 1; string email = 2; Role role = 3; }
        message GetMemberRequest { string id = 1; }
        message PromoteMemberRequest { string member_id = 1; Role to = 2; }
        service Members { rpc GetMember(GetMemberRequest) returns (Member); rpc PromoteMember(PromoteMemberRequest) returns (Member); }`,
      call: ['PromoteMember', { memberId: 'x', to: 'EDITOR' }],
      get: ['GetMember', { id: 'x' }],
      says: { role: 'EDITOR' },
    },
  ],
  [
    'a whole number goes into a larger one',
    {
      proto: `
        message Disk { string id = 1; int64 size_gb = 2; }
        message GetDiskRequest { string id = 1; }
        message ResizeDiskRequest { string disk_id = 1; int32 new_size_gb = 2; }
        service Disks { rpc GetDisk(GetDiskRequest) returns (Disk); rpc ResizeDisk(ResizeDiskRequest) returns (Disk); }`,
      call: ['ResizeDisk', { diskId: 'x', newSizeGb: 500 }],
      get: ['GetDisk', { id: 'x' }],
      says: { sizeGb: '500' },
    },
  ],
];

test.for(SETTERS)('%s', ([, { proto, call, get, says }]) => {
  const schema = schemaFrom(HEAD + proto);
  const client = worldClient(schema, schema.services[0]!.name);
  const before = client.ok(...get);
  client.ok(...call);
  const after = client.ok(...get);
  for (const [key, value] of Object.entries(says))
    expect({ [key]: after[key] }).toMatchObject({ [key]: value as unknown });
  // Nothing else was touched.
  const [changed] = Object.keys(says);
  for (const [key, value] of Object.entries(before))
    if (key !== changed && !/^update/.test(key)) expect(after[key]).toEqual(value);
});

test('where two fields fit, none is meant; what is asked or added sets nothing', () => {
  const schema = schemaFrom(`${HEAD}
    message Point { double x = 1; double y = 2; }
    enum Level { LEVEL_UNSPECIFIED = 0; LOW = 1; HIGH = 2; }
    message Spec { int32 size = 1; } message Quota { int32 size = 1; int32 depth = 2; }
    message Robot {
      string id = 1; Point home = 2; Point goal = 3; Level risk = 4; Level noise = 5; Spec spec = 6; Quota quota = 7;
      int32 total = 8; int32 weight = 9;
    }
    message RobotRef { string id = 1; }
    message MoveRequest { string robot_id = 1; Point to = 2; }
    message LevelRequest { string robot_id = 1; Level level = 2; }
    message SizeRequest { string robot_id = 1; int32 size = 2; }
    message CheckRequest { string robot_id = 1; int32 new_weight = 2; }
    message RunRequest { string robot_id = 1; Level response_view = 2; int32 depth = 3; }
    message TwoRequest { string robot_id = 1; int32 new_weight = 2; int32 target_weight = 3; }
    service Robots {
      rpc GetRobot(RobotRef) returns (Robot);
      rpc SendRobot(MoveRequest) returns (Robot);
      rpc SetRobotLevel(LevelRequest) returns (Robot);
      rpc ResizeRobot(SizeRequest) returns (Robot);
      rpc CheckRobot(CheckRequest) returns (Robot);
      rpc WeighRobot(TwoRequest) returns (Robot);
      rpc RunRobot(RunRequest) returns (Robot);
      rpc AddLoad(CheckRequest) returns (Robot);
    }`);
  for (const line of planLines(schema)) expect(line).not.toContain('fields=');
});

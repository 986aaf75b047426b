import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startUnderstudy } from '../../../server/library/start-understudy.ts';
import type { Understudy } from '../../../server/library/types.ts';
import { withImports, writeDescriptorSet } from '../../../server/schema/descriptor-set.ts';
import { BUF } from '../../support/buf.ts';
import { schemaFrom } from '../../support/schema-from.ts';

const run = promisify(execFile);

/** Shapes of messages, each with a value as canonical JSON has it. */
const SHAPES: readonly (readonly [name: string, fields: string, value: object])[] = [
  [
    'Scalars',
    'double d = 1; float f = 2; int64 i = 3; uint64 u = 4; sint32 s = 5; fixed64 x = 6; bool b = 7; string t = 8; bytes y = 9;',
    {
      d: 0.5,
      f: 1.5,
      i: '-9007199254740993',
      u: '18446744073709551615',
      s: -7,
      x: '12',
      b: true,
      t: 'é\u2028',
      y: 'AP8=',
    },
  ],
  [
    'Lists',
    'repeated int32 n = 1; repeated string t = 2; repeated Leaf l = 3;',
    { n: [1, 2], t: ['a', ''], l: [{}, { t: 'x' }] },
  ],
  [
    'Maps',
    'map<string, Leaf> a = 1; map<int32, string> b = 2; map<bool, Hue> c = 3;',
    { a: { k: { t: 'v' } }, b: { '-1': 'm' }, c: { true: 'HUE_RED' } },
  ],
  [
    'Choices',
    'oneof c { string t = 1; Leaf l = 2; int32 n = 3; } optional int32 o = 4; Hue h = 5;',
    { l: { t: 'x' }, o: 0, h: 'HUE_RED' },
  ],
  [
    'Times',
    'google.protobuf.Timestamp t = 1; google.protobuf.Duration d = 2; google.protobuf.FieldMask m = 3;',
    { t: '2026-01-02T03:04:05.006Z', d: '-1.500s', m: 'aB,c.d' },
  ],
  [
    'Free',
    'google.protobuf.Struct s = 1; google.protobuf.Value v = 2; google.protobuf.Any a = 3; google.protobuf.Int64Value w = 4;',
    { s: { k: [1, null, 'x'] }, v: false, a: { '@type': 'type.googleapis.com/b.v1.Leaf', t: 'any' }, w: '7' },
  ],
  [
    'Deep',
    'Deep d = 1; Leaf l = 2; string long_name_here = 3;',
    { d: { d: { l: { t: 'down' } } }, longNameHere: 'up' },
  ],
  ['Bare', '', {}],
];

const KINDS = [
  ['Unary', '', '', 1],
  ['Down', '', 'stream ', 1],
  ['Up', 'stream ', '', 3],
  ['Both', 'stream ', 'stream ', 3],
] as const;

const PROTO = `
  syntax = "proto3";
  package b.v1;
  import "google/protobuf/any.proto";
  import "google/protobuf/duration.proto";
  import "google/protobuf/field_mask.proto";
  import "google/protobuf/struct.proto";
  import "google/protobuf/timestamp.proto";
  import "google/protobuf/wrappers.proto";
  message Leaf { string t = 1; }
  enum Hue { HUE_UNSPECIFIED = 0; HUE_RED = 1; }
  ${SHAPES.map(([name, fields]) => `message ${name} { ${fields} }`).join('\n')}
  ${SHAPES.map(
    ([name]) =>
      `service ${name}Service {
         ${KINDS.map(([kind, up, down]) => `rpc ${kind}(${up}${name}) returns (${down}${name});`).join('\n')}
       }`,
  ).join('\n')}
`;

let folder: string;
let set: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-buf-curl-'));
  // Certificates that are made are kept here, and not among the user's.
  vi.stubEnv('XDG_DATA_HOME', folder);
  writeFileSync(join(folder, 'b.proto'), PROTO);
  set = join(folder, 'b.binpb');
  writeFileSync(set, writeDescriptorSet(withImports(schemaFrom({ 'b.proto': PROTO }), ['b.proto'])));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Asked {
  readonly url: string;
  readonly protocol: string;
  readonly method: string;
  readonly requests: readonly object[];
  readonly flags?: readonly string[];
}

/** Each message that it printed. */
async function bufCurl({ url, protocol, method, requests, flags = [] }: Asked): Promise<readonly unknown[]> {
  const { stdout } = await run(
    BUF,
    [
      ...['curl', '--protocol', protocol, '--schema', set, ...flags],
      ...['-d', requests.map((request) => JSON.stringify(request)).join('\n')],
      `${url}/${method}`,
    ],
    { cwd: folder, maxBuffer: 16 * 1024 * 1024 },
  );
  return JSON.parse(`[${stdout.trim().replaceAll(/\n?\}\n?\{/g, '},{')}]`) as unknown[];
}

/** The four kinds of a shape by one protocol: what buf sent is what was received, and what was answered is what it printed. */
async function judge(
  mock: Understudy,
  protocol: string,
  [name, , value]: (typeof SHAPES)[number],
  flags: readonly string[] = [],
): Promise<void> {
  const url = `${mock.ca === null ? 'http' : 'https'}://${mock.address}`;
  for (const [kind, , , count] of KINDS) {
    const method = `b.v1.${name}Service/${kind}`;
    const requests = Array.from({ length: count }, () => value);
    const printed = await bufCurl({ url, protocol, method, requests, flags });
    const call = (await mock.calls(method)).at(-1)!;
    expect({ method, protocol, requests: call.requests, status: call.status }).toEqual({
      method,
      protocol,
      requests,
      status: 'OK',
    });
    expect({ method, protocol, printed }).toEqual({ method, protocol, printed: call.replies });
    expect(printed.length).toBeGreaterThan(0);
  }
}

test.each(['grpc', 'grpcweb', 'connect'])(
  'buf curl --protocol %s: 32 methods of all kinds and shapes, in plain text',
  async (protocol) => {
    await using mock = await startUnderstudy({ protos: join(folder, 'b.proto') });
    await Promise.all(
      [0, 1].map(async (half) => {
        for (const shape of SHAPES.filter((_, at) => at % 2 === half)) await judge(mock, protocol, shape);
      }),
    );
    expect(await mock.calls()).toHaveLength(SHAPES.length * KINDS.length);
  },
  180_000,
);

test('buf curl by each protocol over TLS, with the authority that was made', async () => {
  await using mock = await startUnderstudy({ protos: join(folder, 'b.proto'), tls: true });
  const ca = join(folder, 'ca.pem');
  writeFileSync(ca, mock.ca!);
  for (const protocol of ['grpc', 'grpcweb', 'connect']) await judge(mock, protocol, SHAPES[0]!, ['--cacert', ca]);
}, 180_000);

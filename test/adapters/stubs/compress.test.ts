import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startUnderstudy } from '../../../server/library/start-understudy.ts';
import { frame, rawSession, whole } from '../grpc/raw-call.ts';

const PATH = '/greeter.v1.Greeter/SayHello';

for (const [compress, head, encoding] of [
  ['gzip', { 'grpc-accept-encoding': 'identity,gzip' }, 'gzip'],
  ['gzip', { 'grpc-accept-encoding': 'identity' }, undefined],
  ['none', { 'grpc-encoding': 'gzip', 'grpc-accept-encoding': 'gzip' }, undefined],
] as const)
  test(`a stub that says compress: ${compress} answers ${JSON.stringify(head)} in ${encoding ?? 'plain'}`, async () => {
    await using mock = await startUnderstudy({ protos: join(import.meta.dirname, '../../../protos') });
    await mock.stub('greeter.v1.Greeter/SayHello', { reply: { message: { greeting: 'Hello' }, compress } });
    await using raw = rawSession(mock.port);
    const stream = raw.open(PATH, head);
    stream.end(frame(Buffer.from([10, 1, 65])));
    const { headers, body } = await whole(stream);
    expect(headers['grpc-encoding']).toBe(encoding);
    expect(body[0]).toBe(encoding === undefined ? 0 : 1);
  });

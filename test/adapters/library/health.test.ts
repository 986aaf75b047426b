import { Client, credentials } from '@grpc/grpc-js';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startUnderstudy } from '../../../server/library/start-understudy.ts';

const protos = join(import.meta.dirname, '../../../protos');
const SERVICE = 'greeter.v1.Greeter';
const same = (bytes: Buffer): Buffer => bytes;
/** `HealthCheckRequest` of a service. */
const request = (service: string): Buffer => Buffer.from([10, service.length, ...Buffer.from(service)]);

const check = (client: Client, service: string): Promise<number | string> =>
  new Promise((done) =>
    client.makeUnaryRequest('/grpc.health.v1.Health/Check', same, same, request(service), (error, reply) =>
      done(error ? error.details : (reply?.[1] ?? 0)),
    ),
  );

test('a test says what the health service answers, and who watches is told', async () => {
  await using mock = await startUnderstudy({ protos });
  const client = new Client(`127.0.0.1:${mock.port}`, credentials.createInsecure());
  const watch = client.makeServerStreamRequest('/grpc.health.v1.Health/Watch', same, same, request(SERVICE));
  watch.on('error', () => undefined);
  const told: (number | undefined)[] = [];
  const next = (): Promise<void> =>
    new Promise((done) => watch.once('data', (bytes: Buffer) => (told.push(bytes[1]), done())));
  await next();

  let heard = next();
  mock.health.set(SERVICE, 'NOT_SERVING');
  await heard;
  expect(await check(client, SERVICE)).toBe(2);
  expect(await check(client, '')).toBe(1);

  mock.health.set('elsewhere.v1.Unknown', 'UNKNOWN');
  expect(await check(client, 'elsewhere.v1.Unknown')).toBe(0);

  heard = next();
  await mock.reset();
  await heard;
  expect(await check(client, SERVICE)).toBe(1);
  expect(await check(client, 'elsewhere.v1.Unknown')).toBe('Unknown service elsewhere.v1.Unknown.');
  expect(told).toEqual([1, 2, 1]);
  watch.cancel();
  client.close();
});

import { Server, ServerCredentials } from '@grpc/grpc-js';
import { createServer } from 'node:http2';
import { expect, test } from 'vitest';
import { createIntake } from '../../../server/grpc/intake.ts';

test('the parts of grpc-js that the intake stands on are where it looks for them', () => {
  const server = new Server() as unknown as {
    handlers: unknown;
    http2Servers: unknown;
    createConnectionInjector: Server['createConnectionInjector'];
  };
  expect(server.handlers).toBeInstanceOf(Map);
  expect(server.http2Servers).toBeInstanceOf(Map);
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  const [http2] = (server.http2Servers as Map<unknown, unknown>).keys();
  expect(http2).toBeInstanceOf(createServer().constructor);
  injector.destroy();
});

test('an intake that takes no connection stops at once', () => {
  const intake = createIntake({}, () => undefined);
  expect(intake.sessions.size).toBe(0);
  intake.stop();
});

/**
 * The package: what files of handlers import, and the library for tests. `export *` on purpose: the types that
 * `understudy types` writes add to interfaces of that module, which TypeScript finds through a star only.
 */
export * from './handlers/service.ts';
export { startUnderstudy } from './library/start-understudy.ts';
export { UnderstudyError, type LibraryErrorCode } from './library/error.ts';
export type { UnderstudyOptions } from './library/options.ts';
export type { TlsOptions } from './library/tls-options.ts';
export type {
  Delay,
  Expectation,
  Forget,
  Mocking,
  Reply,
  Session,
  StatusReply,
  Stub,
  StubDefinition,
  Understudy,
  When,
} from './library/types.ts';
export type { ReceivedCall } from './library/received-calls.ts';
export type { MockHealth } from './library/types.ts';
export type { MockWorld } from './library/mock-world.ts';
export type { Problem } from './contract/problem.ts';
export type { StatusName } from './contract/status.ts';
export type { VerifyResult } from './contract/stub.ts';
export type { AnsweredBy } from './contract/traffic.ts';

import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { ServingStatus } from '../contract/health-api.ts';
import { type Status, status } from '../contract/status.ts';
import type { Step, Turn } from '../engine/conversation.ts';
import type { Registry } from '../schema/registry.ts';
import type { Builtin, BuiltinConversation } from './builtin.ts';
import type { HealthStates } from './health-states.ts';
import { SYSTEM_SERVICES } from './system-files.ts';

/** Of grpc.health.v1.HealthCheckResponse.ServingStatus. */
const NUMBERS: Readonly<Record<ServingStatus, number>> = { UNKNOWN: 0, SERVING: 1, NOT_SERVING: 2 };
const SERVICE_UNKNOWN = 3;

/** Services that a list names at most; beyond it the protocol asks for an error. */
const MOST_LISTED = 10_000;

const NOTHING: Turn = { steps: [] };

/**
 * `grpc.health.v1.Health`: what is in the schema is served, so it is SERVING, unless somebody said otherwise; the empty
 * name is the whole server.
 */
export function healthService(registry: Registry, states: HealthStates): ReadonlyMap<string, Builtin> {
  const known = (service: string): boolean =>
    service === '' ||
    SYSTEM_SERVICES.includes(service) ||
    registry.current.services.some((one) => one.name === service);
  /** Undefined for a service that nobody knows. */
  const stateOf = (service: string): number | undefined => {
    const said = states.of(service);
    return said ? NUMBERS[said] : known(service) ? NUMBERS.SERVING : undefined;
  };
  /** All that `stateOf` knows. */
  const names = (): ReadonlySet<string> =>
    new Set(['', ...registry.current.services.map(({ name }) => name), ...SYSTEM_SERVICES, ...states.all.keys()]);
  const subscribe = (listener: () => void): (() => void) => {
    const leave = [registry.subscribe(listener), states.subscribe(listener)];
    return () => leave.forEach((one) => one());
  };
  return new Map<string, Builtin>([
    ['/grpc.health.v1.Health/Check', { kind: 'unary', name: 'health', open: () => check(stateOf) }],
    ['/grpc.health.v1.Health/List', { kind: 'unary', name: 'health', open: () => list(names, stateOf) }],
    [
      '/grpc.health.v1.Health/Watch',
      { kind: 'server_streaming', name: 'health', open: (push) => watch(stateOf, subscribe, push) },
    ],
  ]);
}

function check(stateOf: (service: string) => number | undefined): BuiltinConversation {
  return {
    opening: NOTHING,
    halfClose: () => NOTHING,
    receive(message) {
      const service = serviceOf(message);
      if (service === undefined) return { steps: [end(malformed('HealthCheckRequest'))] };
      const state = stateOf(service);
      if (state === undefined) return { steps: [end(status('NOT_FOUND', `Unknown service ${service}.`))] };
      return { steps: [answer(state), end(status('OK'))] };
    },
  };
}

function list(names: () => ReadonlySet<string>, stateOf: (service: string) => number | undefined): BuiltinConversation {
  return {
    opening: NOTHING,
    halfClose: () => NOTHING,
    receive() {
      const services = names();
      if (services.size > MOST_LISTED)
        return {
          steps: [end(status('RESOURCE_EXHAUSTED', `There are ${services.size} services, too many for a list.`))],
        };
      const writer = new BinaryWriter();
      for (const service of services) {
        writer.tag(1, WireType.LengthDelimited).fork();
        writer.tag(1, WireType.LengthDelimited).string(service);
        writer
          .tag(2, WireType.LengthDelimited)
          .fork()
          .tag(1, WireType.Varint)
          .int32(stateOf(service) ?? 0)
          .join();
        writer.join();
      }
      return { steps: [{ afterMs: 0, do: 'message', bytes: writer.finish() }, end(status('OK'))] };
    },
  };
}

/** Tells at once, and again whenever the schema gains or loses the service, or its state is set; it ends when the client ends it. */
function watch(
  stateOf: (service: string) => number | undefined,
  subscribe: (listener: () => void) => () => void,
  push: (steps: readonly Step[]) => void,
): BuiltinConversation {
  let leave = (): void => undefined;
  return {
    opening: NOTHING,
    halfClose: () => NOTHING,
    receive(message) {
      const service = serviceOf(message);
      if (service === undefined) return { steps: [end(malformed('HealthCheckRequest'))] };
      const now = (): number => stateOf(service) ?? SERVICE_UNKNOWN;
      let told = now();
      leave = subscribe(() => {
        if (told === now()) return;
        told = now();
        push([answer(told)]);
      });
      return { steps: [answer(told)] };
    },
    close: () => leave(),
  };
}

/** Field 1 of HealthCheckRequest; undefined where the bytes are none. */
function serviceOf(message: Uint8Array): string | undefined {
  try {
    const reader = new BinaryReader(message);
    let service = '';
    while (reader.pos < reader.len) {
      const [field, wire] = reader.tag();
      if (field === 1 && wire === WireType.LengthDelimited) service = reader.string();
      else reader.skip(wire, field);
    }
    return service;
  } catch {
    return undefined;
  }
}

function answer(serving: number): Step {
  return { afterMs: 0, do: 'message', bytes: new BinaryWriter().uint32(8).int32(serving).finish() };
}

function end(ending: Status): Step {
  return { afterMs: 0, do: 'end', status: ending, trailers: [] };
}

/** Bytes that are not the message they should be. */
export function malformed(type: string): Status {
  return status('INTERNAL', `The request is not a ${type}: its bytes cannot be read.`);
}

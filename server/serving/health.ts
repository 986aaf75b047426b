import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { type Status, status } from '../contract/status.ts';
import type { Step, Turn } from '../engine/conversation.ts';
import type { Registry } from '../schema/registry.ts';
import type { Builtin, BuiltinConversation } from './builtin.ts';
import { SYSTEM_SERVICES } from './system-files.ts';

/** grpc.health.v1.HealthCheckResponse.ServingStatus, as far as we say it. */
const SERVING = 1;
const SERVICE_UNKNOWN = 3;

const NOTHING: Turn = { steps: [] };

/** `grpc.health.v1.Health`: what is in the schema is served, so it is SERVING; the empty name is the whole server. */
export function healthService(registry: Registry): ReadonlyMap<string, Builtin> {
  const known = (service: string): boolean =>
    service === '' ||
    SYSTEM_SERVICES.includes(service) ||
    registry.current.services.some((one) => one.name === service);
  return new Map<string, Builtin>([
    ['/grpc.health.v1.Health/Check', { kind: 'unary', name: 'health', open: () => check(known) }],
    [
      '/grpc.health.v1.Health/Watch',
      { kind: 'server_streaming', name: 'health', open: (push) => watch(known, registry, push) },
    ],
  ]);
}

function check(known: (service: string) => boolean): BuiltinConversation {
  return {
    opening: NOTHING,
    halfClose: () => NOTHING,
    receive(message) {
      const service = serviceOf(message);
      if (service === undefined) return { steps: [end(malformed('HealthCheckRequest'))] };
      if (!known(service)) return { steps: [end(status('NOT_FOUND', `Unknown service ${service}.`))] };
      return { steps: [answer(SERVING), end(status('OK'))] };
    },
  };
}

/** Tells at once, and again whenever the schema gains or loses the service; it ends when the client ends it. */
function watch(
  known: (service: string) => boolean,
  registry: Registry,
  push: (steps: readonly Step[]) => void,
): BuiltinConversation {
  let leave = (): void => undefined;
  return {
    opening: NOTHING,
    halfClose: () => NOTHING,
    receive(message) {
      const service = serviceOf(message);
      if (service === undefined) return { steps: [end(malformed('HealthCheckRequest'))] };
      const now = (): number => (known(service) ? SERVING : SERVICE_UNKNOWN);
      let told = now();
      leave = registry.subscribe(() => {
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

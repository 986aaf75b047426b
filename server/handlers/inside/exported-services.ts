import { MARK } from '../mark.ts';
import type { ExportedService } from '../protocol.ts';
import type { ServiceHandlers } from '../service.ts';

/** Why something is no list of services. */
export class ExportFault extends Error {}

export interface Exported {
  readonly services: readonly ServiceHandlers[];
  readonly exported: readonly ExportedService[];
}

/** What `service` and `grpcImplementation` made, one or a list, and what can be told of it without calling it. */
export function exportedServices(found: unknown): Exported | ExportFault {
  const list: readonly unknown[] = Array.isArray(found) ? found : [found];
  if (!list.every(isService)) return new ExportFault(NO_SERVICE);
  for (const one of list) {
    const wrong = one[MARK] === 'plain' ? noFunction(one) : undefined;
    if (wrong !== undefined) return new ExportFault(wrong);
  }
  const exported = list.map((one) => ({ name: one.name, methods: functionsOf(one.handlers), style: one[MARK] }));
  return { services: list, exported };
}

const NO_SERVICE = "This is no service: write service('chat.v1.Chat', { … }), or a list of them.";

/** What stands where a function must; `undefined` is a method that is left out. */
function noFunction({ name, handlers }: ServiceHandlers): string | undefined {
  for (const [method, value] of Object.entries(handlers))
    if (value !== undefined && typeof value !== 'function')
      return `${name} has for ${method} no function: write ${method}(request, call) { … }.`;
  return undefined;
}

function isService(value: unknown): value is ServiceHandlers {
  if (typeof value !== 'object' || value === null || !(MARK in value)) return false;
  const { name, handlers } = value as { name?: unknown; handlers?: unknown };
  return typeof name === 'string' && typeof handlers === 'object' && handlers !== null;
}

/** Names of functions of an object, those of its classes included: implementations may be instances. */
function functionsOf(handlers: object): string[] {
  const names = new Set<string>();
  for (let at: object | null = handlers; at && at !== Object.prototype; at = Object.getPrototypeOf(at) as object | null)
    for (const name of Object.getOwnPropertyNames(at)) {
      if (name === 'constructor') continue;
      const { value } = Object.getOwnPropertyDescriptor(at, name) ?? {};
      if (typeof value === 'function') names.add(name);
    }
  return [...names];
}

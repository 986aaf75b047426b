import type { FaultSource } from '../http/fault-routes.ts';
import type { Registry } from '../schema/registry.ts';
import { EVERYWHERE, type FaultSwitches } from '../stubs/fault-switches.ts';

/** Connects the routes of faults to those that are switched on. */
export function createFaultSide(switches: FaultSwitches, registry: Registry): FaultSource {
  return {
    unknownScope(scope) {
      const schema = registry.current;
      if (scope === EVERYWHERE || schema.services.some(({ name }) => name === scope) || schema.method(scope))
        return undefined;
      const near = schema.nearest(scope);
      return {
        message: `There is no service or method ${JSON.stringify(scope.slice(0, 200))}.`,
        hint:
          near.length > 0
            ? `Did you mean ${near.join(' or ')}?`
            : 'Give *, the name of a service, or a method, as /shop.v1.Catalog/GetProduct.',
      };
    },
    list: () => switches.current,
    add: (request) => switches.add(request),
    set: (id, request) => switches.set(id, request),
    remove: (id) => switches.remove(id),
  };
}

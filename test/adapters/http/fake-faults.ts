import type { FaultSource } from '../../../server/http/fault-routes.ts';
import { FaultSwitches } from '../../../server/stubs/fault-switches.ts';

/** Switches over a shop of one method. */
export function fakeFaults(switches = new FaultSwitches()): FaultSource {
  const known = ['*', 'shop.v1.Catalog', '/shop.v1.Catalog/GetProduct'];
  return {
    unknownScope: (scope) =>
      known.includes(scope)
        ? undefined
        : { message: `There is no ${scope}.`, hint: 'Did you mean /shop.v1.Catalog/GetProduct?' },
    list: () => switches.current,
    add: (request) => switches.add(request),
    set: (id, request) => switches.set(id, request),
    remove: (id) => switches.remove(id),
  };
}

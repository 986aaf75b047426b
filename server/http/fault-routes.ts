import type { FaultApi, FaultRequest } from '../contract/fault-api.ts';
import { problem } from '../contract/problem.ts';
import type { FaultInfo } from '../contract/stub.ts';
import { ApiRefusal } from './api-request.ts';
import { readFaultRequest } from './fault-request.ts';
import type { RouteTable } from './routes.ts';

/** Faults that are switched on by hand. */
export interface FaultSource {
  /** Why there is nothing of this name to be broken, with what was meant; undefined where there is. */
  unknownScope(scope: string): { readonly message: string; readonly hint: string } | undefined;
  list(): readonly FaultInfo[];
  /** Undefined where there are too many. */
  add(request: FaultRequest): FaultInfo | undefined;
  /** Undefined where there is none of that id. */
  set(id: string, request: FaultRequest): FaultInfo | undefined;
  /** False where there is none of that id. */
  remove(id: string): boolean;
}

/** The routes of faults that are switched on by hand. */
export function faultRoutes(faults: FaultSource): Pick<RouteTable, keyof FaultApi> {
  const known = (request: FaultRequest): FaultRequest => {
    const unknown = faults.unknownScope(request.scope);
    if (unknown) throw new ApiRefusal(404, [problem('unknown-scope', unknown.message, unknown.hint, 'scope')]);
    return request;
  };
  return {
    'GET /api/faults': ({ query }) => {
      query.done();
      return faults.list();
    },
    'POST /api/faults': ({ query, body }) => {
      query.done();
      const made = faults.add(known(readFaultRequest(body)));
      if (made) return made;
      throw new ApiRefusal(409, [
        problem('too-many-faults', `There are ${faults.list().length} faults already.`, 'Remove some of them.'),
      ]);
    },
    'PUT /api/faults/:id': ({ query, params, body }) => {
      query.done();
      const id = params['id'] ?? '';
      const request = readFaultRequest(body);
      // What the schema does not have any more can be switched off.
      const set = faults.set(id, request.enabled ? known(request) : request);
      if (!set) throw unknownFault(id);
      return set;
    },
    'DELETE /api/faults/:id': ({ query, params }) => {
      query.done();
      const id = params['id'] ?? '';
      if (!faults.remove(id)) throw unknownFault(id);
      return undefined;
    },
  };
}

const unknownFault = (id: string): ApiRefusal =>
  new ApiRefusal(404, [
    problem(
      'unknown-fault',
      `There is no fault ${JSON.stringify(id.slice(0, 100))}.`,
      'GET /api/faults lists those that there are.',
    ),
  ]);

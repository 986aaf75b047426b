import type { HealthApi, HealthRequest, HealthState, ServingStatus } from '../contract/health-api.ts';
import { problem } from '../contract/problem.ts';
import { Body } from './api-body.ts';
import { ApiRefusal } from './api-request.ts';
import type { RouteTable } from './routes.ts';

/** States of health that somebody set. */
export interface HealthSource {
  readonly all: ReadonlyMap<string, ServingStatus>;
  /** False where there are too many. */
  set(service: string, status: ServingStatus): boolean;
  reset(service?: string): void;
}

const STATUSES = ['SERVING', 'NOT_SERVING', 'UNKNOWN'] as const satisfies readonly ServingStatus[];
const LONGEST = 1_024;
/** A path cannot end in nothing: so the whole server is called. */
const WHOLE = '*';

/** The routes of what the health service says. */
export function healthRoutes(health: HealthSource): Pick<RouteTable, keyof HealthApi> {
  const named = (name = ''): string => {
    if (name.length > LONGEST)
      throw new ApiRefusal(400, [
        problem(
          'bad-service',
          'The name of the service is too long.',
          `Give at most ${LONGEST} characters.`,
          'service',
        ),
      ]);
    return name === WHOLE ? '' : name;
  };
  return {
    'GET /api/health': ({ query }) => {
      query.done();
      return [...health.all].map(([service, status]): HealthState => ({ service, status }));
    },
    'PUT /api/health/:service': ({ query, params, body }) => {
      query.done();
      const service = named(params['service']);
      const request = new Body(body);
      const { status }: HealthRequest = { status: request.choice<ServingStatus>('status', STATUSES) };
      request.done();
      if (!health.set(service, status))
        throw new ApiRefusal(409, [
          problem('too-many-states', 'So many services have a state that no more are kept.', 'Remove some of them.'),
        ]);
      return { service, status };
    },
    'DELETE /api/health/:service': ({ query, params }) => {
      query.done();
      health.reset(named(params['service']));
      return undefined;
    },
  };
}

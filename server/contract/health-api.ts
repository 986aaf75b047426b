/** What a service can be said to be. */
export type ServingStatus = 'SERVING' | 'NOT_SERVING' | 'UNKNOWN';

/** What `grpc.health.v1.Health` says of a service because somebody set it; the empty name is the whole server. */
export interface HealthState {
  readonly service: string;
  readonly status: ServingStatus;
}

/** The body of `PUT /api/health/:service`. */
export interface HealthRequest {
  readonly status: ServingStatus;
}

/** The routes of the health service. */
export interface HealthApi {
  /** States of health that were set; every other service of the schema is SERVING. */
  'GET /api/health': readonly HealthState[];
  /** Sets the state of a service; `*` is the whole server. Body: `HealthRequest`. */
  'PUT /api/health/:service': HealthState;
  /** As if nobody had set it. 204, no body. */
  'DELETE /api/health/:service': undefined;
}

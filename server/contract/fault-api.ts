import type { FaultInfo, FaultSpec } from './stub.ts';

/** The body of `POST /api/faults` and `PUT /api/faults/:id`. */
export interface FaultRequest {
  /** `*`, a service, or a method path. */
  readonly scope: string;
  readonly fault: FaultSpec;
  /** @default true */
  readonly enabled: boolean;
}

/** The routes of faults that are switched on by hand. */
export interface FaultApi {
  /** What is broken on purpose, by hand. */
  'GET /api/faults': readonly FaultInfo[];
  /** Breaks a method, a service or everything. Body: `FaultRequest`. */
  'POST /api/faults': FaultInfo;
  /** Changes a fault, or switches it. Body: `FaultRequest`. */
  'PUT /api/faults/:id': FaultInfo;
  /** Takes a fault away. 204, no body. */
  'DELETE /api/faults/:id': undefined;
}

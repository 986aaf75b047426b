import { status, type Status, type StatusName } from '../contract/status.ts';
import type { Fault } from './fault.ts';
import type { Resource } from './resource.ts';

/** What a status says beyond its code and its sentence: the messages of `google/rpc/error_details.proto`. */
export type Detail =
  | {
      readonly type: 'ResourceInfo';
      readonly resourceType: string;
      readonly name: string;
      readonly description: string;
    }
  | {
      readonly type: 'BadRequest';
      readonly violations: readonly { readonly field: string; readonly description: string }[];
    }
  | {
      readonly type: 'PreconditionFailure';
      readonly violation: string;
      readonly subject: string;
      readonly description: string;
    }
  | { readonly type: 'ErrorInfo'; readonly reason: string; readonly metadata: Readonly<Record<string, string>> };

/** Why a call fails. */
export interface Failure {
  readonly status: Status;
  readonly details: readonly Detail[];
}

export interface Failed {
  readonly failure: Failure;
}

const REASONS: Partial<Record<StatusName, string>> = {
  NOT_FOUND: 'RESOURCE_NOT_FOUND',
  ALREADY_EXISTS: 'RESOURCE_ALREADY_EXISTS',
  ABORTED: 'ETAG_MISMATCH',
  FAILED_PRECONDITION: 'RESOURCE_STATE',
  RESOURCE_EXHAUSTED: 'WORLD_FULL',
};

/** A failure that is about one entity. */
export function aboutEntity(name: StatusName, resource: Resource, id: string, message: string): Failed {
  const info: Detail = {
    type: 'ErrorInfo',
    reason: REASONS[name] ?? name,
    metadata: { resource: resource.key, id: id.slice(0, 500) },
  };
  const subject: Detail =
    name === 'FAILED_PRECONDITION'
      ? { type: 'PreconditionFailure', violation: info.reason, subject: id, description: message }
      : { type: 'ResourceInfo', resourceType: resource.key, name: id, description: message };
  return { failure: { status: status(name, message), details: [subject, info] } };
}

export const notFound = (resource: Resource, id: string): Failed =>
  aboutEntity('NOT_FOUND', resource, id, `There is no ${resource.singular} ${shown(id)}.`);

export const alreadyExists = (resource: Resource, id: string): Failed =>
  aboutEntity('ALREADY_EXISTS', resource, id, `There is already a ${resource.singular} ${shown(id)}.`);

/** INVALID_ARGUMENT, with the field that is wrong. */
export const badRequest = ({ field, message }: Fault): Failed => ({
  failure: {
    status: status('INVALID_ARGUMENT', message),
    details: [{ type: 'BadRequest', violations: [{ field, description: message }] }],
  },
});

export const worldFull = (resource: Resource, id: string): Failed =>
  aboutEntity(
    'RESOURCE_EXHAUSTED',
    resource,
    id,
    `The world is full: it keeps 100,000 written entities, or 64 MB of them. Reset it, or delete what is not needed.`,
  );

/** An id as it stands in a sentence. */
export const shown = (id: string): string => JSON.stringify(id.length > 200 ? `${id.slice(0, 199)}…` : id);

import type { DescField, DescMessage, Message } from '@bufbuild/protobuf';
import { status } from '../contract/status.ts';
import { checkMessage, type Violation } from '../rules/check-message.ts';
import { rulesLibrary } from '../rules/library.ts';
import type { SchemaMethod } from '../schema/registry.ts';
import type { Failure } from '../world/failure.ts';

/** Looks at a request before anybody answers it; undefined where it is as the schema wants it. */
export type RequestCheck = (method: SchemaMethod, request: Message) => Failure | undefined;

const PGV = 1071;
const MOST_DETAILS = 50;
const MOST_NAMED = 3;

/**
 * The rules of the schema that a message breaks: protovalidate's by its own library (which must be loaded), and PGV's.
 * `now`: epoch milliseconds, for rules on the past and the future.
 */
export function validateRequest(desc: DescMessage, message: Message, now: number): readonly Violation[] {
  const moment = BigInt(now) * 1_000_000n;
  const found = rulesLibrary()?.check(desc, message) ?? [];
  // Rules that cannot be applied are no fault of the client: `understudy check` tells of them.
  const breaches = 'error' in found ? [] : found.map(({ path, rule, message: why }) => ({ path, rule, message: why }));
  return [...breaches, ...checkMessage(desc, message, { reference: moment, now: moment }, hasPgv)];
}

const hasPgv = (field: DescField): boolean => field.proto.options?.$unknown?.some(({ no }) => no === PGV) ?? false;

/** Refuses requests that break rules, with INVALID_ARGUMENT and one violation for each field. */
export const requestCheck =
  (now: () => number): RequestCheck =>
  ({ desc, path }, request) => {
    const violations = validateRequest(desc.input, request, now());
    if (violations.length === 0) return undefined;
    const named = violations
      .slice(0, MOST_NAMED)
      .map((violation) => `${violation.path || 'the message'} ${violation.message}`);
    const more = violations.length > MOST_NAMED ? `; and ${violations.length - MOST_NAMED} more` : '';
    return {
      status: status(
        'INVALID_ARGUMENT',
        `The request to ${path} breaks the rules of its schema: ${named.join('; ')}${more}.`,
      ),
      details: [
        {
          type: 'BadRequest',
          violations: violations.slice(0, MOST_DETAILS).map(({ path: field, rule, message }) => ({
            field,
            description: rule === '' ? message : `${message} [${rule}]`,
          })),
        },
      ],
    };
  };

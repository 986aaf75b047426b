import {
  clearField,
  clone,
  create,
  isFieldSet,
  type DescField,
  type DescMessage,
  type Message,
} from '@bufbuild/protobuf';
import { behaviorsOf, OUTPUT_ONLY } from '../generate/annotations.ts';
import { idAt, writeText } from './entity-id.ts';
import { isPathSet, readField, readPath, writeField, writePath } from './field-access.ts';
import type { RequestPlan, Resource } from './resource.ts';

/**
 * What a request holds of the resource, as a message of its own: whole, or put together from the request's fields; with
 * the parents that stand beside it. Values that only the server sets are left out.
 */
export function sentResource(resource: Resource, request: Message, plan: RequestPlan): Message {
  const { desc } = resource;
  const whole = plan.resource && readPath(request, plan.resource);
  const message = whole ? clone(desc, whole as Message) : create(desc); // the path leads to the resource
  withoutOutput(desc, message, 0);
  for (const { from, to } of plan.fields ?? [])
    if (isPathSet(request, from)) writePath(message, to, readPath(request, from));
  for (const { from, to } of plan.scope ?? []) {
    const text = idAt(request, from);
    if (text !== '' && idAt(message, to) === '') writeText(message, to, text);
  }
  return message;
}

const DEEPEST = 8;

function withoutOutput(desc: DescMessage, message: Message, depth: number): void {
  for (const field of desc.fields) {
    if (!isFieldSet(message, field)) continue;
    if (behaviorsOf(field).has(OUTPUT_ONLY)) clearField(message, field);
    else if (field.fieldKind === 'message' && depth < DEEPEST && !/^google\.protobuf\./.test(field.message.typeName)) {
      const inner = readField(message, field) as Message; // as its kind says
      withoutOutput(field.message, inner, depth + 1);
    }
  }
}

const LEGACY_REQUIRED = 3;
const isDemanded = (field: DescField): boolean => (field.presence as number) === LEGACY_REQUIRED;

/** Whether proto2 demands fields of a message. */
export const demands = (desc: DescMessage): boolean => desc.fields.some(isDemanded);

/** Fields that proto2 demands and nobody set: a message without them cannot be sent. Taken from another one. */
export function fillRequired(desc: DescMessage, message: Message, from: Message): void {
  for (const field of desc.fields)
    if (isDemanded(field) && !isFieldSet(message, field) && isFieldSet(from, field))
      writeField(message, field, readField(from, field));
}

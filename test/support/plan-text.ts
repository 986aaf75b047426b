import type { DescField, DescMethod } from '@bufbuild/protobuf';
import type { MethodPlan } from '../../server/world/resource.ts';
import { planMethod } from '../../server/world/plan-method.ts';
import type { Schema } from '../../server/schema/registry.ts';

const path = (fields: readonly DescField[]): string => fields.map((field) => field.name).join('.') || '.';
const isField = (value: unknown): value is DescField =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'field';

function text(value: unknown): string {
  if (isField(value)) return value.name;
  if (Array.isArray(value)) {
    if (value.every(isField)) return path(value);
    return `[${value.map(text).join(' ')}]`;
  }
  if (typeof value === 'object' && value !== null) {
    if ('from' in value && 'to' in value) return `${text(value.from)}>${text(value.to)}`;
    if ('typeName' in value) return String(value.typeName).split('.').at(-1)!;
    return `{${entries(value)}}`;
  }
  return String(value);
}

const entries = (value: object): string =>
  Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([key, inner]) => `${key}=${text(inner)}`)
    .join(' ');

/** A plan in a line: `get User#id | id=user_id | entity=user`. */
export const planText = (plan: MethodPlan | undefined): string =>
  plan === undefined
    ? '-'
    : `${plan.verb} ${plan.resource.desc.name}#${path(plan.resource.id)} | ${entries(plan.request)} | ${entries(plan.response)}`.trim();

/** One line for each method of a schema: `GetUser: get User#id | …`. */
export const planLines = (schema: Schema): string[] =>
  schema.services.flatMap(({ methods }) =>
    methods.map(({ path: name }) => {
      const desc: DescMethod = schema.method(name)!.desc;
      return `${desc.name}: ${planText(planMethod(desc))}`;
    }),
  );

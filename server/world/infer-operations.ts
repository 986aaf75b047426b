import type { DescMessage, DescMethod } from '@bufbuild/protobuf';
import { kindOf } from './infer-field.ts';
import type { FieldPath, MethodPlan, RequestPlan, Resource, ResponsePlan, Verb } from './resource.ts';

const VERBS: Readonly<Record<string, Verb>> = {
  GetOperation: 'operation_get',
  ListOperations: 'operation_list',
  CancelOperation: 'operation_cancel',
  DeleteOperation: 'operation_delete',
  WaitOperation: 'operation_wait',
};

/** The methods of `google.longrunning.Operations`, wherever they are mixed in. */
export function operationMethod(method: DescMethod): MethodPlan | undefined {
  const verb = Object.hasOwn(VERBS, method.name) ? VERBS[method.name] : undefined;
  if (!verb || !method.input.typeName.startsWith('google.longrunning.')) return undefined;
  const desc = operationMessage(method);
  const id = desc && scalar(desc, 'name');
  if (!id) return undefined;
  const resource: Resource = {
    key: desc.typeName,
    desc,
    singular: 'operation',
    plural: 'operations',
    id,
    patterns: [],
    parents: [],
    marks: {},
    why: ['`google.longrunning.Operation` is what methods answer with that take a while.'],
  };
  const name = scalar(method.input, 'name');
  const listing = verb === 'operation_list';
  const controls = (desc: DescMessage, table: Readonly<Record<string, string>>): Record<string, FieldPath> =>
    Object.fromEntries(
      Object.entries(table).flatMap(([use, field]) => {
        const path = scalar(desc, field);
        return path ? [[use, path]] : [];
      }),
    );
  const request: RequestPlan = listing
    ? controls(method.input, { parent: 'name', filter: 'filter', pageSize: 'page_size', pageToken: 'page_token' })
    : name
      ? { id: name }
      : {};
  const list = method.output.fields.find((field) => field.fieldKind === 'list' && field.message === desc);
  const response: ResponsePlan = listing
    ? { ...(list ? { list: [list] } : {}), ...controls(method.output, { nextPageToken: 'next_page_token' }) }
    : method.output === desc
      ? { entity: [] }
      : {};
  return {
    method,
    verb,
    resource,
    request,
    response,
    why: [`${method.name} is a method of google.longrunning.Operations.`],
  };
}

const scalar = (desc: DescMessage, name: string): FieldPath | undefined => {
  const field = desc.fields.find((one) => one.name === name && kindOf(one) !== undefined);
  return field && [field];
};

const operationMessage = (method: DescMethod): DescMessage | undefined =>
  method.input.file.messages.find(({ typeName }) => typeName === 'google.longrunning.Operation');

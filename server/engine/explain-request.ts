import type { DescField, DescMethod } from '@bufbuild/protobuf';
import type { Explanation } from '../contract/origin.ts';
import { pathText, sameType } from '../world/infer-field.ts';
import type { Switch } from '../world/infer-switches.ts';
import type { MethodPlan, RequestPlan } from '../world/resource.ts';

type Use = Explanation['request'][number];

/** What each field of a request is for. */
export function requestUses(method: DescMethod, plan: MethodPlan | undefined): readonly Use[] {
  return plan ? worldUses(plan.request, plan) : echoUses(method);
}

function worldUses(request: RequestPlan, { verb, resource }: MethodPlan, prefix = ''): readonly Use[] {
  const { singular, plural } = resource;
  const uses: Use[] = [];
  const use = (path: readonly DescField[] | undefined, text: string): void => {
    if (path)
      uses.push({
        field: path.length === 0 ? prefix.replace(/\.$/, '') || '(the request)' : prefix + pathText(path),
        use: text,
      });
  };
  use(request.id, `says which ${singular}`);
  for (const { from, to } of request.instead ?? [])
    use(from, `says which ${singular} instead, by its "${pathText(to)}"`);
  use(request.ids, `says which ${plural}`);
  use(
    request.resource,
    verb === 'update' || verb === 'batch_update' ? `the ${singular} with its new values` : `the ${singular}, whole`,
  );
  for (const { from, to } of request.fields ?? []) use(from, `becomes "${pathText(to)}" of the ${singular}`);
  use(request.suggestedId, `suggests the id of the new ${singular}; empty lets the server choose`);
  use(request.parent, `says what the ${plural} lie under; "-" in place of an id stands for all`);
  for (const { from, to } of request.scope ?? [])
    use(from, `says what the ${plural} lie under: their "${pathText(to)}"`);
  for (const { from, to, or = [] } of request.equals ?? []) {
    const fields = [to, ...or].map((path) => `"${pathText(path)}"`).join(' or ');
    use(from, `keeps ${plural} whose ${fields} is the same; not set keeps all`);
  }
  for (const { from, to, side } of request.bounds ?? [])
    use(from, `keeps ${plural} whose "${pathText(to)}" is ${SIDES[side]}; not set keeps all`);
  for (const one of request.switches ?? []) use(one.from, switchUse(one, plural));
  if (request.items) {
    use(request.items.path, `one for each ${singular}`);
    uses.push(
      ...worldUses(request.items.item, { verb, resource } as MethodPlan, `${prefix}${pathText(request.items.path)}[].`),
    ); // nothing else of the plan is read
  }
  use(request.mask, 'names the fields to change; empty changes those that are set');
  use(request.readMask, 'names the fields to answer with; empty answers with all');
  use(request.query, `words to find ${plural} by, in any of their texts`);
  use(request.filter, 'a filter as google.aip.dev/160 has it: state = ACTIVE AND size > 3');
  use(request.orderBy, 'what to sort by: price desc, name');
  use(request.pageSize, `at most so many ${plural} in an answer`);
  use(request.pageToken, 'where to go on: the token of the answer before');
  use(request.offset, `how many ${plural} to leave out first`);
  use(request.pageNumber, 'which page, from 1');
  use(request.showDeleted, 'shows deleted ones as well');
  use(request.allowMissing, `makes the ${singular} where there is none`);
  use(request.etag, `must be the etag of the ${singular} as it is, where it is set`);
  use(request.force, 'deletes what lies under it as well');
  use(request.validateOnly, 'checks the request and changes nothing');
  return uses;
}

function switchUse(one: Switch, plural: string): string {
  const field = `"${one.to.jsonName}"`;
  if (one.kind === 'text') return `keeps ${plural} whose ${field} ${PLACES[one.at]} this; not set keeps all`;
  const value = one.to.enum?.values.find(({ number }) => number === one.value)?.name;
  const so = value ? `whose ${field} is ${value}` : one.value === undefined ? `with ${field}` : `that are ${field}`;
  if (one.keeps) return `keeps only ${plural} ${so}; not set keeps all`;
  return one.when ? `leaves out ${plural} ${so}` : `shows ${plural} ${so} as well; not set leaves them out`;
}

const PLACES = { begin: 'begins with', anywhere: 'contains', end: 'ends with' } as const;

const SIDES = { least: 'not below it', above: 'above it', most: 'not above it', below: 'below it' } as const;

/** Generated answers say what the request said. */
const echoUses = ({ input, output }: DescMethod): readonly Use[] =>
  input.fields
    .filter((from) => output.fields.some((to) => to.name === from.name && sameType(to, from)))
    .map(({ jsonName }) => ({ field: jsonName, use: `comes back as "${jsonName}" of the answer` }));

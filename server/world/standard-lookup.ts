import type { Message } from '@bufbuild/protobuf';
import { idText, isSingleton } from './entity-id.ts';
import { badRequest, type Failed } from './failure.ts';
import { isPathSet, readPath } from './field-access.ts';
import { noneWith } from './other-id.ts';
import type { MethodPlan } from './resource.ts';
import { failed, pathName, type Outcome, type WorldCall } from './standard-call.ts';
import { readMask, select } from './standard-read.ts';

/** Whether a plan gets one thing by another field than its id. */
export const isLookup = ({ verb, request, resource }: MethodPlan): boolean =>
  verb === 'get' && request.id === undefined && request.equals !== undefined && !isSingleton(resource);

/** `GetUserByEmail`: the first that a list shows with these values. What no list shows is not there. */
export function lookup(call: WorldCall, request: Message): Outcome | Failed {
  const { resource, request: ask } = call.plan;
  const pair = ask.equals!.find(({ from }) => isPathSet(request, from)); // see `isLookup`
  const wanted = pair && idText(readPath(request, pair.from));
  if (!pair || !wanted) {
    const field = pathName(ask.equals![0]!.from);
    return badRequest({ field, message: `${field} is empty: it says which ${resource.singular} is meant.` });
  }
  const found = select(call, request);
  if (failed(found)) return found;
  const mask = readMask(call, request);
  if (mask && failed(mask)) return mask;
  const row = found.rows.at(0);
  if (row) return { entity: call.world.find(call.universe, resource, row.id), flag: true, mask };
  return noneWith(call, pair, wanted);
}

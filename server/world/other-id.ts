import type { Message } from '@bufbuild/protobuf';
import { idText } from './entity-id.ts';
import { equalTo } from './equal-test.ts';
import { aboutEntity, shown, type Failed } from './failure.ts';
import { isPathSet, readPath } from './field-access.ts';
import { pathText } from './infer-field.ts';
import type { FieldPath, RequestPlan } from './resource.ts';
import type { WorldCall } from './standard-call.ts';

/** A field of a request, and the field of the thing that it stands for. */
interface Pair {
  readonly from: FieldPath;
  readonly to: FieldPath;
}

/** The id of what a request names by something else: the first that a list shows with it. Undefined where it names nothing. */
export function otherId(call: WorldCall, request: Message, { instead }: RequestPlan): string | Failed | undefined {
  const pair = instead?.find(({ from }) => isPathSet(request, from));
  if (!pair) return undefined;
  const { world, universe, plan } = call;
  const value = readPath(request, pair.from);
  const wanted = idText(value);
  const rows = world.list(universe, plan.resource, {}, false, {
    demands: [{ holds: equalTo(pair.to, value), reads: new Set([pair.to[0]!]) }],
    key: `with ${pathText(pair.to)} ${wanted}`,
  });
  return rows.at(0)?.id ?? noneWith(call, pair, wanted);
}

/** NOT_FOUND for a value that nothing has; with one that something has. */
export function noneWith({ world, universe, plan: { resource } }: WorldCall, { to }: Pair, wanted: string): Failed {
  const other = world.list(universe, resource, {}).at(0);
  const known = other && world.find(universe, resource, other.id);
  const value = known ? idText(readPath(known.message, to)) : '';
  return aboutEntity(
    'NOT_FOUND',
    resource,
    wanted,
    `There is no ${resource.singular} whose ${pathText(to)} is ${shown(wanted)}.` +
      (value === '' ? '' : ` There is one with ${shown(value)}, for example.`),
  );
}

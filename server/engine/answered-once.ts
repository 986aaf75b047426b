import type { Message } from '@bufbuild/protobuf';
import { readField } from '../world/field-access.ts';
import type { MethodPlan } from '../world/resource.ts';
import type { World } from '../world/world.ts';
import type { Say } from './answerer.ts';

const MOST = 1_000;
const REQUEST_ID = /^(request_id|idempotency_key|client_request_id|client_token|idempotency_token)$/;

/** The id that makes a request the same one again (google.aip.dev/155); empty where it has none. */
export function requestIdOf({ method }: MethodPlan, request: Message): string {
  const field = method.input.fields.find(
    ({ name, scalar, fieldKind }) => fieldKind === 'scalar' && scalar === 9 && REQUEST_ID.test(name),
  );
  const value = field && readField(request, field);
  return typeof value === 'string' ? value.slice(0, 500) : '';
}

interface Answers {
  resets: number;
  readonly byId: Map<string, Say>;
}

const worlds = new WeakMap<World, Answers>();

/** The same answer to the same request id, without doing again what it asked for. The oldest are forgotten first. */
export function answeredOnce(world: World, id: string, answer: () => Say): Say {
  let answers = worlds.get(world);
  if (answers?.resets !== world.resets) worlds.set(world, (answers = { resets: world.resets, byId: new Map() }));
  const known = answers.byId.get(id);
  if (known) return known;
  const say = answer();
  if (say.end) return say; // what failed may succeed when it is tried again
  if (answers.byId.size >= MOST) answers.byId.delete(answers.byId.keys().next().value!);
  answers.byId.set(id, say);
  return say;
}

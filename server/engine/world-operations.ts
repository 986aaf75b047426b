import { create, type DescMessage, type Message } from '@bufbuild/protobuf';
import { encodeMessage } from '../codec/encode-message.ts';
import { generateMessage } from '../generate/generate-message.ts';
import { between, bytesKey, draw, hex, textKey, type Key } from '../generate/hash.ts';
import { splitWords } from '../generate/words.ts';
import { idAt } from '../world/entity-id.ts';
import type { Entity } from '../world/entity.ts';
import { badRequest, notFound, type Failed } from '../world/failure.ts';
import { writePath } from '../world/field-access.ts';
import { thingSpots } from '../world/infer-spot.ts';
import { metadataOf } from '../world/operation-metadata.ts';
import { operationMessage, operationsOf, type Operation, type Payload } from '../world/operations.ts';
import { cutPage, readPaging, writePaging } from '../world/paging.ts';
import type { MethodPlan } from '../world/resource.ts';
import type { Universe } from '../world/universe.ts';
import type { World } from '../world/world.ts';

/** A call as operations see it. */
export interface OperationCall {
  readonly world: World;
  readonly universe: Universe;
  readonly plan: MethodPlan;
  readonly request: Message;
}

/**
 * Begins the operation that a method answers with, when what was asked has been done: the entity is there (or gone) as
 * soon as the method is called, and the operation says two to five seconds later that it is. One with nothing to tell is
 * done at once.
 */
export function beginOperation(call: OperationCall, entity: Entity | undefined): Message {
  const { world, universe, plan, request } = call;
  const { method, verb } = plan;
  const { metadata } = plan.response.operation ?? {};
  const store = operationsOf(world);
  const asked = bytesKey(
    encodeMessage(method.input, request),
    textKey(`operation ${method.parent.typeName} ${method.name}`, universe.key),
  );
  const key = textKey(String(store.begun), asked);
  const response =
    verb === 'delete' || entity === undefined ? resultOf(call, undefined, key) : resultOf(call, entity, key);
  const idle = metadata === undefined && response?.type === 'google.protobuf.Empty';
  const takes = idle ? 0 : between(draw(key.a, 1), 2_000, 5_000);
  const target = entity?.id ?? (plan.request.id ? idAt(request, plan.request.id) : '');
  const operation: Operation = {
    name: nameOf(key, target || idAt(request, plan.request.parent)),
    startedAt: world.options.now(),
    takes,
    response,
    metadata:
      metadata &&
      metadataOf(
        metadata,
        generateMessage(metadata, { types: universe.types, seed: universe.key, key: textKey('metadata', key) }),
        {
          target,
          verb: splitWords(method.name).split(' ')[0]!,
          takes,
        },
      ),
  };
  store.begin(operation);
  return operationMessage(method.output, operation, store.progressOf(operation));
}

const EMPTY: Payload = { type: 'google.protobuf.Empty', bytes: new Uint8Array() };

/** What the operation ends with: the entity, a message around it, or nothing. */
function resultOf({ plan, universe }: OperationCall, entity: Entity | undefined, key: Key): Payload | undefined {
  const desc = plan.response.operation?.response;
  if (desc === undefined) return entity ? payload(entity.resource.desc, entity.message) : EMPTY;
  if (desc.typeName === EMPTY.type) return EMPTY;
  if (entity && desc === entity.resource.desc) return payload(desc, entity.message);
  const message = generateMessage(desc, { types: universe.types, seed: universe.key, key: textKey('response', key) });
  const spot = entity && thingSpots(desc).find((one) => one.desc === entity.resource.desc && one.path.length > 0);
  if (spot && entity) writePath(message, spot.path, entity.message);
  return payload(desc, message);
}

const payload = (desc: DescMessage, message: Message): Payload => ({
  type: desc.typeName,
  bytes: encodeMessage(desc, message),
});

/** `projects/p/locations/l/operations/…` for what lies there, as AIP has it; `operations/…` for everything else. */
function nameOf({ a, b }: Key, target: string): string {
  const before = /^(?:projects|organizations|folders)\/[^/]+\/(?:locations\/[^/]+\/)?/.exec(`${target}/`)?.[0] ?? '';
  return `${before}operations/${hex(a, b, 16)}`;
}

/** What a method of `google.longrunning.Operations` answers, and after how many milliseconds. */
export interface OperationAnswer {
  readonly message: Message;
  readonly afterMs: number;
}

/**
 * `google.longrunning.Operations` for the operations of this world. Undefined where another answer has to be made: an
 * operation of that name was never begun here, and follows from the seed like everything else that nobody made.
 */
export function answerOperations(call: OperationCall): OperationAnswer | Failed | undefined {
  const { world, plan, request } = call;
  const { output } = plan.method;
  const store = operationsOf(world);
  if (plan.verb === 'operation_list') return listOperations(call);
  const name = idAt(request, plan.request.id);
  const found = store.get(name);
  if (!found) return store.wasDeleted(name) || world.options.strict ? notFound(plan.resource, name) : undefined;
  const now = world.options.now();
  switch (plan.verb) {
    case 'operation_get':
      return { message: operationMessage(output, found, store.progressOf(found)), afterMs: 0 };
    case 'operation_wait': {
      const afterMs = Math.ceil(Math.min(store.leftOf(found), timeoutOf(request)));
      return { message: operationMessage(output, found, store.progressOf(found, now + afterMs)), afterMs };
    }
    case 'operation_cancel':
      store.cancel(name);
      return { message: create(output), afterMs: 0 };
    case 'operation_delete':
      store.remove(name);
      return { message: create(output), afterMs: 0 };
    default:
      return undefined;
  }
}

/** Milliseconds that a client wants to wait at most. */
function timeoutOf(request: Message): number {
  const field = 'timeout' in request ? request.timeout : undefined;
  if (typeof field !== 'object' || field === null || !('seconds' in field)) return Infinity;
  const nanos = 'nanos' in field ? Number(field.nanos) : 0;
  return Math.max(0, Number(field.seconds) * 1_000 + nanos / 1_000_000);
}

function listOperations({ world, universe, plan, request }: OperationCall): OperationAnswer | Failed {
  const { resource } = plan;
  const { output, input } = plan.method;
  const store = operationsOf(world);
  const ask = readPaging(request, input, plan.request, `${resource.key} ${universe.seed}`, resource.desc);
  if ('fault' in ask) return badRequest(ask.fault);
  const rows = store
    .list(idAt(request, plan.request.parent))
    .map((operation) => ({ operation, place: [`${String(operation.startedAt).padStart(16, '0')} ${operation.name}`] }))
    .toSorted((left, right) => (left.place[0]! < right.place[0]! ? -1 : 1));
  const page = cutPage(rows, ask);
  const answer = create(output);
  if (plan.response.list)
    writePath(
      answer,
      plan.response.list,
      page.rows.map(({ operation }) => operationMessage(resource.desc, operation, store.progressOf(operation))),
    );
  writePaging(answer, plan.response, page);
  return { message: answer, afterMs: 0 };
}

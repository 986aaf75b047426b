import type { Message } from '@bufbuild/protobuf';
import type { Failed } from './failure.ts';
import type { Verb } from './resource.ts';
import { prepareAct } from './standard-act.ts';
import { batch } from './standard-batch.ts';
import { failed, type Outcome, type Ready, type WorldCall } from './standard-call.ts';
import { prepareCreate } from './standard-create.ts';
import { prepareDelete, prepareUndelete } from './standard-delete.ts';
import { isLookup, lookup } from './standard-lookup.ts';
import { batchGet, count, exists, get, list } from './standard-read.ts';
import { prepareUpdate } from './standard-update.ts';

type Perform = (call: WorldCall, request: Message) => Outcome | Failed;

const now =
  (prepare: (call: WorldCall, request: Message) => Ready | Failed): Perform =>
  (call, request) => {
    const ready = prepare(call, request);
    return failed(ready) ? ready : ready.commit();
  };

const METHODS: Partial<Record<Verb, Perform>> = {
  get: (call, request) => (isLookup(call.plan) ? lookup : get)(call, request),
  list,
  search: list,
  count,
  exists,
  batch_get: batchGet,
  create: now((call, request) => prepareCreate(call, request, call.plan.request, new Set())),
  update: now((call, request) => prepareUpdate(call, request, call.plan.request, new Set())),
  upsert: now((call, request) => prepareUpdate(call, request, call.plan.request, new Set())),
  delete: now((call, request) => prepareDelete(call, request, call.plan.request, new Set())),
  undelete: now((call, request) => prepareUndelete(call, request, call.plan.request)),
  act: now(prepareAct),
  batch_create: batch,
  batch_update: batch,
  batch_delete: batch,
};

/** What a standard method does; undefined for verbs that are no question with one answer (streams, operations). */
export const standardMethod = (verb: Verb): Perform | undefined => METHODS[verb];

/** Verbs that write. */
export const writes = (verb: Verb): boolean =>
  !['get', 'list', 'search', 'count', 'exists', 'batch_get', 'watch'].includes(verb) && METHODS[verb] !== undefined;

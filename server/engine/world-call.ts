import type { Registry as TypeRegistry } from '@bufbuild/protobuf';
import type { Writer } from '../contract/origin.ts';
import type { HintsFile } from '../generate/hints-file.ts';
import type { Entity } from '../world/entity.ts';
import type { Failure } from '../world/failure.ts';
import type { MethodPlan } from '../world/resource.ts';
import type { WorldCall } from '../world/standard-call.ts';
import { universeOf, type Universe } from '../world/universe.ts';
import type { World } from '../world/world.ts';
import type { Say } from './answerer.ts';
import type { Question } from './question.ts';
import { detailTrailers } from './status-details.ts';

const universes = new WeakMap<TypeRegistry, Universe>();

/** Most calls have the same seed: what follows from it is made once. */
export function universeFor(seed: string, types: TypeRegistry, hints: HintsFile | undefined): Universe {
  let universe = universes.get(types);
  if (universe?.seed !== seed || universe.hints !== hints)
    universes.set(types, (universe = universeOf(seed, types, hints)));
  return universe;
}

/** A call as the world sees it. Who writes is asked by calls that write, and costs those that read nothing. */
class Caller implements WorldCall {
  readonly world: World;
  readonly universe: Universe;
  readonly plan: MethodPlan;
  readonly #question: Question;
  constructor(question: Question, plan: MethodPlan) {
    const { method, seed, world, hints } = question;
    this.world = world;
    this.universe = universeFor(seed, method.types, hints);
    this.plan = plan;
    this.#question = question;
  }
  get writer(): Writer {
    const { line, method } = this.#question;
    return { by: 'call', call: line.call, method: method.path, client: line.client };
  }
}

/** A call as the world sees it. */
export const callOf = (question: Question, plan: MethodPlan): WorldCall => new Caller(question, plan);

/** A failure as the end of a call. */
export function sayFailure(failure: Failure): Say {
  return { steps: [], end: failure.status, trailers: detailTrailers(failure) };
}

const encoder = new TextEncoder();

/** What the values around an entity are a function of. */
export const keyBytes = (entity: Entity | undefined): Uint8Array =>
  encoder.encode(entity === undefined ? '' : `${entity.id} ${entity.revision}`);

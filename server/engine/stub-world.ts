import { reflect, type ReflectMessage } from '@bufbuild/protobuf/reflect';
import type { TemplateWorld } from '../stubs/stub.ts';
import { isNamed } from '../world/entity-id.ts';
import type { Entity } from '../world/entity.ts';
import type { Resource } from '../world/resource.ts';
import type { ResourceIndex } from '../world/resource-index.ts';
import type { Universe } from '../world/universe.ts';
import type { Question } from './question.ts';
import { universeFor } from './world-call.ts';

/** Things of one list. */
const MOST = 1_000;

/** The world as expressions ask it: that of the call's session, by the call's seed. Undefined where no names are known. */
export const stubWorld = (question: Question): TemplateWorld | undefined =>
  question.resources && new StubWorld(question, question.resources);

/** Made for each call of a stub, and seldom asked. */
class StubWorld implements TemplateWorld {
  readonly #question: Question;
  readonly #resources: () => ResourceIndex;

  constructor(question: Question, resources: () => ResourceIndex) {
    this.#question = question;
    this.#resources = resources;
  }

  find(type: string, id: string): ReflectMessage | undefined {
    const resource = this.#named(type);
    const entity = this.#question.world.find(this.#universe, resource, id);
    // As a Get has it: what has a name can be got after a soft deletion.
    return entity && (!entity.deleted || isNamed(resource)) ? shown(entity) : undefined;
  }

  list(type: string): readonly ReflectMessage[] {
    const { world } = this.#question;
    const resource = this.#named(type);
    const rows = world.list(this.#universe, resource, {});
    // Each was listed just now.
    return Array.from({ length: Math.min(MOST, rows.length) }, (_, index) =>
      shown(world.find(this.#universe, resource, rows.at(index)!.id)!),
    );
  }

  get #universe(): Universe {
    const { seed, method, hints } = this.#question;
    return universeFor(seed, method.types, hints);
  }

  #named(type: string): Resource {
    const index = this.#resources();
    const kind = index.find(type);
    if (kind) return kind.resource;
    const { message, hint } = index.unknown(type);
    throw new Error(`${message} ${hint ?? ''}`.trimEnd());
  }
}

const shown = ({ resource, message }: Entity): ReflectMessage => reflect(resource.desc, message);

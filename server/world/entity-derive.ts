import { type Message } from '@bufbuild/protobuf';
import { generateMessage } from '../generate/generate-message.ts';
import { hashText, mix, textKey, type Key } from '../generate/hash.ts';
import { parentAligner } from '../generate/parent-aligner.ts';
import type { Trace } from '../generate/trace.ts';
import { derivedIds, parentPool } from './collection.ts';
import { isNamed, keyParents, splitKey, writeId, writeText } from './entity-id.ts';
import { innerParents } from './inner-parents.ts';
import type { Resource } from './resource.ts';
import type { Universe } from './universe.ts';

/** The key of an entity under the seed. */
export const entityKey = (universe: Universe, resource: Resource, id: string): Key =>
  textKey(`${resource.key} ${id}`, universe.key);

/**
 * The entity of an id as it follows from the seed: nobody has to have listed or created it. `under`: what it lies
 * under, where that is known from a list that showed it.
 */
export function deriveEntity(
  universe: Universe,
  resource: Resource,
  id: string,
  under: readonly string[] | undefined,
  trace?: Trace,
): Message {
  const finish = (made: Message): void => {
    const message = trace ? trace.agreeing(made) : made;
    writeId(resource, message, id);
    if (isNamed(resource)) parentAligner(resource.desc)?.(message);
    else if (resource.parents.length > keyParents(resource).length) {
      const known = under ?? parentsOf(universe, resource, id);
      resource.parents.forEach(({ path, inKey }, index) => {
        if (!inKey) writeText(message, path, known[index] ?? '');
      });
    }
    innerParents(resource.desc)?.(message);
  };
  return generateMessage(resource.desc, {
    types: universe.types,
    seed: universe.key,
    key: entityKey(universe, resource, id),
    ...(isNamed(resource) ? { home: id } : { id }),
    finish,
    hints: universe.hints,
    ...(trace ? { trace } : {}),
  });
}

/** What a plain id lies under: as the list of all says, or else any of those that there are. */
function parentsOf(universe: Universe, resource: Resource, id: string): readonly string[] {
  const parts = splitKey(id, keyParents(resource).length + 1);
  let at = 0;
  const given = resource.parents.map(({ inKey }) => (inKey ? parts[at++] : undefined));
  const { index, under } = derivedIds(resource, { under: given }, universe.key.a);
  const known = index.get(id);
  if (known !== undefined) return under[known]!;
  return resource.parents.map(({ path }, position) => {
    const pool = parentPool(path.at(-1)!, universe.key.a);
    return given[position] ?? pool[(mix(hashText(id) + position) >>> 0) % pool.length] ?? '';
  });
}

import type { DescMessage } from '@bufbuild/protobuf';
import { leavesOf, type Leaf } from './infer-field.ts';
import { idCandidates, STRONG, type IdCandidate } from './infer-id.ts';
import type { Naming } from './infer-resources.ts';
import type { Resource } from './resource.ts';

// Fields that say what a thing lies under.
const PARENT =
  /(^| )(id|uid|uuid|key|namespace|tenant|organi[sz]ation|org|workspace|project|account|region|zone|location|database|bucket|cluster|realm|domain|parent|owner|group|collection)$/;
const IDS = /(^| )(id|uid|uuid|parent)$/;
const NO_PARENT = /^(external|request|trace|correlation|created by|updated by|modified by|client request|idempotency)/;

/** Whether a field of a thing may say what it lies under. */
export const isParentLike = (leaf: Leaf): boolean =>
  (leaf.kind === 'text' || leaf.kind === 'whole') && PARENT.test(leaf.words) && !NO_PARENT.test(leaf.words);

/** Plain ids: the fields that methods ask for beside the id, and the ids of other things that it holds. */
export function parentsOf(desc: DescMessage, id: IdCandidate, naming: readonly Naming[]): Resource['parents'] {
  // Another id of the thing itself says nothing of what it lies under.
  const own = new Set(
    idCandidates(desc).flatMap(({ path, rank }) => (rank < STRONG || path === id.path ? [path.at(-1)!] : [])),
  );
  const fields = leavesOf(desc).filter((leaf) => !own.has(leaf.path.at(-1)!) && isParentLike(leaf));
  const strict = naming.filter(({ action }) => action === 'get' || action === 'delete');
  return fields.flatMap((leaf) => {
    const asks = ({ leaves }: Naming): boolean =>
      leaves.some((other) => other.words === leaf.words && other.kind === leaf.kind);
    // A time zone, a musical key or a place of its own: a parent only where a request asks for it.
    if (!IDS.test(leaf.words) && !naming.some(asks)) return [];
    const inKey = strict.length > 0 && strict.every(asks);
    return [{ path: leaf.path, inKey }];
  });
}

import type { DescField, DescMessage, DescMethod } from '@bufbuild/protobuf';
import { referenceOf } from '../generate/annotations.ts';
import { parentPattern } from '../generate/pattern-parts.ts';
import { patternsOf } from '../generate/resource-patterns.ts';
import { conditionsIn } from './infer-conditions.ts';
import { listOf, requestControls } from './infer-controls.ts';
import { itemKindOf, kindOf, leavesOf, wordsOf, type Leaf } from './infer-field.ts';
import { callsOf, idCandidates, isUnique, likeness, WEAKEST, type IdCandidate } from './infer-id.ts';
import { singularWords } from './infer-noun.ts';
import { requestLeaves } from './infer-resources.ts';
import { fieldsIn } from './infer-sent-fields.ts';
import { settersIn } from './infer-setters.ts';
import { thingSpots } from './infer-spot.ts';
import { serverFields } from './marks.ts';
import type { FieldPath, RequestPlan, Resource, Verb } from './resource.ts';

type Pair = { readonly from: FieldPath; readonly to: FieldPath };

/** The candidate that a resource's id path stands for. */
export function idOf({ desc, id }: Resource): IdCandidate | undefined {
  const known = idCandidates(desc).find(({ path }) => samePath(path, id));
  if (known) return known;
  const own = leavesOf(desc).find(({ path }) => samePath(path, id));
  return own && { ...own, rank: WEAKEST };
}

export const samePath = (left: readonly DescField[], right: readonly DescField[]): boolean =>
  left.length === right.length && left.every((field, index) => field === right[index]);

/** The value of a request that says which thing of the resource is meant. */
export function namedBy(leaves: readonly Leaf[], resource: Resource): Leaf | undefined {
  const id = idOf(resource);
  if (!id) return undefined;
  const calls = [...callsOf(resource.desc), resource.singular];
  let [best, most]: [Leaf | undefined, number] = [undefined, 0];
  for (const leaf of leaves) {
    // A slug is the slug, where a thing has one beside its id.
    if (
      leaf.words !== id.words &&
      resource.desc.fields.some((own) => wordsOf(own) === leaf.words && isApart(own, resource))
    )
      continue;
    const value = likeness(leaf, id, calls, resource.key) - leaf.path.length / 100;
    if (value > most) [best, most] = [leaf, value];
  }
  return best;
}

/** Another text of a thing that belongs to it alone. */
const isApart = (field: DescField, { desc, id }: Resource): boolean =>
  field !== id[0] &&
  kindOf(field) === 'text' &&
  /(^| )(slug|handle|sku|code|email|username|barcode|isbn)$/.test(wordsOf(field)) &&
  isUnique([field], desc);

/** Several of them: `ids`, `names`, `user_ids`. */
export function idsIn(desc: DescMessage, resource: Resource): FieldPath | undefined {
  const id = idOf(resource);
  if (!id) return undefined;
  const calls = [...callsOf(resource.desc), resource.singular];
  for (const field of desc.fields) {
    if (itemKindOf(field) !== id.kind) continue;
    const leaf: Leaf = { path: [field], words: singularWords(wordsOf(field)), kind: id.kind };
    if (likeness(leaf, id, calls, resource.key) > 0) return [field];
  }
  return listOf(desc, id.kind, (words) => /^(ids|names|keys)$/.test(words));
}

const LISTS: ReadonlySet<Verb> = new Set(['list', 'search', 'count', 'watch']);
const WRITES: ReadonlySet<Verb> = new Set(['create', 'update', 'upsert', 'upload']);

/** What each field of a request is for, given what the method does. */
export function requestPlan(method: DescMethod, input: DescMessage, verb: Verb, resource: Resource): RequestPlan {
  const whole = WRITES.has(verb) || input === resource.desc ? wholeIn(input, resource) : undefined;
  const outside = requestLeaves(input).filter(
    ({ path }) => whole === undefined || (whole.length > 0 && path[0] !== whole[0]),
  );
  const listing = LISTS.has(verb);
  const controls = verb === 'count' ? {} : requestControls(input, listing);
  const used = new Set(Object.values(controls).map((path) => (path as FieldPath).at(-1)));
  const free = outside.filter(({ path }) => !used.has(path.at(-1)!));
  const parent = resource.patterns.length > 0 ? parentIn(method, free, resource) : undefined;
  const rest = free.filter(({ path }) => path !== parent?.path);
  const named = listing && verb !== 'watch' ? undefined : namedBy(rest, resource);
  const others = rest.filter(({ path }) => path !== named?.path);
  const scope = others.flatMap((leaf) =>
    pairOf(
      leaf,
      resource.parents.map(({ path }) => path),
    ),
  );
  const scoped = new Set(scope.map(({ from }) => from));
  const ownIds =
    whole && resource.id.length > 0 && verb !== 'create' && verb !== 'upload' ? [...whole, ...resource.id] : undefined;
  const creates = verb === 'create' || verb === 'upload';
  const id = creates ? undefined : (named?.path ?? nonEmpty(ownIds));
  const writes = WRITES.has(verb) && whole === undefined ? fieldsIn(input, resource, id, used) : [];
  const setters =
    verb === 'act' ? settersOf(method, input, resource, used, [id, ...scope.map(({ from }) => from)]) : [];
  const suggested = creates ? suggestedIn(rest, named, resource, writes) : undefined;
  return {
    ...controls,
    ...(id ? { id, ...insteadIn(id, others, verb, resource) } : {}),
    ...(whole ? { resource: whole } : {}),
    ...(writes.length > 0 ? { fields: writes } : {}),
    ...(setters.length > 0 ? { fields: setters } : {}),
    ...(suggested ? { suggestedId: suggested } : {}),
    ...(parent ? { parent: parent.path } : {}),
    ...(scope.length > 0 ? { scope } : {}),
    ...(listing
      ? equalsIn(
          input,
          others.filter(({ path }) => !scoped.has(path)),
          resource,
          new Set([...used, ...[id, parent?.path, ...scope.map(({ from }) => from)].map((path) => path?.at(-1))]),
          scope.length === 0 && !parent,
          controls,
        )
      : {}),
  };
}

const BY_OTHERS: ReadonlySet<Verb> = new Set(['get', 'exists', 'delete']);

/** `GetArticle { article_id, slug }`: other texts that belong to one thing alone. */
function insteadIn(
  id: FieldPath,
  leaves: readonly Leaf[],
  verb: Verb,
  resource: Resource,
): Pick<RequestPlan, 'instead'> {
  if (!BY_OTHERS.has(verb) || resource.patterns.length > 0) return {};
  const targets = leavesOf(resource.desc)
    .map(({ path }) => path)
    .filter((path) => !samePath(path, resource.id) && isUnique(path, resource.desc));
  const instead = leaves
    .filter(({ kind, path }) => kind === 'text' && path !== id)
    .flatMap((leaf) => pairOf(leaf, targets));
  return instead.length > 0 ? { instead } : {};
}

/** What a custom method sets, of what its request says besides which thing is meant and how to answer. */
function settersOf(
  method: DescMethod,
  input: DescMessage,
  resource: Resource,
  used: ReadonlySet<DescField | undefined>,
  said: readonly (FieldPath | undefined)[],
): readonly Pair[] {
  const spoken = new Set(said.map((path) => path?.[0]));
  const free = input.fields.filter((field) => !spoken.has(field) && !used.has(field));
  return settersIn(method, free, resource, serverFields(resource));
}

const nonEmpty = (path: readonly DescField[] | undefined): FieldPath | undefined =>
  path && path.length > 0 ? path : undefined;

/** Where a request holds the thing whole. */
export const wholeIn = (input: DescMessage, resource: Resource): readonly DescField[] | undefined =>
  thingSpots(input).find(({ desc }) => desc === resource.desc)?.path;

function pairOf(leaf: Leaf, targets: readonly FieldPath[]): readonly Pair[] {
  const to = targets.find((path) => {
    const field = path.at(-1)!;
    return (
      wordsOf(path.length > 1 && field.name === 'value' ? path.at(-2)! : field) === leaf.words &&
      kindOf(field) === leaf.kind
    );
  });
  return to ? [{ from: leaf.path, to }] : [];
}

function equalsIn(
  input: DescMessage,
  leaves: readonly Leaf[],
  resource: Resource,
  used: ReadonlySet<DescField | undefined>,
  alone: boolean,
  controls: RequestPlan,
): Pick<RequestPlan, 'equals' | 'bounds' | 'switches'> {
  const targets = leavesOf(resource.desc).map(({ path }) => path);
  // The name of something else is no name of such a thing.
  const strange = ({ from, to }: Pair): boolean => {
    const type = referenceOf(from.at(-1)!)?.type;
    return type !== undefined && type !== resource.key && samePath(to, resource.id);
  };
  const plain = leaves.flatMap((leaf) => pairOf(leaf, targets)).filter((pair) => !strange(pair));
  const said = new Set([...used, ...plain.flatMap(({ from }) => from)]);
  // What shows deleted things as well may show archived ones that are not deleted.
  const shows = controls.showDeleted?.at(-1);
  if (shows) said.delete(shows);
  const { bounds, switches, ...more } = conditionsIn(input, resource, said, alone);
  const equals = [...plain, ...more.equals];
  return {
    ...(equals.length > 0 ? { equals } : {}),
    ...(bounds.length > 0 ? { bounds } : {}),
    ...(switches.length > 0 ? { switches } : {}),
  };
}

/** AIP: the field that names what the things lie under. */
function parentIn(method: DescMethod, leaves: readonly Leaf[], resource: Resource): Leaf | undefined {
  const texts = leaves.filter(({ kind, path }) => kind === 'text' && path.length === 1);
  const above = resource.patterns.map(parentPattern).filter((pattern) => pattern !== '');
  const patterns = patternsOf(method.parent.file);
  const words = above.map((pattern) => /\{([^}=]+)[^}]*\}$/.exec(pattern)?.[1]?.replaceAll('_', ' ') ?? '');
  return (
    texts.find(({ path }) => referenceOf(path[0]!)?.childType === resource.key) ??
    texts.find((leaf) => leaf.words === 'parent') ??
    texts.find(({ path }) => {
      const type = referenceOf(path[0]!)?.type;
      return type !== undefined && type !== resource.key && above.includes(patterns.get(type) ?? '?');
    }) ??
    texts.find((leaf) => words.includes(leaf.words))
  );
}

/** The id that a client suggests for a new thing. */
function suggestedIn(
  leaves: readonly Leaf[],
  named: Leaf | undefined,
  resource: Resource,
  writes: readonly Pair[],
): FieldPath | undefined {
  if (writes.some(({ to }) => samePath(to, resource.id))) return undefined;
  if (resource.patterns.length === 0 && idOf(resource)?.rank !== 0) return named?.path;
  const calls = [...callsOf(resource.desc), resource.singular];
  return (
    leaves.find((leaf) => leaf.kind === 'text' && calls.some((call) => leaf.words === `${call} id`))?.path ??
    named?.path
  );
}

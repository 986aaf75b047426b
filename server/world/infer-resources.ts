import type { DescFile, DescMessage, DescMethod } from '@bufbuild/protobuf';
import { resourceOf } from '../generate/annotations.ts';
import { splitWords } from '../generate/words.ts';
import { leavesOf, pathText, type Leaf } from './infer-field.ts';
import { callsOf, idCandidates, likeness, STRONG, WEAKEST, type IdCandidate } from './infer-id.ts';
import { filesBelow } from './infer-operation.ts';
import { patternsOfPaths } from './infer-http.ts';
import { marksOf } from './infer-marks.ts';
import { methodName, type MethodName } from './infer-name.ts';
import { nounsOf, pluralOf, sameNoun } from './infer-noun.ts';
import { isParentLike, parentsOf } from './infer-parents.ts';
import { nearness, nounEnds, saidBy } from './infer-relation.ts';
import { bareName, isDoubtful, sightingsOf, type Sighting } from './infer-sightings.ts';
import { singletonFrom } from './infer-singletons.ts';
import type { Resource } from './resource.ts';

/** The resources that the services of a file, and of what it imports, work on. */
export type Domain = ReadonlyMap<DescMessage, Resource>;

const domains = new WeakMap<DescFile, Domain>();

export function domainOf(file: DescFile): Domain {
  let domain = domains.get(file);
  if (!domain) domains.set(file, (domain = findResources(file)));
  return domain;
}

function findResources(file: DescFile): Domain {
  const sightings = filesBelow(file).flatMap(sightingsOf);
  const byMessage = new Map<DescMessage, Sighting[]>();
  for (const one of sightings) {
    const seen = byMessage.get(one.desc);
    if (seen) seen.push(one);
    else byMessage.set(one.desc, [one]);
  }
  const methods = new Set([...sightings.map(({ method }) => method), ...file.services.flatMap((one) => one.methods)]);
  const namers = namersByEnd(methods);
  const domain = new Map<DescMessage, Resource>();
  // Things first: an answer is one itself (`UserResponse { id, name }`) only where nothing else is.
  const ordered = [...byMessage].toSorted(([left], [right]) => Number(isFrame(left)) - Number(isFrame(right)));
  for (const [desc, seen] of ordered) {
    if (isFrame(desc) && !isThingItself(desc, seen, domain)) continue;
    const naming = [...new Set(nounEnds(desc).flatMap((end) => namers.get(end) ?? []))]
      .filter(({ method, name }) => nearness(name, method, desc) >= 1)
      .map(({ method, name }) => ({ method, action: name.action, leaves: requestLeaves(method.input) }));
    const resource = resourceFrom(desc, seen, naming) ?? singletonFrom(desc, seen);
    if (resource) domain.set(desc, resource);
  }
  // `IssueDetails { issue, reporter, comments }` is what is told of an issue, and no other thing with the same id.
  for (const [desc, { id }] of domain) if (id.length > 1 && domain.has(id[0]!.message!)) domain.delete(desc);
  return domain;
}

interface Namer {
  readonly method: DescMethod;
  readonly name: MethodName;
}

/** Methods that name one thing, by the last letters of what they name: nouns that are near each other end alike. */
function namersByEnd(methods: Iterable<DescMethod>): ReadonlyMap<string, readonly Namer[]> {
  const found = new Map<string, Namer[]>();
  for (const method of methods) {
    const name = methodName(method.name);
    if (!NAMING.has(name.action)) continue;
    for (const end of new Set([saidBy(name, method).slice(-2), name.flatWhole.slice(-2)])) {
      const same = found.get(end);
      if (same) same.push({ method, name });
      else found.set(end, [{ method, name }]);
    }
  }
  return found;
}

const isFrame = (desc: DescMessage): boolean => /(Response|Resp|Reply|Res|Result|Output)$/.test(bareName(desc));

function isThingItself(desc: DescMessage, seen: readonly Sighting[], domain: Domain): boolean {
  if (resourceOf(desc)) return true;
  const nouns = nounsOf(desc.name);
  return (
    seen.some(({ role }) => role === 'get' || (role === 'list' && !/(Result|Output)$/.test(desc.name))) &&
    ![...domain.values()].some((other) => nouns.some((noun) => sameNoun(noun, other.singular)))
  );
}

const NAMING = new Set(['get', 'update', 'upsert', 'delete', 'undelete', 'exists']);

// Messages that say which thing is meant: `UserKey { id }`.
const POINTER = /(Key|Id|ID|Ref|Reference|Identifier|Selector|Name|Locator|Pointer|Handle)$/;

/** The values of a request, and of what names a thing in it. */
export function requestLeaves(desc: DescMessage): readonly Leaf[] {
  let found = leavesOfRequests.get(desc);
  if (!found) {
    found = leavesOf(desc, (field) => field.message !== undefined && POINTER.test(field.message.name));
    leavesOfRequests.set(desc, found);
  }
  return found;
}

const leavesOfRequests = new WeakMap<DescMessage, readonly Leaf[]>();

/** What a method that names one thing asks for. */
export interface Naming {
  readonly method: DescMethod;
  readonly action: string;
  readonly leaves: readonly Leaf[];
}

function resourceFrom(desc: DescMessage, seen: readonly Sighting[], naming: readonly Naming[]): Resource | undefined {
  const annotated = resourceOf(desc);
  const key = annotated?.type || desc.typeName;
  const id = chooseId(desc, naming, key) ?? ownersId(desc, seen, naming);
  if (!id) return undefined;
  const has = (role: Sighting['role'], least: number): boolean =>
    seen.some((one) => one.role === role && one.relation >= least);
  const named = (action: string): boolean =>
    naming.some((one) => one.action === action && one.leaves.some((leaf) => likes(leaf, id, desc, key) > 0));
  const found = isDoubtful(desc)
    ? annotated !== undefined ||
      (named('get') && (has('list', 1) || named('delete') || has('update', 1))) ||
      (has('list', 1) && id.rank < STRONG && (has('create', 1) || named('delete')))
    : annotated !== undefined ||
      (has('get', 0.5) && named('get')) ||
      (has('list', 1) && (id.rank < STRONG || named('get') || named('delete'))) ||
      (has('list', 0.5) && (named('get') || named('delete'))) ||
      (has('create', 1) && (named('update') || named('delete') || has('update', 1)));
  if (!found) return undefined;
  const patterns = id.rank === 0 && annotated ? annotated.patterns : patternsShown(id, naming);
  const nouns = nounsOf(desc.name);
  // `UserDto` is a user where methods say so.
  const noun = seen.some((one) => one.relation === 2) ? nouns[0]! : nouns.at(-1)!;
  const singular = annotated?.singular ? splitWords(annotated.singular) : noun;
  return {
    key,
    desc,
    singular,
    plural: annotated?.plural ? splitWords(annotated.plural) : pluralOf(singular),
    id: id.path,
    patterns,
    parents: id.rank === 0 || patterns.length > 0 ? [] : parentsOf(desc, id, naming),
    marks: marksOf(desc, id.path),
    why: reasons(desc, id, annotated, seen),
  };
}

/** A name without an annotation may have its form in the paths of REST. */
function patternsShown(id: IdCandidate, naming: readonly Naming[]): readonly string[] {
  if (id.kind !== 'text' || id.path.length > 1 || !/(^| )name$/.test(id.words)) return [];
  const shown = naming
    .filter(({ action }) => action === 'get' || action === 'delete')
    .flatMap(({ method }) => patternsOfPaths(method, id.path[0]!.name));
  return [...new Set(shown)];
}

const likes = (leaf: Leaf, id: IdCandidate, desc: DescMessage, key: string): number =>
  likeness(leaf, id, callsOf(desc), key);

const WEIGHT: Readonly<Record<string, number>> = { get: 3, exists: 2, delete: 2, undelete: 2, update: 1, upsert: 1 };

/** The field that methods name things of this type by; where they do not say, the likeliest one. */
function chooseId(desc: DescMessage, naming: readonly Naming[], key: string): IdCandidate | undefined {
  const candidates = idCandidates(desc);
  if (candidates[0]?.rank === 0) return candidates[0];
  const calls = callsOf(desc);
  const votes = new Map<IdCandidate, number>();
  for (const { action, leaves } of naming) {
    let [best, most]: [IdCandidate | undefined, number] = [undefined, 0];
    for (const candidate of candidates)
      for (const leaf of leaves) {
        const value = likeness(leaf, candidate, calls, key);
        if (value > most) [best, most] = [candidate, value];
      }
    if (best) votes.set(best, (votes.get(best) ?? 0) + WEIGHT[action]!);
  }
  const [winner] = [...votes].toSorted(([a, x], [b, y]) => y - x || a.rank - b.rank);
  return winner?.[0] ?? candidates[0];
}

/** Settings and profiles of something else go by its id: `UserSettings { user_id, theme }`, got and changed by `user_id`. */
function ownersId(desc: DescMessage, seen: readonly Sighting[], naming: readonly Naming[]): IdCandidate | undefined {
  const gets = naming.filter(({ action, leaves }) => action === 'get' && leaves.length > 0);
  if (gets.length === 0 || !seen.some(({ role, relation }) => role === 'update' && relation >= 1)) return undefined;
  const owner = leavesOf(desc).find(
    (leaf) =>
      leaf.path.length === 1 &&
      isParentLike(leaf) &&
      gets.every(({ leaves }) => leaves.some((asked) => asked.words === leaf.words && asked.kind === leaf.kind)),
  );
  return owner && { ...owner, rank: WEAKEST };
}

function reasons(
  desc: DescMessage,
  id: IdCandidate,
  annotated: ReturnType<typeof resourceOf>,
  seen: readonly Sighting[],
): readonly string[] {
  const why: string[] = [];
  if (annotated)
    why.push(
      `\`${desc.name}\` carries google.api.resource` +
        (annotated.patterns.length > 0 ? ` with pattern ${annotated.patterns.slice(0, 3).join(', ')}.` : '.'),
    );
  const methods = (role: Sighting['role']): readonly string[] =>
    [...new Set(seen.filter((one) => one.role === role && one.relation > 0).map((one) => one.method.name))].slice(0, 3);
  for (const [role, one, several] of [
    ['get', 'returns one', 'return one'],
    ['list', 'lists them', 'list them'],
    ['create', 'makes one', 'make one'],
    ['update', 'changes one', 'change one'],
  ] as const) {
    const names = methods(role);
    const last = names.at(-1);
    if (last === undefined) continue;
    why.push(names.length === 1 ? `${last} ${one}.` : `${names.slice(0, -1).join(', ')} and ${last} ${several}.`);
  }
  why.push(`\`${pathText(id.path)}\` identifies it.`);
  return why;
}

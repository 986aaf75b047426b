import type { DescMessage } from '@bufbuild/protobuf';
import { referenceOf, resourceOf } from '../generate/annotations.ts';
import { leavesOf, wordsOf, type Leaf } from './infer-field.ts';
import { nounsOf } from './infer-noun.ts';
import type { FieldPath } from './resource.ts';

/** A field that may identify a thing. `rank`: the lower the likelier. */
export interface IdCandidate extends Leaf {
  readonly rank: number;
}

/** Ranks up to here identify even where no method says so. */
export const STRONG = 4;

/** Of a field that only the methods make an id. */
export const WEAKEST = 9;

const STRONG_WORDS = ['id', 'uid', 'uuid', 'guid', 'identifier'];
const FAIR_WORDS = ['key', 'slug', 'sku'];
const WEAK_WORDS = [
  'name',
  'code',
  'number',
  'no',
  'handle',
  'username',
  'user name',
  'login',
  'email',
  'isbn',
  'isbn 13',
  'vin',
  'iban',
  'ean',
  'barcode',
  'symbol',
  'ticker',
  'serial',
  'serial number',
  'path',
  'hostname',
  'hash',
  'ref',
  'reference',
  'fqdn',
  'alias',
  'mrn',
  'imei',
  'digest',
  'sha 256',
  'sha256',
  'license plate',
  'plate',
];

/** Words that a thing is called by: its nouns, and the last word of each. */
export function callsOf(desc: DescMessage): readonly string[] {
  const calls = new Set(nounsOf(desc.name));
  for (const noun of [...calls]) calls.add(noun.slice(noun.lastIndexOf(' ') + 1));
  return [...calls];
}

function rankOf(words: string, calls: readonly string[]): number | undefined {
  const bare = calls.map((call) => (words.startsWith(`${call} `) ? words.slice(call.length + 1) : words));
  if (words === 'id') return 1;
  if (bare.includes('id')) return 1.2;
  const strong = STRONG_WORDS.findIndex((word) => words === word || bare.includes(word));
  if (strong >= 0) return 2 + strong / 10;
  const fair = FAIR_WORDS.findIndex((word) => words === word || bare.includes(word));
  if (fair >= 0) return 3 + fair / 10;
  const weak = WEAK_WORDS.findIndex((word) => words === word || bare.includes(word));
  return weak >= 0 ? 5 + weak / 100 : undefined;
}

const cache = new WeakMap<DescMessage, readonly IdCandidate[]>();

/** The fields that may identify a thing of this type, likeliest first. */
export function idCandidates(desc: DescMessage): readonly IdCandidate[] {
  let found = cache.get(desc);
  if (!found) {
    const calls = callsOf(desc);
    const annotated = resourceOf(desc);
    found = leavesOf(desc, (field) =>
      calls.some((call) => call === wordsOf(field) || call.startsWith(`${wordsOf(field)} `)),
    )
      .flatMap((leaf): IdCandidate[] => {
        if (leaf.kind !== 'text' && leaf.kind !== 'whole') return [];
        if (leaf.path.length === 1 && annotated?.nameField === leaf.path[0]!.name) return [{ ...leaf, rank: 0 }];
        const rank = rankOf(leaf.words, calls);
        // Behind a holder, only what truly identifies.
        return rank === undefined ? [] : [{ ...leaf, rank: rank + (leaf.path.length - 1) / 2 }];
      })
      .toSorted((left, right) => left.rank - right.rank);
    cache.set(desc, found);
  }
  return found;
}

/** What is as good as an id, besides what may be one anyway. */
const UNIQUE = /(^| )(email|e mail|email address|phone|phone number|mobile|external id|tax id|passport number)$/;

/** Whether a field belongs to one thing alone, as an id does. */
export const isUnique = (path: FieldPath, desc: DescMessage): boolean =>
  UNIQUE.test(wordsOf(path.at(-1)!)) ||
  idCandidates(desc).some(
    (candidate) =>
      candidate.path.length === path.length && candidate.path.every((field, index) => field === path[index]),
  );

const GENERIC = new Set([...STRONG_WORDS, ...FAIR_WORDS, 'value', 'resource id']);

/** How well a value of a request names what `candidate` identifies: 0 for not at all. */
export function likeness(leaf: Leaf, candidate: IdCandidate, calls: readonly string[], key: string): number {
  if (leaf.kind !== candidate.kind) return 0;
  const reference = referenceOf(leaf.path.at(-1)!);
  if (reference?.type !== undefined) return reference.type === key && candidate.rank === 0 ? 100 : 0;
  if (reference?.childType !== undefined) return 0;
  if (candidate.rank === 0 && leaf.kind === 'text') {
    if (/^(name|resource name|resource|full name)$/.test(leaf.words)) return 50;
    if (calls.some((call) => leaf.words === call || leaf.words === `${call} name`)) return 40;
    if (calls.some((call) => leaf.words === `${call} id`)) return 4;
  }
  const certainty = 1 - candidate.rank / 100;
  if (leaf.words === candidate.words) return 10 * certainty;
  for (const call of calls) {
    if (leaf.words === `${call} ${candidate.words}`) return 9 * certainty;
    if (candidate.words === `${call} ${leaf.words}`) return 8 * certainty;
    if (leaf.words === call && leaf.kind === 'text') return 7 * certainty;
  }
  const generic = GENERIC.has(leaf.words) || calls.some((call) => leaf.words === `${call} id`);
  return generic && candidate.rank < STRONG ? 5 * certainty : 0;
}

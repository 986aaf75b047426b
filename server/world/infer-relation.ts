import type { DescMessage, DescMethod, DescService } from '@bufbuild/protobuf';
import { splitWords } from '../generate/words.ts';
import type { MethodName } from './infer-name.ts';
import { nounsOf, sameNoun, singularWords } from './infer-noun.ts';

/** `UserService` → `user`; empty for names that say nothing, as `Api`. */
export function serviceNoun(service: DescService): string {
  let noun = cache.get(service);
  if (noun === undefined) cache.set(service, (noun = findNoun(service.name)));
  return noun;
}

const cache = new WeakMap<DescService, string>();

function findNoun(name: string): string {
  const words = splitWords(name).replaceAll(/\bv ?\d+\b/g, '');
  return singularWords(
    words
      .replaceAll(
        /\b(service|services|svc|api|manager|management|store|storage|repository|repo|server|grpc|rpc|controller|admin|crud|registry|client|handler|provider|public|internal)\b/g,
        ' ',
      )
      .replaceAll(/ +/g, ' ')
      .trim(),
  );
}

interface FlatNouns {
  readonly nouns: readonly string[];
  /** Without spaces: `user name` and `username` are one word to some. */
  readonly bare: string;
  readonly whole: string;
}

const flats = new WeakMap<DescMessage, FlatNouns>();

function flatNouns(desc: DescMessage): FlatNouns {
  let found = flats.get(desc);
  if (!found) {
    const nouns = nounsOf(desc.name);
    found = { nouns, bare: nouns[0]!.replaceAll(' ', ''), whole: nouns.at(-1)!.replaceAll(' ', '') };
    flats.set(desc, found);
  }
  return found;
}

/** What a method's name speaks of, or else its service's, without spaces. */
export const saidBy = (name: MethodName, { parent }: DescMethod): string =>
  name.noun === '' ? serviceNoun(parent).replaceAll(' ', '') : name.flatNoun;

/** The last letters of a message's nouns: no noun with other ones is near. */
export function nounEnds(desc: DescMessage): readonly string[] {
  const { bare, whole } = flatNouns(desc);
  return bare.slice(-2) === whole.slice(-2) ? [whole.slice(-2)] : [bare.slice(-2), whole.slice(-2)];
}

/**
 * How near what a method's name speaks of is to a message: 3 the same, 2 the same but for words that say nothing
 * (`UserDto`), 1 with more words in front, 0.75 where the name speaks of nothing, 0.5 for sharing a word, else 0.
 */
export function relation(name: MethodName, method: DescMethod, desc: DescMessage): number {
  const near = nearness(name, method, desc);
  if (near > 0 || name.noun === '') return near;
  const said = name.noun.split(' ');
  return nounsOf(desc.name).some((noun) => noun.split(' ').some((word) => said.includes(word))) ? 0.5 : 0;
}

/** The same, without shared words: for asking of many messages. */
export function nearness(name: MethodName, method: DescMethod, desc: DescMessage): number {
  const { nouns, bare, whole } = flatNouns(desc);
  const said = name.noun === '' ? serviceNoun(method.parent) : name.noun;
  const flatSaid = saidBy(name, method);
  if (whole === flatSaid || whole === name.flatWhole) return said === '' ? 0.75 : 3;
  if (said !== '' && bare === flatSaid) return 2;
  for (const noun of nouns) if (sameNoun(noun, said)) return 1;
  // `Get` of a service whose name says something else.
  return name.noun === '' ? 0.75 : 0;
}

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

const flat = (noun: string): string => noun.replaceAll(' ', '');

/**
 * How near what a method's name speaks of is to a message: 3 the same, 2 the same but for words that say nothing
 * (`UserDto`), 1 with more words in front, 0.5 for sharing a word, 0 for nothing in common.
 */
export function relation(name: MethodName, method: DescMethod, desc: DescMessage): number {
  const nouns = nounsOf(desc.name);
  if (name.wholeNoun !== '' && flat(name.wholeNoun) === flat(nouns.at(-1)!)) return 3;
  const said = name.noun === '' ? serviceNoun(method.parent) : name.noun;
  if (said === '') return name.noun === '' ? 0.75 : 0;
  if (nouns.some((noun) => flat(noun) === flat(said))) return flat(nouns.at(-1)!) === flat(said) ? 3 : 2;
  if (nouns.some((noun) => sameNoun(noun, said))) return 1;
  // `Get` of a service whose name says something else.
  if (name.noun === '') return 0.75;
  const shared = nouns.some((noun) => noun.split(' ').some((word) => said.split(' ').includes(word)));
  return shared ? 0.5 : 0;
}

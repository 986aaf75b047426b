import type { DescMessage, DescMethod } from '@bufbuild/protobuf';
import { resourceOf } from '../generate/annotations.ts';
import { splitWords } from '../generate/words.ts';
import { sameType } from './infer-field.ts';
import { marksOf } from './infer-marks.ts';
import { methodName } from './infer-name.ts';
import { nearness } from './infer-relation.ts';
import type { Sighting } from './infer-sightings.ts';
import type { Resource, Verb } from './resource.ts';

/** The one thing of its kind: `GetSettings(Empty)` returns it, `UpdateSettings` changes it, and nothing lists it. */
export function singletonFrom(desc: DescMessage, seen: readonly Sighting[]): Resource | undefined {
  if (resourceOf(desc)) return undefined;
  const gets = seen.filter(({ role }) => role === 'get');
  const sure = gets.find(({ relation }) => relation >= 1);
  // One get that asks which one is meant, and there are several.
  if (!sure || gets.some(({ method }) => method.input.fields.length > 0)) return undefined;
  if (seen.some(({ role }) => role === 'list' || role === 'create')) return undefined;
  const change = sure.method.parent.methods.find((method) => {
    const name = methodName(method.name);
    const changes = name.action === 'update' || name.action === 'upsert';
    return changes && nearness(name, method, desc) >= 1 && holds(method, desc);
  });
  if (!change) return undefined;
  const words = splitWords(desc.name);
  return {
    key: desc.typeName,
    desc,
    singular: words,
    plural: words,
    id: [],
    patterns: [words.replaceAll(' ', '-')],
    parents: [],
    marks: marksOf(desc, []),
    why: [`${sure.method.name} returns it and asks for nothing: there is one.`, `${change.name} changes it.`],
  };
}

/** Whether a request is the thing, or says nothing but the thing and a mask, or nothing but fields of it. */
function holds({ input }: DescMethod, desc: DescMessage): boolean {
  if (input === desc) return true;
  let whole = false;
  const rest = input.fields.filter((field) => {
    whole ||= field.fieldKind === 'message' && field.message === desc;
    return field.message !== desc && field.message?.typeName !== 'google.protobuf.FieldMask';
  });
  if (whole) return rest.every(({ name }) => /^(request_id|validate_only|allow_missing|etag)$/.test(name));
  return (
    rest.length > 0 && rest.every((field) => desc.fields.some((own) => own.name === field.name && sameType(own, field)))
  );
}

/** What can be done with the one thing of its kind. */
export const isForSingletons = (verb: Verb): boolean => ['get', 'update', 'upsert', 'watch'].includes(verb);

import type { DescMethod } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { singularWords } from './infer-noun.ts';
import { splitWords } from '../generate/words.ts';
import { HTTP_OPTION, readHttpRules } from '../schema/http-rules.ts';

/** The path templates of a method: `/v1/{name=shelves/*}`, the main one first. */
function httpPaths(method: DescMethod): readonly string[] {
  const parts = (method.proto.options?.$unknown ?? []).flatMap(({ no, wireType, data }) =>
    no === HTTP_OPTION && wireType === WireType.LengthDelimited ? new BinaryReader(data).bytes() : [],
  );
  return readHttpRules(parts).map(({ path }) => path);
}

/**
 * The patterns that the paths of a method show for a field that names a resource: `{name=shelves/*}` →
 * `shelves/{shelf}`. Templates that leave the form open (`**`) show none.
 */
export function patternsOfPaths(method: DescMethod, field: string): readonly string[] {
  return httpPaths(method).flatMap((path) => {
    const template = [...path.matchAll(/\{([^}=]+)=([^}]+)\}/g)].find((match) => match[1] === field)?.[2];
    return template === undefined || !/^[^/*]+\/\*(\/[^/*]+\/\*)*$/.test(template) ? [] : [named(template)];
  });
}

const named = (template: string): string =>
  template
    .split('/')
    .map((segment, index, all) =>
      segment === '*' ? `{${singularWords(splitWords(all[index - 1]!)).replaceAll(' ', '_')}}` : segment,
    )
    .join('/');

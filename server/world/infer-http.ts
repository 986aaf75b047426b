import type { DescMethod } from '@bufbuild/protobuf';
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { optionBytes } from '../generate/annotations.ts';
import { singularWords } from './infer-noun.ts';
import { splitWords } from '../generate/words.ts';

/** `google.api.http` extends MethodOptions with this number. */
const HTTP = 72295728;
// Numbers of `google.api.HttpRule`.
const PATHS: ReadonlySet<number> = new Set([2, 3, 4, 5, 6]);
const ADDITIONAL = 11;

/** The path templates of a method: `/v1/{name=shelves/*}`, the main one first. */
export function httpPaths(method: DescMethod): readonly string[] {
  const found: string[] = [];
  for (const reader of optionBytes(method.proto.options, HTTP)) readRule(reader, found, 0);
  return found;
}

function readRule(reader: BinaryReader, found: string[], depth: number): void {
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    if (wireType !== WireType.LengthDelimited) reader.skip(wireType, number);
    else if (PATHS.has(number)) found.push(reader.string());
    else if (number === ADDITIONAL && depth === 0) readRule(new BinaryReader(reader.bytes()), found, 1);
    else reader.skip(wireType, number);
  }
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

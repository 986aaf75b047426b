import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema, type SourceCodeInfo_Location } from '@bufbuild/protobuf/wkt';
import type { Schema } from '../../server/schema/registry.ts';

/** How near our descriptors come to those of another compiler. */
export interface Comparison {
  /** Files with equal descriptors, source info left aside. */
  readonly identical: number;
  /** Locations of source info (path, span, comments) that are equal, and how many there are. */
  readonly locations: number;
  readonly sameLocations: number;
  /** Files that we have not at all. */
  readonly absent: readonly string[];
  /** The first few that differ. */
  readonly different: readonly string[];
}

/** Compares file by file, field order within options left aside: Go writes the members of a oneof last. */
export function compareFiles(schema: Schema, oracle: readonly Uint8Array[]): Comparison {
  let [identical, locations, sameLocations] = [0, 0, 0];
  const absent: string[] = [];
  const different: string[] = [];
  for (const bytes of oracle) {
    const want = fromBinary(FileDescriptorProtoSchema, bytes);
    const ours = schema.files.get(want.name);
    if (!ours) {
      absent.push(want.name);
      continue;
    }
    const got = fromBinary(FileDescriptorProtoSchema, ours.bytes);
    const have = tally(got.sourceCodeInfo?.location ?? []);
    for (const location of ours.path === undefined ? [] : (want.sourceCodeInfo?.location ?? [])) {
      locations += 1;
      const key = keyOf(location);
      const left = have.get(key) ?? 0;
      if (left > 0) sameLocations += 1;
      have.set(key, left - 1);
    }
    for (const file of [want, got]) {
      delete file.sourceCodeInfo;
      // What buf adds about its own build.
      delete file.$unknown;
    }
    const [a, b] = [want, got].map((file) => canonical(toBinary(FileDescriptorProtoSchema, file)));
    if (a === b) identical += 1;
    else if (different.length < 20) different.push(want.name);
  }
  return { identical, locations, sameLocations, absent, different };
}

function tally(locations: readonly SourceCodeInfo_Location[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const location of locations) counts.set(keyOf(location), (counts.get(keyOf(location)) ?? 0) + 1);
  return counts;
}

/** buf leaves out the line end of a comment that trails on its line. */
const keyOf = (location: SourceCodeInfo_Location): string =>
  JSON.stringify([
    location.path,
    location.span,
    location.leadingComments.replace(/\n$/, ''),
    location.trailingComments.replace(/\n$/, ''),
    location.leadingDetachedComments.map((text) => text.replace(/\n$/, '')),
  ]);

/** The fields of a message by number, stably, and so on within; what is no message stays as it is. */
function canonical(bytes: Uint8Array, depth = 0): string {
  const raw = Buffer.from(bytes).toString('latin1');
  if (bytes.length === 0 || depth > 20) return raw;
  const fields: { number: number; text: string }[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = varint(bytes, at);
    if (!tag || tag.value < 8) return raw;
    const [number, wire] = [Math.floor(tag.value / 8), tag.value % 8];
    let end: number;
    let text: string;
    if (wire === 2) {
      const length = varint(bytes, tag.end);
      if (!length) return raw;
      end = length.end + length.value;
      text = canonical(bytes.subarray(length.end, end), depth + 1);
    } else {
      end =
        wire === 0
          ? (varint(bytes, tag.end)?.end ?? Infinity)
          : wire === 1
            ? tag.end + 8
            : wire === 5
              ? tag.end + 4
              : Infinity;
      text = Buffer.from(bytes.subarray(tag.end, end)).toString('latin1');
    }
    if (end > bytes.length) return raw;
    fields.push({ number, text: `${tag.value}:${text.length}:${text}` });
    at = end;
  }
  return fields
    .sort((a, b) => a.number - b.number)
    .map(({ text }) => text)
    .join('');
}

function varint(bytes: Uint8Array, start: number): { value: number; end: number } | undefined {
  let value = 0;
  for (let at = start; at < Math.min(bytes.length, start + 10); at++) {
    value += (bytes[at]! & 0x7f) * 2 ** (7 * (at - start));
    if (bytes[at]! < 0x80) return { value, end: at + 1 };
  }
  return undefined;
}

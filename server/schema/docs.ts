import type { DescEnum, DescMessage } from '@bufbuild/protobuf';
import type { Schema } from './registry.ts';
import { readComments, type Place } from './source-info.ts';

/** Comments by file and path; each file is read once. */
export class Docs {
  readonly #schema: Schema;
  readonly #files = new Map<string, ReadonlyMap<string, Place>>();

  constructor(schema: Schema) {
    this.#schema = schema;
  }

  of(file: string, path: string): Place | undefined {
    let places = this.#files.get(file);
    if (!places) {
      const bytes = this.#schema.files.get(file)?.bytes;
      places = bytes ? readComments(bytes) : new Map<string, Place>();
      this.#files.set(file, places);
    }
    return places.get(path);
  }

  text(file: string, path: string): string {
    return this.of(file, path)?.doc ?? '';
  }
}

/** Path of a type in its file's descriptor: `4,0,3,1`. Map entries count, so the protos are asked, not the descriptors. */
export function typePath(type: DescMessage | DescEnum): string {
  const isMessage = type.kind === 'message';
  if (!type.parent) {
    const index = isMessage
      ? type.file.proto.messageType.indexOf(type.proto)
      : type.file.proto.enumType.indexOf(type.proto);
    return `${isMessage ? 4 : 5},${index}`;
  }
  const siblings = type.parent.proto;
  const index = isMessage ? siblings.nestedType.indexOf(type.proto) : siblings.enumType.indexOf(type.proto);
  return `${typePath(type.parent)},${isMessage ? 3 : 4},${index}`;
}

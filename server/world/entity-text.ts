import type { Message, Registry as TypeRegistry } from '@bufbuild/protobuf';
import { decodeMessage } from '../codec/decode.ts';
import { encodeJson } from '../codec/encode-json.ts';
import { printMessage } from '../codec/print-message.ts';
import type { Problem } from '../contract/problem.ts';
import type { WorldEntity } from '../contract/world.ts';
import type { Entity } from './entity.ts';
import type { Resource } from './resource.ts';

/** Characters of one entity. */
const LONGEST = 8_000_000;

/** An entity as people read it. */
export function entityText(
  { resource, id, message, writtenBy, deleted, revision }: Entity,
  types: TypeRegistry,
): WorldEntity {
  return { id, json: messageText(resource, message, types), writtenBy, deleted, revision };
}

/** ProtoJSON, two-space indented. */
export const messageText = (resource: Resource, message: Message, types: TypeRegistry): string =>
  printMessage(resource.desc, message, types, LONGEST).json;

/** ProtoJSON text as a message, read strictly. */
export function readEntity(
  resource: Resource,
  json: string,
  types: TypeRegistry,
): { readonly message: Message } | { readonly problems: readonly Problem[] } {
  const encoded = encodeJson(resource.desc, json, types);
  return 'problems' in encoded ? encoded : readBytes(resource, encoded.bytes);
}

export function readBytes(
  resource: Resource,
  bytes: Uint8Array,
): { readonly message: Message } | { readonly problems: readonly Problem[] } {
  const decoded = decodeMessage(resource.desc, bytes);
  return 'problem' in decoded ? { problems: [decoded.problem] } : { message: decoded.message };
}

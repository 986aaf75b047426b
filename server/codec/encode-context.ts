import type { DescMessage, Registry } from '@bufbuild/protobuf';
import type { BinaryWriter } from '@bufbuild/protobuf/wire';
import type { Findings } from './findings.ts';
import type { JsonNode } from './json-text.ts';

/** What the parts of one encoding share. */
export interface EncodeContext {
  readonly types: Registry | undefined;
  readonly findings: Findings;
  /** Missing `required` fields are no fault. */
  readonly partial: boolean;
  /** Writes the fields of a message, without tag or length. */
  readonly message: (desc: DescMessage, node: JsonNode, path: string, writer: BinaryWriter) => void;
}

/** `order`, `lines` → `order.lines`. */
export const childPath = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

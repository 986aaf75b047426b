import type { DescMessage, Message } from '@bufbuild/protobuf';

const MOST_NAMES = 20;

/** What is remembered of the request messages of one call: counts, and a few names. Its size is bounded. */
export class Tally {
  readonly #byteFields: readonly string[];
  messages = 0;
  /** Whether requests can carry bytes at all. */
  get carries(): boolean {
    return this.#byteFields.length > 0;
  }
  /** Bytes in the `bytes` fields: what an upload carried. */
  payload = 0;
  /** The first names, for a greeting to all of them. */
  readonly names: string[] = [];

  /** `byteFields`: of the request's type, see `byteFieldsOf`. */
  constructor(byteFields: readonly string[]) {
    this.#byteFields = byteFields;
  }

  add(message: Message): void {
    this.messages += 1;
    // A message keeps its fields as properties under their local names.
    const local = message as unknown as Readonly<Record<string, unknown>>;
    for (const name of this.#byteFields) {
      const held = local[name];
      const value =
        typeof held === 'object' && held !== null && 'case' in held ? (held as { value?: unknown }).value : held;
      if (value instanceof Uint8Array) this.payload += value.length;
    }
    const { name } = local;
    if (typeof name === 'string' && name !== '' && this.names.length < MOST_NAMES) this.names.push(name.slice(0, 100));
  }
}

/** Where a message keeps its `bytes` fields: local names; a member of a oneof is found through its oneof. */
export const byteFieldsOf = (input: DescMessage): readonly string[] =>
  input.fields
    .filter((field) => field.fieldKind === 'scalar' && field.scalar === 12)
    .map((field) => field.oneof?.localName ?? field.localName);

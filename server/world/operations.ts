import { create, type DescField, type DescMessage, type Message } from '@bufbuild/protobuf';
import { writeField } from './field-access.ts';
import type { World } from './world.ts';

/** A message as an `Any` holds it; bytes, so that it outlives the schema that it was made by. */
export interface Payload {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** How far an operation is. */
export interface Progress {
  /** From 0 to 1. */
  readonly share: number;
  readonly done: boolean;
  readonly cancelled: boolean;
}

/** A long-running operation that a call began. */
export interface Operation {
  readonly name: string;
  /** Epoch milliseconds, by the clock of the world. */
  readonly startedAt: number;
  /** Milliseconds; 0 for one that is done at once. */
  readonly takes: number;
  /** What it ends with; undefined where nothing can be said. */
  readonly response: Payload | undefined;
  readonly metadata: ((progress: Progress) => Payload) | undefined;
}

const MOST = 1_000;

/** The operations of one world, the oldest first. At most 1,000: a new one takes the place of the oldest. */
export class OperationStore {
  readonly #world: World;
  readonly #operations = new Map<string, Operation>();
  /** When they were cancelled, epoch milliseconds. */
  readonly #cancelled = new Map<string, number>();
  readonly #deleted = new Set<string>();
  #resets: number;
  #begun = 0;

  constructor(world: World) {
    this.#world = world;
    this.#resets = world.resets;
  }

  /** How many were begun since the last reset. */
  get begun(): number {
    this.#follow();
    return this.#begun;
  }

  begin(operation: Operation): void {
    this.#follow();
    this.#begun += 1;
    if (this.#operations.size >= MOST) this.#forget(this.#operations.keys().next().value!);
    this.#operations.set(operation.name, operation);
  }

  get(name: string): Operation | undefined {
    this.#follow();
    return this.#operations.get(name);
  }

  /** Those below a name, the oldest first; of an empty name, or `operations`: all. */
  list(below: string): readonly Operation[] {
    this.#follow();
    const all = [...this.#operations.values()];
    const parent = below.replace(/(^|\/)operations\/?$/, '').replace(/\/$/, '');
    if (parent === '') return all;
    const wanted = parent.split('/');
    return all.filter(({ name }) => {
      const parts = name.split('/');
      return wanted.every((part, index) => part === '-' || part === parts[index]);
    });
  }

  /** Cancels one that is not done; one that is stays as it is. */
  cancel(name: string): void {
    const operation = this.get(name);
    if (operation && !this.progressOf(operation).done) this.#cancelled.set(name, this.#world.options.now());
  }

  /** Forgets the result of one; the call that it belongs to is not undone. */
  remove(name: string): void {
    this.#follow();
    if (!this.#operations.has(name)) return;
    this.#forget(name);
    if (this.#deleted.size >= MOST) this.#deleted.delete(this.#deleted.values().next().value!);
    this.#deleted.add(name);
  }

  wasDeleted(name: string): boolean {
    this.#follow();
    return this.#deleted.has(name);
  }

  /** How far it is now, or was or will be at another time. */
  progressOf(operation: Operation, now = this.#world.options.now()): Progress {
    const cancelledAt = this.#cancelled.get(operation.name);
    const at = Math.min(now, cancelledAt ?? now) - operation.startedAt;
    const share = operation.takes === 0 ? 1 : Math.max(0, Math.min(1, at / operation.takes));
    return { share, done: share >= 1 || cancelledAt !== undefined, cancelled: cancelledAt !== undefined };
  }

  /** Milliseconds until it is done; 0 where it is. */
  leftOf(operation: Operation): number {
    if (this.progressOf(operation).done) return 0;
    return Math.max(0, operation.startedAt + operation.takes - this.#world.options.now());
  }

  #forget(name: string): void {
    this.#operations.delete(name);
    this.#cancelled.delete(name);
  }

  /** What a world forgets, its operations forget. */
  #follow(): void {
    if (this.#resets === this.#world.resets) return;
    this.#resets = this.#world.resets;
    this.#begun = 0;
    this.#operations.clear();
    this.#cancelled.clear();
    this.#deleted.clear();
  }
}

const stores = new WeakMap<World, OperationStore>();

/** The operations that the calls to a world began. */
export function operationsOf(world: World): OperationStore {
  let store = stores.get(world);
  if (!store) stores.set(world, (store = new OperationStore(world)));
  return store;
}

const CANCELLED = 1;

/** An operation as a message: a `google.longrunning.Operation`. `error` of a cancelled one is CANCELLED. */
export function operationMessage(desc: DescMessage, operation: Operation, progress: Progress): Message {
  const message = create(desc);
  const put = (name: string, value: (field: DescField) => unknown): void => {
    const field = desc.fields.find((one) => one.name === name);
    if (field) writeField(message, field, value(field));
  };
  put('name', () => operation.name);
  const { metadata, response } = operation;
  if (metadata) put('metadata', () => anyOf(metadata(progress)));
  if (!progress.done) return message;
  put('done', () => true);
  if (progress.cancelled)
    put(
      'error',
      ({ message: status }) =>
        status &&
        create(status, { code: CANCELLED, message: 'The operation was cancelled.' } as Record<string, unknown>),
    );
  else if (response) put('response', () => anyOf(response));
  return message;
}

const anyOf = ({ type, bytes }: Payload): unknown => ({
  $typeName: 'google.protobuf.Any',
  typeUrl: `type.googleapis.com/${type}`,
  value: bytes,
});

import { StubIndex } from './index-stubs.ts';
import { compareStubs } from './rank.ts';
import type { CallSoFar, CompiledStub } from './stub.ts';

/** The stubs of one method and session: those that answer, and those that only break what others answer. */
interface Room {
  readonly stubs: Set<CompiledStub>;
  answers: StubIndex | undefined;
  faults: StubIndex | undefined;
}

const NONE: readonly CompiledStub[] = [];

/** Stubs by method and session, each with an index that is built when it is first asked. */
export class MethodStubs {
  /** By method, then by session; the empty one is for all. */
  readonly #rooms = new Map<string, Map<string, Room>>();
  /** How many stubs of a method answer, and how many break what is answered: for the quick way out. */
  readonly #answering = new Map<string, number>();
  readonly #breaking = new Map<string, number>();
  /** Faults alone that ask for messages. */
  readonly #listening = new Map<string, number>();

  add(stubs: Iterable<CompiledStub>): void {
    for (const stub of stubs) {
      const { path } = stub.spec.method;
      let rooms = this.#rooms.get(path);
      if (!rooms) this.#rooms.set(path, (rooms = new Map()));
      const session = stub.spec.session ?? '';
      let room = rooms.get(session);
      if (!room) rooms.set(session, (room = { stubs: new Set(), answers: undefined, faults: undefined }));
      room.stubs.add(stub);
      this.#count(stub, 1);
      room.answers = room.faults = undefined;
    }
  }

  remove(stubs: Iterable<CompiledStub>): void {
    for (const stub of stubs) {
      const { path } = stub.spec.method;
      const rooms = this.#rooms.get(path);
      const session = stub.spec.session ?? '';
      const room = rooms?.get(session);
      if (!rooms || !room) continue;
      if (room.stubs.delete(stub)) this.#count(stub, -1);
      room.answers = room.faults = undefined;
      if (room.stubs.size === 0) rooms.delete(session);
      if (rooms.size === 0) this.#rooms.delete(path);
    }
  }

  /** Whether a stub answers calls of the method. */
  has(method: string): boolean {
    return this.#answering.has(method);
  }

  /** Whether a stub breaks calls of the method, those that it answers or any. */
  breaks(method: string): boolean {
    return this.#breaking.has(method);
  }

  /** Whether a stub that is nothing but a fault asks for messages of calls of the method. */
  listens(method: string): boolean {
    return this.#listening.has(method);
  }

  /** Whether one of those that a call of a session meets says headers of its own. */
  setsHeaders(method: string, session: string): boolean {
    const rooms = this.#rooms.get(method);
    for (const name of new Set(['', session]))
      for (const { replies } of rooms?.get(name)?.stubs ?? NONE) if (replies.some(saysHeaders)) return true;
    return false;
  }

  /** Whether one of those that a call of a session meets is a script. */
  hasScripts(method: string, session: string): boolean {
    const rooms = this.#rooms.get(method);
    for (const name of new Set(['', session]))
      for (const { spec } of rooms?.get(name)?.stubs ?? NONE) if (spec.does.kind === 'script') return true;
    return false;
  }

  /** All that a call of a session meets, in the order in which they are tried. */
  all(method: string, session: string): readonly CompiledStub[] {
    const rooms = this.#rooms.get(method);
    const own = session === '' ? undefined : rooms?.get(session);
    return [...(rooms?.get('')?.stubs ?? NONE), ...(own?.stubs ?? NONE)].sort(compareStubs);
  }

  /** Those that may answer a call, in order. */
  answers(call: CallSoFar): Iterable<CompiledStub> {
    return this.#candidates(call, answersOf);
  }

  /** Those that only break, in order. */
  faults(call: CallSoFar): Iterable<CompiledStub> {
    return this.#candidates(call, faultsOf);
  }

  #count({ spec: { method, does, fault }, matcher }: CompiledStub, by: 1 | -1): void {
    const add = (counts: Map<string, number>): void => {
      const count = (counts.get(method.path) ?? 0) + by;
      if (count > 0) counts.set(method.path, count);
      else counts.delete(method.path);
    };
    if (does.kind !== 'fault') add(this.#answering);
    if (fault !== null) add(this.#breaking);
    if (does.kind === 'fault' && matcher.needsMessage) add(this.#listening);
  }

  #candidates(call: CallSoFar, indexOf: (room: Room) => StubIndex): Iterable<CompiledStub> {
    const rooms = this.#rooms.get(call.method.path);
    if (!rooms) return NONE;
    const common = rooms.get('');
    const own = call.session === '' ? undefined : rooms.get(call.session);
    if (!own) return common ? indexOf(common).candidates(call) : NONE;
    if (!common) return indexOf(own).candidates(call);
    return [...indexOf(common).candidates(call), ...indexOf(own).candidates(call)].sort(compareStubs);
  }
}

const saysHeaders = (reply: CompiledStub['replies'][number]): boolean =>
  reply.kind === 'reply'
    ? reply.headers.length > 0
    : reply.events.some((event) => event.do.some(({ act }) => act === 'headers'));

const answersOf = (room: Room): StubIndex =>
  (room.answers ??= new StubIndex([...room.stubs].filter(({ spec }) => spec.does.kind !== 'fault')));
const faultsOf = (room: Room): StubIndex =>
  (room.faults ??= new StubIndex([...room.stubs].filter(({ spec }) => spec.does.kind === 'fault')));

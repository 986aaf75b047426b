import type { MethodPath } from '../contract/schema.ts';
import type { Unmatched, UnmatchedRule } from '../contract/stub.ts';
import { StubIndex } from './index-stubs.ts';
import { compareStubs } from './rank.ts';
import type { CallSoFar, CompiledStub } from './stub.ts';

/** The stubs of one method and session: those that answer, and those that only break what others answer. */
interface Room {
  readonly stubs: Set<CompiledStub>;
  answers: StubIndex | undefined;
  faults: StubIndex | undefined;
  said: Said | undefined;
}

/** What stubs say of calls that none of them answers. */
export interface Said {
  /** Whether one of them may answer at all: what is switched off is as if it were not there. */
  readonly answering: boolean;
  /** Where two files differ, it is `refuse`; null where none says anything. */
  readonly to: Unmatched | null;
  /** The first that says so. */
  readonly file: string | null;
}

const NOTHING_SAID: Said = { answering: false, to: null, file: null };

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
      if (!room)
        rooms.set(session, (room = { stubs: new Set(), answers: undefined, faults: undefined, said: undefined }));
      room.stubs.add(stub);
      this.#count(stub, 1);
      room.answers = room.faults = room.said = undefined;
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
      room.answers = room.faults = room.said = undefined;
      if (room.stubs.size === 0) rooms.delete(session);
      if (rooms.size === 0) this.#rooms.delete(path);
    }
  }

  /** Whether a stub answers calls of the method. */
  has(method: string): boolean {
    return this.#answering.has(method);
  }

  /** What those that a call of a session meets say of calls that none of them answers. */
  said(method: string, session: string): Said {
    const rooms = this.#rooms.get(method);
    const common = saidBy(rooms?.get(''));
    return session === '' ? common : joined(common, saidBy(rooms?.get(session)));
  }

  /** Where calls go that none of them answers, by method. `otherwise`: where nothing is said. */
  unmatched(otherwise: Unmatched, session: string): readonly UnmatchedRule[] {
    const methods = [...this.#rooms.keys()] as MethodPath[]; // They are paths of methods.
    return methods.flatMap((method) => {
      const { answering, to, file } = this.said(method, session);
      return answering ? [{ method, to: to ?? otherwise, file }] : [];
    });
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

function saidBy(room: Room | undefined): Said {
  if (!room) return NOTHING_SAID;
  let said = NOTHING_SAID;
  if (!room.said)
    for (const { spec } of room.stubs)
      if (spec.enabled && spec.does.kind !== 'fault')
        said = joined(said, { answering: true, to: spec.unmatched, file: spec.unmatched && spec.place.file });
  return (room.said ??= said);
}

function joined(one: Said, other: Said): Said {
  const [first, second] = rankOf(one) <= rankOf(other) ? [one, other] : [other, one];
  return first.answering === second.answering ? first : { ...first, answering: true };
}

const rankOf = ({ to, file }: Said): string => `${to === 'refuse' ? 0 : to === 'world' ? 1 : 2}${file ?? ''}`;

const saysHeaders = (reply: CompiledStub['replies'][number]): boolean =>
  reply.kind === 'reply'
    ? reply.headers.length > 0
    : reply.events.some((event) => event.do.some(({ act }) => act === 'headers'));

const answersOf = (room: Room): StubIndex =>
  (room.answers ??= new StubIndex([...room.stubs].filter(({ spec }) => spec.does.kind !== 'fault')));
const faultsOf = (room: Room): StubIndex =>
  (room.faults ??= new StubIndex([...room.stubs].filter(({ spec }) => spec.does.kind === 'fault')));

import type { Problem } from '../contract/problem.ts';
import type { MethodPath } from '../contract/schema.ts';
import type { ScenarioInfo, StubInfo, StubVerdict, Unmatched, UnmatchedRule } from '../contract/stub.ts';
import { faultOf } from './fault-draw.ts';
import type { Breaking } from './fault-switches.ts';
import { nearestMisses, type Miss } from './misses.ts';
import { listScenarios, moveScenario } from './scenario.ts';
import type { StubSpec } from './spec.ts';
import { stubInfos, type ListOptions } from './store-info.ts';
import { judgeStubs, type Judged } from './store-judge.ts';
import { drawFaults } from './store-faults.ts';
import type { Said } from './store-methods.ts';
import { isReady, replyAt, scriptWins } from './store-state.ts';
import { StubCounts } from './stub-counts.ts';
import { StubSet } from './stub-set.ts';
import type { CallSoFar, Choice, CompiledStub } from './stub.ts';

export type StubListener = (revision: number) => void;

/**
 * Holds all stubs, of files and in memory, with what they remember: hits, sequences, scenarios, each by session.
 * Specs are compiled when they come in (see `prepareStubs`); after a change of the schema they come in again.
 */
export class StubStore {
  readonly #now: () => number;
  readonly #stubs = new StubSet();
  readonly #methods = this.#stubs.methods;
  readonly #counts = new StubCounts((session) => this.#forget(session));
  readonly #sessions = this.#counts.sessions;
  readonly #listeners = new Set<StubListener>();
  #revision = 0;

  /** `now`: epoch milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Goes up when stubs or the states of scenarios change from outside; not with each call. */
  get revision(): number {
    return this.#revision;
  }

  /** Goes up whenever a stub has to do with a call: counts and states may be others since. */
  get answered(): number {
    return this.#counts.answered;
  }

  /** In the order in which they are tried, whatever their method. */
  get current(): readonly CompiledStub[] {
    return this.#stubs.sorted;
  }

  subscribe(listener: StubListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Replaces the stubs of a file. Where one of them cannot be compiled, what was there before stays. Counts of stubs that keep their id stay. */
  setFile(file: string, specs: readonly StubSpec[]): readonly Problem[] {
    const before = this.#stubs.ofFile(file);
    const problems = this.#stubs.setFile(file, specs);
    if (problems.length > 0) return problems;
    this.#counts.move(before, specs);
    this.#prune();
    this.#changed();
    return [];
  }

  removeFile(file: string): void {
    this.setFile(file, []);
  }

  get files(): readonly string[] {
    return this.#stubs.files;
  }

  /** A stub by its id; where two files have it, that of the first. */
  find(id: string): CompiledStub | undefined {
    return this.#stubs.find(id);
  }

  inMemory(id: string): boolean {
    return this.#stubs.inMemory(id);
  }

  /** Adds stubs that live in memory, or replaces those of the same ids. Either all of them come in or none. */
  put(specs: readonly StubSpec[]): readonly Problem[] {
    const problems = this.#stubs.put(specs);
    if (problems.length > 0) return problems;
    for (const { session } of specs) if (session !== null) this.#sessions.use(session, this.#now());
    this.#changed();
    return [];
  }

  /** Removes a stub of memory; false where there is none of that id. */
  remove(id: string): boolean {
    if (!this.#stubs.remove(id)) return false;
    this.#prune();
    this.#changed();
    return true;
  }

  /** Forgets hits, sequences and states; with `stubs`, stubs in memory as well. Of one session, or of all. */
  reset(options: { readonly session?: string; readonly stubs?: boolean } = {}): void {
    const { session, stubs = false } = options;
    this.#counts.clear(session, this.#now());
    if (stubs) this.#drop(({ spec }) => session === undefined || spec.session === session);
    this.#changed();
  }

  /** Whether any stub could answer calls of this method: the quick way out for all others. */
  has(method: MethodPath): boolean {
    return this.#methods.has(method);
  }

  /** What stubs that a call of a session meets say of calls that none of them answers. */
  said(method: MethodPath, session: string): Said {
    return this.#methods.said(method, session);
  }

  /** Where unmatched calls go, by method. `otherwise`: where no file says so. */
  unmatched(otherwise: Unmatched, session: string): readonly UnmatchedRule[] {
    return this.#methods.unmatched(otherwise, session);
  }

  /** Whether a stub breaks calls of this method, alone or with its reply. */
  breaks(method: MethodPath): boolean {
    return this.#methods.breaks(method);
  }

  /** Whether `faults` looks at messages of calls of this method. */
  listens(method: MethodPath): boolean {
    return this.#methods.listens(method);
  }

  /** Whether a stub of this method may say headers of its own. */
  setsHeaders(method: MethodPath, session: string): boolean {
    return this.#methods.setsHeaders(method, session);
  }

  /**
   * Who answers a call; undefined where no stub does. Moves hits, sequences and scenarios: to be asked once for a call,
   * when it can be known.
   */
  choose(call: CallSoFar): Choice | undefined {
    if (!this.#methods.has(call.method.path)) return undefined;
    const now = this.#now();
    const state = this.#sessions.use(call.session, now);
    const stub = this.peek(call);
    if (!stub) return undefined;
    const hit = this.#counts.hit(stub, state, now);
    const { id, fault } = stub.spec;
    return { stub, reply: replyAt(stub, hit), hit, fault: fault ? faultOf(id, fault, hit) : undefined };
  }

  /** What stubs that are nothing but a fault break in a call, whoever answers it. See `drawFaults`. */
  faults(call: CallSoFar, tried: Set<CompiledStub>): readonly Breaking[] {
    if (!this.#methods.breaks(call.method.path)) return [];
    const now = this.#now();
    const state = this.#sessions.use(call.session, now);
    return drawFaults(
      this.#methods.faults(call),
      call,
      state,
      tried,
      (stub) => void this.#counts.hit(stub, state, now),
    );
  }

  /** Whether a script wins whatever messages are still to come: it may begin before they do. */
  scriptWins(call: CallSoFar): boolean {
    const { path } = call.method;
    if (!this.#methods.hasScripts(path, call.session)) return false;
    return scriptWins(this.#methods.all(path, call.session), call, this.#sessions.peek(call.session));
  }

  /** The stub that would answer now; nothing is counted or moved. */
  peek(call: CallSoFar): CompiledStub | undefined {
    const state = this.#sessions.peek(call.session);
    for (const stub of this.#methods.answers(call))
      if (isReady(stub, state) && (stub.matcher.sure || stub.matcher.matches(call))) return stub;
    return undefined;
  }

  /** How each stub of the method judges a call, in the order in which they are tried; nothing is counted or moved. */
  judge(call: CallSoFar): readonly StubVerdict[] {
    return this.#judged(call).map(({ verdict }) => verdict);
  }

  /** The nearest stubs to a call that none answered, at most three. */
  misses(call: CallSoFar): readonly Miss[] {
    return nearestMisses(this.#judged(call).filter(({ stub }) => stub.spec.does.kind !== 'fault'));
  }

  /** Stubs in the order in which they are tried, by method; of one session with those of all sessions. */
  list(options: ListOptions = {}): readonly StubInfo[] {
    const { session = null } = options;
    return stubInfos(this.#stubs, options, {
      now: this.#now(),
      totals: this.#counts.totals,
      state: (name) => this.#sessions.peek(name ?? session ?? ''),
    });
  }

  scenarios(session: string | null = null): readonly ScenarioInfo[] {
    return listScenarios(this.#stubs, this.#sessions.peek(session ?? ''), session);
  }

  /** Moves a scenario: from a script, the API or the page. */
  setScenario(name: string, to: string, session = ''): void {
    moveScenario(this.#sessions.use(session, this.#now()), name, to);
    this.#changed();
  }

  get sessions(): readonly string[] {
    return this.#sessions.names;
  }
  /** Ends a session: its stubs, counts and states go. */
  endSession(session: string): void {
    this.#sessions.drop(session);
  }

  #judged(call: CallSoFar): readonly Judged[] {
    const { session, method } = call;
    return judgeStubs(this.#methods.all(method.path, session), call, this.#sessions.peek(session));
  }

  /** Counts of stubs that are gone go as well. */
  #prune(): void {
    const known = new Set<string>();
    for (const { spec } of this.#stubs) known.add(spec.id);
    this.#counts.keep(known);
  }

  #forget(session: string): void {
    if (this.#drop((stub) => stub.spec.session === session)) this.#changed();
  }

  /** Removes stubs of memory; false where there were none such. */
  #drop(wanted: (stub: CompiledStub) => boolean): boolean {
    const gone = this.#stubs.drop(wanted);
    for (const { spec } of gone) this.#counts.totals.forget(spec.id);
    return gone.length > 0;
  }

  #changed(): void {
    this.#revision += 1;
    for (const listener of this.#listeners) listener(this.#revision);
  }
}

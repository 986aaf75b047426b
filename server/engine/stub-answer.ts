import type { Metadata } from '../contract/metadata.ts';
import { sessionOf } from '../contract/session.ts';
import { status } from '../contract/status.ts';
import type { AnsweredBy } from '../contract/traffic.ts';
import { byStub } from '../stubs/by-stub.ts';
import type { StubStore } from '../stubs/store.ts';
import type { CallSoFar, Choice, CompiledStub } from '../stubs/stub.ts';
import type { Answerer, Line, Say } from './answerer.ts';
import type { Step } from './conversation.ts';
import type { Decision } from './decide.ts';
import { KeptMessages } from './kept-messages.ts';
import type { Question } from './question.ts';
import { stubBase, type Heard } from './stub-base.ts';
import { replySteps } from './stub-reply.ts';
import { StubScript } from './stub-script.ts';
import { scriptBase } from './stub-script-base.ts';
import { StubSpeech, stepsOf } from './stub-speech.ts';
import { stubWorld } from './stub-world.ts';
import { type Others, refusal } from './unmatched.ts';

/** Messages, and bytes of them, that are kept for who answers where no stub does; beyond that it hears them as they come. */
const HELD = 1_000;
const HELD_BYTES = 4 * 1024 * 1024;

const NOTHING: Say = { steps: [] };
const NONE: ReadonlyMap<string, unknown> = new Map();

/**
 * Stubs answer, where one wins: at the request, at the end of a client's stream, and for each message of a bidi call. A
 * script has the call to itself from there on; it begins as soon as no message to come can change that it wins.
 * Where none does, `unmatched` says who answers what the stubs did not. It says headers and end by itself.
 */
export function stubAnswer(
  question: Question,
  stubs: StubStore,
  { unmatched, stranger: below }: Others,
  seedHeaders: Metadata,
  /** Who was chosen for this call already, where the one request is known. */
  chosen?: Choice,
): Answerer {
  const { method, metadata = [], line, seed, now = () => 0 } = question;
  const world = stubWorld(question);
  const bidi = method.kind === 'bidi_streaming';
  const streamsUp = bidi || method.kind === 'client_streaming';
  const session = sessionOf(metadata);
  const kept = new KeptMessages();
  const messages = kept.list;
  const held: Heard[] = [];
  let heldBytes = 0;
  /** Of what is held, decoded. */
  let heldMemory = 0;
  let count = 0;
  let halfClosed = false;
  // A client of a bidi call may wait for headers before it says anything.
  const speech = new StubSpeech(line, bidi && !stubs.setsHeaders(method.path, session));
  /** Of the last reply of a bidi call: they go with its end. */
  let trailers: Metadata = [];
  let by: AnsweredBy | undefined;
  let script: StubScript | undefined;
  let other: { readonly decision: Decision; readonly heard: boolean } | undefined;

  const call = (): CallSoFar => ({ method, metadata, session, messages, count, halfClosed });

  const rest = (): Decision => {
    other ??= { decision: unmatched(), heard: false };
    return other.decision;
  };
  const tell = (): void => {
    const decision = rest();
    if ('answer' in decision) for (const { message, bytes } of held) decision.answer.heard(message, bytes);
    held.length = 0;
    heldBytes = heldMemory = 0;
    other = { decision, heard: true };
  };
  const restSays = (say: (answer: Answerer) => Say): Say => {
    const decision = rest();
    if ('refuse' in decision) {
      speech.stop();
      return refusal(decision, stubs.misses(call()));
    }
    const said = say(decision.answer);
    const begins = said.steps.length > 0 || said.stay || !said.end;
    return {
      ...said,
      steps: begins ? [...speech.begin(decision.headers), ...said.steps] : said.steps,
      answeredBy: said.answeredBy ?? decision.answeredBy,
      ...(said.stay && { stands: true }),
    };
  };

  /** Before anything that the stub says. */
  const breakIt = (stub: CompiledStub, { fault }: Choice): void => {
    if (fault) speech.add([{ afterMs: 0, do: 'fault', fault, by: byStub(stub) } as const].values());
  };
  /** Somebody else who would answer such a call. */
  const stranger = (on: Line): Answerer | undefined => {
    const decision = below(on);
    return 'answer' in decision ? decision.answer : undefined;
  };
  const enqueue = (stub: CompiledStub, choice: Choice, last: boolean): void => {
    const { reply, hit } = choice;
    if (reply?.kind !== 'reply') return;
    breakIt(stub, choice);
    const message = messages.at(-1);
    const heard = held.slice();
    const base = stubBase(question, heard, () => stranger(line));
    const scope = { call: call(), message, variables: NONE, hit, seed, now: now(), world };
    const headers = speech.headersSent ? null : seedHeaders;
    speech.headersSent = true;
    speech.add(
      replySteps({ method, stub, reply, scope, base, headers, last, leave: (left) => void (trailers = left) }),
    );
  };
  const startScript = (stub: CompiledStub, choice: Choice): void => {
    const { reply, hit } = choice;
    if (reply?.kind !== 'script') return;
    breakIt(stub, choice);
    by = byStub(stub);
    line.answered?.(by);
    script = new StubScript({
      method,
      session,
      stub,
      script: reply,
      hit,
      line,
      bus: question.bus,
      base: scriptBase(question, () => held, stranger),
      scope: (hit) => ({ call: call(), variables: NONE, hit, seed, now: now(), world }),
      say: (steps) => speech.say(steps),
      roomy: () => speech.roomy,
      begin: (own) => speech.begin([...own, ...seedHeaders]),
      move: (name, to) => stubs.setScenario(name, to, session),
    });
    script.open();
  };
  /** A script that wins whatever is still to come begins now. */
  const startEarly = (): void => {
    if (!streamsUp || script || !stubs.scriptWins(call())) return;
    const choice = stubs.choose(call());
    if (choice?.stub) startScript(choice.stub, choice);
  };
  /** What the script, or the one that was chosen, says to something that the client did; undefined where there is none. */
  const scriptSays = (act: (script: StubScript) => void, choice?: Choice): Say | undefined => {
    speech.collect(() => {
      if (choice?.stub) startScript(choice.stub, choice);
      if (script) act(script);
    });
    return script && by && { ...speech.now(by), ...(script.stands && { stands: true }) };
  };
  const opening = (): readonly Step[] => {
    const begun: Step[] = speech.headersSent ? [{ afterMs: 0, do: 'headers', metadata: seedHeaders }] : [];
    speech.collect(startEarly);
    return [...begun, ...speech.take()];
  };
  const answerOfRest = (): Answerer | undefined =>
    other && 'answer' in other.decision ? other.decision.answer : undefined;

  return {
    opening: opening(),

    heard(message, bytes) {
      if (speech.over) return;
      count += 1;
      kept.push(message, bytes.length);
      // Of a bidi call each message is answered by itself.
      if (bidi) held.length = 0;
      if (!bidi && count === 1) startEarly();
      if (script && !bidi) {
        // Kept as far as it may be, for what the script wants to have generated.
        if (held.length < HELD && heldBytes + bytes.length <= HELD_BYTES) {
          held.push({ message, bytes });
          heldMemory += kept.last;
        }
        heldBytes += bytes.length;
        script.heard(message);
        return speech.fill();
      }
      held.push({ message, bytes });
      heldBytes += bytes.length;
      heldMemory = bidi ? kept.last : heldMemory + kept.last;
      if (!bidi && (other?.heard || held.length > HELD || heldBytes > HELD_BYTES)) tell();
    },

    reply() {
      if (speech.over) return NOTHING;
      const { message } = held.at(-1)!; // it came just now
      const heard = (script: StubScript): void => script.heard(message);
      const choice = script ? undefined : stubs.choose(call());
      const played = scriptSays(heard, choice);
      if (played) return played;
      if (choice?.stub) {
        enqueue(choice.stub, choice, false);
        by = byStub(choice.stub);
        return speech.now(by);
      }
      tell();
      const said = restSays((answer) => answer.reply());
      if (speech.empty) return said;
      speech.add(stepsOf(said, said.end, () => said.trailers ?? []));
      return { ...speech.now({ by: 'schema' }), answeredBy: said.answeredBy ?? { by: 'schema' } };
    },

    conclude() {
      halfClosed = true;
      if (speech.over) return { steps: [], stay: true };
      if (script) return scriptSays((script) => script.halfClose()) ?? NOTHING;
      if (bidi) {
        const said = other ? restSays((answer) => answer.conclude()) : undefined;
        if (said?.stay) return said;
        const end = said?.end ?? status('OK');
        speech.add(stepsOf(said ?? NOTHING, end, () => [...trailers, ...(said?.trailers ?? [])]));
        by = said?.answeredBy ?? by;
        return { steps: speech.take(), stay: true, ...(by && { answeredBy: by }) };
      }
      const choice = chosen ?? stubs.choose(call());
      const played = scriptSays((script) => {
        for (const each of held.length === count ? held.map(({ message }) => message) : messages) script.heard(each);
        script.halfClose();
      }, choice);
      if (played) return played;
      if (choice?.stub) {
        enqueue(choice.stub, choice, true);
        const endless = choice.reply?.kind === 'reply' && choice.reply.repeat === 'forever';
        return { ...speech.now(byStub(choice.stub)), ...(endless && { stands: true }) };
      }
      tell();
      return restSays((answer) => answer.conclude());
    },

    kept: () => kept.bytes + heldMemory + (script?.kept ?? 0),
    full: () => speech.full || (script?.full() ?? false) || (answerOfRest()?.full?.() ?? false),
    played() {
      speech.fill();
      script?.played();
      answerOfRest()?.played?.();
    },
    close() {
      speech.stop();
      script?.close();
      answerOfRest()?.close?.();
    },
  };
}

import { decodeMessage } from '../codec/decode.ts';
import { decodeJson } from '../codec/decode-json.ts';
import type { HeldReply } from '../contract/hold-api.ts';
import { planMethod } from '../world/plan-method.ts';
import type { Verb } from '../world/resource.ts';
import type { Answerer, Line, Say } from './answerer.ts';
import { generated } from './generated.ts';
import type { Question } from './question.ts';
import type { Heard } from './stub-base.ts';
import { worldAnswer } from './world-answer.ts';

/** Verbs that change nothing. */
const READS: ReadonlySet<Verb> = new Set(['get', 'list', 'search', 'count', 'exists', 'batch_get', 'watch']);

/**
 * Something to begin a reply with, as the world or generated data would say it to what was `said` so far, as it came. The world is not
 * changed by it: methods that write are generated, and so is what the world refuses.
 */
export function heldReply(
  question: Question,
  said: readonly Uint8Array[],
  from: HeldReply['from'],
  seed = question.seed,
): HeldReply {
  const { method, hints, now } = question;
  const heard = said.flatMap((bytes): readonly Heard[] => {
    const read = decodeMessage(method.desc.input, bytes);
    return 'message' in read ? [{ message: read.message, bytes }] : [];
  });
  const line: Line = {
    call: question.line.call,
    client: question.line.client,
    push: () => undefined,
    waiting: () => 0,
  };
  const quiet: Question = { ...question, seed, line };
  const text = (bytes: Uint8Array): string => decodeJson(method.desc.output, bytes, method.types).json ?? '{}';
  const made = (note: string): HeldReply => {
    const say = lastSay(generated(method, seed, { hints, now }), heard, method.kind === 'bidi_streaming');
    return { json: text(firstMessage(say) ?? new Uint8Array()), from: 'generated', note };
  };
  if (from === 'generated') return made('');
  const verb = planMethod(method.desc)?.verb;
  if (verb === undefined)
    return made('The world has no answer to this method: it works on nothing that is remembered.');
  if (!READS.has(verb)) return made('The world would have to change for its answer, so nothing was asked of it.');
  const world = worldAnswer(quiet);
  if (!world) return made('The world has no answer to this method.');
  const say = lastSay(world, heard, method.kind === 'bidi_streaming');
  const bytes = firstMessage(say);
  if (bytes) return { json: text(bytes), from: 'world', note: '' };
  if (say.end && say.end.code !== 0) return made(`The world would end the call: ${say.end.name} ${say.end.message}`);
  return made(heard.length === 0 ? 'The client has said nothing yet.' : 'The world would say nothing here.');
}

/** What is said to the last that was heard; it is asked as it would be asked in a call. */
function lastSay(answer: Answerer, heard: readonly Heard[], bidi: boolean): Say {
  let say: Say = { steps: [] };
  for (const { message, bytes } of heard) {
    answer.heard(message, bytes);
    if (bidi) say = answer.reply();
  }
  if (bidi && heard.length === 0) say = answer.reply();
  if (!bidi) say = answer.conclude();
  answer.close?.();
  return say;
}

function firstMessage({ steps }: Say): Uint8Array | undefined {
  for (const step of steps) if (step.do === 'message') return step.bytes;
  return undefined;
}

import type { StatusName } from '#contract/status';
import { statusClass } from '#contract/status';
import type { CallFacts, CallStory } from './story.ts';
import { spanText } from './timeline-rows.ts';

/** Why a call failed, in a sentence, with what can be done about it. Words between backticks are code. */
export interface Failure {
  readonly tone: 'client' | 'server' | 'deadline' | 'plain';
  readonly message: string;
  readonly hint: string;
  readonly remedy: 'again' | 'more-time' | null;
}

/** What each status most likely means, where the server says no more. */
const MEANING: Readonly<Partial<Record<StatusName, readonly [string, string]>>> = {
  UNKNOWN: ['The server failed without saying how.', 'An exception in a handler often ends like this.'],
  INVALID_ARGUMENT: [
    'The server refused the message itself.',
    'Look at its fields; the state of the server plays no part.',
  ],
  NOT_FOUND: ['What the message names does not exist.', ''],
  ALREADY_EXISTS: ['What the message wants to create exists already.', ''],
  PERMISSION_DENIED: ['The caller is known and may not do this.', ''],
  RESOURCE_EXHAUSTED: ['A limit was hit: a quota, or the size of a message.', 'gRPC takes 4 MB by default.'],
  FAILED_PRECONDITION: ['The state of the server does not allow this now.', 'Repeating the call alone will not help.'],
  ABORTED: ['The call met another one and gave way.', 'Repeat it from the beginning.'],
  OUT_OF_RANGE: ['The message asks for more than there is.', ''],
  UNIMPLEMENTED: [
    'The server does not have this method.',
    'Its path is the package, the service and the method, in exactly this case.',
  ],
  INTERNAL: ['The server, or the transport, broke a promise.', ''],
  UNAVAILABLE: ['The server could not be reached, or went away.', 'This is the status that may be repeated as it is.'],
  DATA_LOSS: ['Data was lost or damaged for good.', ''],
  UNAUTHENTICATED: ['The caller did not say who it is.', 'An `authorization` key in the metadata is the usual place.'],
};

/** Null for a call that is open, that ended well, or that its own client cancelled. */
export function failureOf(story: CallStory, facts: CallFacts): Failure | null {
  const failure = plainFailure(story, facts);
  const broken = story.side === 'client' ? story.recorded?.broken : undefined;
  // An own call is told from the client's end, which cannot know.
  return failure && broken
    ? { ...failure, hint: `It was broken on purpose (${broken}). ${failure.hint}`.trim() }
    : failure;
}

function plainFailure(story: CallStory, facts: CallFacts): Failure | null {
  if (story.lost)
    return {
      tone: 'plain',
      message: 'The connection to Understudy was lost while this call was open.',
      hint: 'What came before is kept; how it went on is not known here.',
      remedy: 'again',
    };
  const { ended } = facts;
  if (!ended || ended.status.code === 0) return null;
  const tone = statusClass(ended.status.code);
  const remedy =
    tone === 'deadline' ? 'more-time' : tone === 'server' || ended.status.name === 'ABORTED' ? 'again' : null;
  if (ended.problem)
    return {
      tone: tone === 'cancel' || tone === 'ok' ? 'plain' : tone,
      message: ended.problem.message,
      hint: ended.problem.hint ?? '',
      remedy,
    };
  if (tone === 'cancel')
    return ended.cancelledBy === 'client'
      ? null
      : { tone: 'plain', message: 'The server cancelled the call.', hint: ended.status.message, remedy: 'again' };
  if (tone === 'deadline') {
    const span = facts.deadlineMs === null ? '' : ` of ${spanText(facts.deadlineMs)}`;
    return {
      tone: 'deadline',
      message: `The deadline${span} passed before the call ended.`,
      hint: late(facts),
      remedy,
    };
  }
  const [meaning, hint] = MEANING[ended.status.name] ?? ['The call failed.', ''];
  return {
    tone: tone === 'server' ? 'server' : 'client',
    message: ended.status.message ? `“${ended.status.message.trim()}”` : meaning,
    hint: ended.status.message ? meaning : hint,
    remedy,
  };
}

function late({ down, kind }: CallFacts): string {
  if (kind === 'unary' || kind === 'client_streaming')
    return down > 0 ? 'The answer was there, its end was not.' : 'No answer had come.';
  return down > 0 ? `${down} of its messages had come.` : 'Nothing had come back.';
}

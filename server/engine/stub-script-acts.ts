import type { Message } from '@bufbuild/protobuf';
import type { Metadata } from '../contract/metadata.ts';
import type { Status } from '../contract/status.ts';
import { delayMs } from '../stubs/delay.ts';
import type { DelaySpec } from '../stubs/spec.ts';
import type { CallSoFar, CompiledAction, CompiledEvent, TemplateScope } from '../stubs/stub.ts';
import { endOf, entries, value } from './stub-reply.ts';

/** One turn of an event of a script. */
export interface Occasion {
  readonly event: CompiledEvent;
  /** Which of its turns in this call, from 1. */
  readonly turn: number;
  /** In `on: message`, with the bytes that it takes while it waits. */
  readonly message?: Message;
  readonly size?: number;
  /** In `on: call`. */
  readonly other?: CallSoFar;
}

/** What the actions of a script do to its call. */
export interface ScriptVoice {
  /** Id of the stub, and which of its calls this is: delays are drawn by them. */
  readonly stub: string;
  readonly hit: number;
  scope(occasion: Occasion): TemplateScope;
  /** What fills what is not given in a message. */
  base(occasion: Occasion): Message;
  /** Does nothing where headers were sent. */
  headers(own: Metadata): void;
  send(bytes: Uint8Array): void;
  end(status: Status, trailers: Metadata): void;
  set(name: string, value: unknown): void;
  move(scenario: string, to: string): void;
}

/** Until the client has read more of what was said. */
export const UNTIL_READ = 0;

/**
 * The actions of one event, one after the other. Yields milliseconds to wait, or `UNTIL_READ` before each message. True
 * where a message was sent. Throws `Failed` where an expression fails.
 */
export function* acts(occasion: Occasion, voice: ScriptVoice): Generator<number, boolean> {
  let sent = false;
  for (const action of occasion.event.do) {
    const ms = waitOf(action, occasion.turn, voice);
    if (ms > 0) yield ms;
    switch (action.act) {
      case 'wait':
        break;
      case 'send': {
        yield UNTIL_READ;
        const { message, generated } = action;
        const base = generated ? voice.base(occasion) : undefined;
        voice.send(message.constant ?? value(message.fill(voice.scope(occasion), base)));
        sent = true;
        break;
      }
      case 'end': {
        const scope = voice.scope(occasion);
        const { ending, details } = endOf(action.status, scope);
        voice.end(ending, [...entries(action.trailers, scope), ...details]);
        return sent;
      }
      case 'set':
        voice.set(action.name, value(action.value.fill(voice.scope(occasion))));
        break;
      case 'headers':
        voice.headers(entries(action.headers, voice.scope(occasion)));
        break;
      case 'scenario':
        voice.move(action.name, action.to);
        break;
      default:
        action satisfies never;
    }
  }
  return sent;
}

function waitOf(action: CompiledAction, turn: number, { stub, hit }: ScriptVoice): number {
  const after: DelaySpec | null = 'after' in action ? action.after : null;
  return after === null ? 0 : delayMs(after, { stub, hit, place: `${'path' in action ? action.path : ''}#${turn}` });
}

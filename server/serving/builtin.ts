import type { MethodKind } from '../contract/schema.ts';
import type { Conversation, Step } from '../engine/conversation.ts';

/** A conversation of a service that Understudy adds to every server. */
export interface BuiltinConversation extends Conversation {
  /** The call is over, whoever ended it. */
  close?(): void;
}

/** A method that is answered here whatever the schema says; `push` plays steps that no event of the call brings about. */
export interface Builtin {
  readonly kind: MethodKind;
  /** As in `answeredBy`: `health`, `reflection`. */
  readonly name: string;
  open(push: (steps: readonly Step[]) => void): BuiltinConversation;
}

import { isChord, type KeyPress } from '../lib/chord.ts';
import { SHORTCUTS, type ShortcutId } from './shortcuts.ts';

/** What a key does; `false` leaves it to the one bound before. */
export type KeyHandler = () => boolean | void;

/** A press as it comes: where from, and a way to keep the browser from acting on it. */
export interface Press extends KeyPress {
  readonly defaultPrevented: boolean;
  preventDefault(): void;
}

/** The keyboard of the page. Rooms bind the shortcuts that they own; the newest binding is asked first. */
export class Keys {
  readonly #bound = new Map<ShortcutId, KeyHandler[]>();

  constructor(readonly mac: boolean) {}

  /** Binds a shortcut; give the answer back from an effect, so that it ends with its room. */
  bind(id: ShortcutId, handler: KeyHandler): () => void {
    const handlers = this.#bound.get(id) ?? [];
    handlers.push(handler);
    this.#bound.set(id, handlers);
    return () => void handlers.splice(handlers.indexOf(handler), 1);
  }

  /** Answers a key press. `typing`: the focus is where letters are typed; there only chords with mod, and Esc, count. */
  press(press: Press, typing: boolean): void {
    if (press.defaultPrevented) return;
    for (const [id, handlers] of this.#bound) {
      const { chord } = SHORTCUTS[id];
      if (!isChord(press, chord, this.mac)) continue;
      if (typing && !chord.includes('mod+') && chord !== 'escape' && !/^f\d/.test(chord)) continue;
      for (const handler of handlers.toReversed())
        if (handler() !== false) {
          press.preventDefault();
          return;
        }
    }
  }
}

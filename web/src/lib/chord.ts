/** A key or a chord: `mod` is ⌘ on a Mac and Ctrl elsewhere. `mod+shift+enter`, `escape`, `/`, `?`. */
export type Chord = string;

/** The parts of a key press that a chord is compared with; a `KeyboardEvent` is one. */
export interface KeyPress {
  readonly key: string;
  readonly metaKey: boolean;
  readonly ctrlKey: boolean;
  readonly shiftKey: boolean;
  readonly altKey: boolean;
}

const CAPS: Readonly<Record<string, string>> = {
  shift: '⇧',
  enter: '↵',
  escape: 'Esc',
  arrowup: '↑',
  arrowdown: '↓',
  arrowleft: '←',
  arrowright: '→',
  tab: 'Tab',
};

/** What stands on the key caps, in order. */
export function keyCaps(chord: Chord, mac: boolean): readonly string[] {
  return chord.split('+').map((part) => {
    if (part === 'mod') return mac ? '⌘' : 'Ctrl';
    if (part === 'alt') return mac ? '⌥' : 'Alt';
    return CAPS[part] ?? part.toUpperCase();
  });
}

/** True where the press is the chord, no more and no less. Shift is free for signs such as `?`. */
export function isChord(press: KeyPress, chord: Chord, mac: boolean): boolean {
  const parts = chord.split('+');
  const key = parts.at(-1)!;
  const wants = (name: string): boolean => parts.length > 1 && parts.includes(name);
  const mod = mac ? press.metaKey : press.ctrlKey;
  const other = mac ? press.ctrlKey : press.metaKey;
  const sign = key.length === 1 && !/[a-z0-9]/.test(key);
  return (
    press.key.toLowerCase() === key &&
    mod === wants('mod') &&
    !other &&
    press.altKey === wants('alt') &&
    (sign || press.shiftKey === wants('shift'))
  );
}

/** True for keyboards with ⌘. */
export function isMac(platform: string): boolean {
  return /mac|iphone|ipad/i.test(platform);
}

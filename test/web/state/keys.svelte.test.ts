import { expect, test } from 'vitest';
import { isChord, keyCaps } from '../../../web/src/lib/chord.ts';
import { Keys } from '../../../web/src/state/keys.svelte.ts';
import { SHORTCUTS } from '../../../web/src/state/shortcuts.ts';

const press = (key: string, held: Partial<Record<'metaKey' | 'ctrlKey' | 'shiftKey' | 'altKey', boolean>> = {}) => ({
  key,
  metaKey: false,
  ctrlKey: false,
  shiftKey: false,
  altKey: false,
  defaultPrevented: false,
  preventDefault: () => undefined,
  ...held,
});

test('mod is ⌘ on a Mac and Ctrl elsewhere, and no more keys may be held', () => {
  expect(isChord(press('k', { metaKey: true }), 'mod+k', true)).toBe(true);
  expect(isChord(press('k', { ctrlKey: true }), 'mod+k', false)).toBe(true);
  expect(isChord(press('k', { ctrlKey: true }), 'mod+k', true)).toBe(false);
  expect(isChord(press('K', { ctrlKey: true, shiftKey: true }), 'mod+k', false)).toBe(false);
  expect(isChord(press('?', { shiftKey: true }), '?', false)).toBe(true);
  expect([keyCaps('mod+shift+enter', true), keyCaps('mod+shift+enter', false)]).toEqual([
    ['⌘', '⇧', '↵'],
    ['Ctrl', '⇧', '↵'],
  ]);
});

test('single letters count outside inputs only; chords and Esc count everywhere', () => {
  const keys = new Keys(false);
  const done: string[] = [];
  keys.bind('pause', () => void done.push('pause'));
  keys.bind('send', () => void done.push('send'));
  keys.bind('cancel', () => void done.push('cancel'));
  for (const typing of [true, false])
    for (const one of [press('p'), press('Enter', { ctrlKey: true }), press('Escape')]) keys.press(one, typing);
  expect(done).toEqual(['send', 'cancel', 'pause', 'send', 'cancel']);
});

test('the newest binding is asked first, may pass the key on, and ends with its room', () => {
  const keys = new Keys(false);
  const done: string[] = [];
  keys.bind('cancel', () => void done.push('first'));
  const off = keys.bind('cancel', () => {
    done.push('second');
    return false;
  });
  keys.press(press('Escape'), false);
  off();
  keys.press(press('Escape'), false);
  expect(done).toEqual(['second', 'first', 'first']);
});

test('no two shortcuts share a chord, and the browser keeps its own', () => {
  const chords = Object.values(SHORTCUTS).map((shortcut) => shortcut.chord as string);
  expect(new Set(chords).size).toBe(chords.length);
  for (const own of ['mod+t', 'mod+w', 'mod+n', 'mod+l', 'mod+d']) expect(chords).not.toContain(own);
});

import type { Chord } from '../lib/chord.ts';

/** Every key of the page: the one table that dispatches, tooltips and the `?` sheet read. */
export const SHORTCUTS = {
  palette: { group: 'Anywhere', label: 'Go to a method, stub, place, file or call', chord: 'mod+k' },
  tree: { group: 'Anywhere', label: 'Show or hide the side column', chord: 'mod+b' },
  filter: { group: 'Anywhere', label: 'Filter what is listed', chord: '/' },
  help: { group: 'Anywhere', label: 'Show every key', chord: '?' },
  panes: { group: 'Anywhere', label: 'Go to the next pane', chord: 'f6' },
  save: { group: 'Anywhere', label: 'Save the file or the entity', chord: 'mod+s' },
  send: { group: 'Play', label: 'Send, start, or send the next message', chord: 'mod+enter' },
  halfClose: { group: 'Play', label: 'Half-close', chord: 'mod+shift+enter' },
  cancel: { group: 'Play', label: 'Cancel the call', chord: 'escape' },
  example: { group: 'Play', label: 'Take an example', chord: 'mod+shift+e' },
  format: { group: 'Play', label: 'Format the message', chord: 'mod+shift+f' },
  docs: { group: 'Play', label: 'Show the docs', chord: 'mod+i' },
  origins: { group: 'Calls', label: 'Show where values came from', chord: 'o' },
  makeStub: { group: 'Calls', label: 'Make a stub of the call, or show its stub', chord: 'c' },
  add: { group: 'Mocks', label: 'Add a stub, or an entity of the world', chord: 'n' },
  definition: { group: 'Protos', label: 'Go to the definition', chord: 'f12' },
  down: { group: 'Lists', label: 'Down', chord: 'j' },
  up: { group: 'Lists', label: 'Up', chord: 'k' },
  open: { group: 'Lists', label: 'Open', chord: 'enter' },
  pause: { group: 'Traffic', label: 'Pause, or go on', chord: 'p' },
  follow: { group: 'Traffic', label: 'Follow the newest', chord: 'f' },
} as const satisfies Readonly<
  Record<string, { readonly group: string; readonly label: string; readonly chord: Chord }>
>;

export type ShortcutId = keyof typeof SHORTCUTS;

import type { ValueOrigin } from '../contract/origin.ts';

/** Any object that holds fields under their local names, or entries of a map under their keys. */
type Held = Readonly<Record<string, unknown>>;

/**
 * Where the values of messages come from, by the message that holds them and the local name of the field. It is filled
 * while a message is made once more for somebody who asks; an answer to a call has none.
 *
 * A maker says where its values come from once, when it is compiled (`madeBy`); only one that decides for each value
 * says so here. What is written into a finished draft is noted by `watched`: a proxy that sees which values a step read
 * before it wrote, so that the steps themselves need to tell nothing.
 */
export class Trace {
  readonly #noted = new WeakMap<object, Map<string, ValueOrigin | undefined>>();
  #said: ValueOrigin | undefined;

  /** For a maker that decides for each value: where the one that it is about to return comes from. */
  say(origin: ValueOrigin): void {
    this.#said = origin;
  }

  /** A field was set, by a maker of this origin where the maker said nothing else. */
  made(holder: object, name: string, origin: ValueOrigin | undefined): void {
    this.note(holder, name, this.#said ?? origin);
    this.#said = undefined;
  }

  note(holder: object, name: string, origin: ValueOrigin | undefined): void {
    let fields = this.#noted.get(holder);
    if (!fields) this.#noted.set(holder, (fields = new Map()));
    fields.set(name, origin);
  }

  /** What was noted of a field; undefined where the values below it have origins of their own. */
  of(holder: object, name: string): ValueOrigin | undefined {
    return this.#noted.get(holder)?.get(name);
  }

  /** A draft for a step that brings its values into agreement: what it writes agrees with what it read last. */
  agreeing<T extends object>(draft: T): T {
    let read = '';
    let before = '';
    return watch(draft, '', {
      read: (path) => {
        if (path !== read) [before, read] = [read, path];
      },
      write: (holder, name, path) => {
        const other = read === path ? before : read;
        // What was written without a look at another value is still what its maker makes.
        if (other !== '') this.note(holder, name, { by: 'agreement', with: other });
      },
    });
  }
}

/** What a watcher hears. Paths are of local names, without the indexes of lists: `lines.price`. */
export interface Watcher {
  read(path: string): void;
  /** `holder`: the object itself, not what watches it. */
  write(holder: object, name: string, path: string): void;
}

const raws = new WeakMap<object, object>();

/** The same object, seen through: reads and writes below it are told, and go through to it. */
export function watch<T extends object>(target: T, path: string, watcher: Watcher): T {
  const proxy = new Proxy(target, {
    get(holder, name): unknown {
      const value: unknown = Reflect.get(holder, name);
      if (typeof name !== 'string' || typeof value === 'function') return value;
      const below = pathTo(holder, name, path);
      // The library keeps things of its own under `$`.
      if (!name.startsWith('$')) watcher.read(below);
      return isOpen(value) ? watch(value, below, watcher) : value;
    },
    set(holder, name, value: unknown) {
      const done = Reflect.set(holder, name, unwatched(value));
      if (typeof name === 'string' && !name.startsWith('$')) watcher.write(holder, name, pathTo(holder, name, path));
      return done;
    },
  });
  raws.set(proxy, target);
  return proxy;
}

/** Bytes are a value, and not something that holds values. */
const isOpen = (value: unknown): value is Held =>
  typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);

// Items of a list, and what a oneof keeps, stand for the field itself.
const pathTo = (holder: object, name: string, path: string): string =>
  Array.isArray(holder) || name.startsWith('$') || ('case' in holder && (name === 'case' || name === 'value'))
    ? path
    : path === ''
      ? name
      : `${path}.${name}`;

/** What is written is the thing itself: a proxy must not stay in a message. */
function unwatched(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const raw = raws.get(value);
  if (raw) return raw;
  return Array.isArray(value) ? value.map(unwatched) : value;
}

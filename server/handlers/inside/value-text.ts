import { MESSAGE_SIZE } from '../protocol.ts';

/** A value of a handler that is no message, and where in it. */
export class ValueFault extends Error {
  constructor(path: string, what: string) {
    super(path === '' ? what : `${path}: ${what}`);
    this.name = 'ValueFault';
  }
}

const DEPTH = 100;
const VALUES = 200_000;

/**
 * The ProtoJSON text of what a handler gave: plain objects, lists and scalars. Also taken: `Uint8Array` as base64,
 * `bigint` as its digits, `Date` as a timestamp, NaN and infinities by name, and what has a `toJSON`. Members that are
 * undefined are unset. Anything else (functions, symbols, maps, circles) is a fault with its path: nothing is dropped.
 */
export function valueText(value: unknown): string {
  const around = new Set<object>();
  let values = 0;
  let size = 0;

  const grow = (text: string): string => {
    size += text.length;
    if (size > MESSAGE_SIZE) throw new ValueFault('', `the message has more than ${MESSAGE_SIZE} characters as JSON`);
    return text;
  };
  const write = (value: unknown, path: string): string => {
    values += 1;
    if (values > VALUES) throw new ValueFault('', `the message has more than ${VALUES} values`);
    switch (typeof value) {
      case 'string':
        if (value.length > MESSAGE_SIZE) return grow(value);
        return grow(JSON.stringify(value));
      case 'boolean':
        return grow(String(value));
      case 'bigint':
        return grow(`"${value}"`);
      case 'number':
        return grow(Number.isFinite(value) ? (Object.is(value, -0) ? '-0' : String(value)) : `"${value}"`);
      case 'object':
        return value === null ? grow('null') : inside(value, path);
      default:
        throw new ValueFault(
          path,
          `${typeof value === 'undefined' ? 'undefined' : `a ${typeof value}`} is no value of a message`,
        );
    }
  };
  const inside = (value: object, path: string): string => {
    if (around.has(value)) throw new ValueFault(path, 'this object contains itself');
    if (around.size >= DEPTH) throw new ValueFault('', `the message is nested deeper than ${DEPTH}`);
    around.add(value);
    try {
      return read(value, path);
    } finally {
      around.delete(value);
    }
  };
  const read = (value: object, path: string): string => {
    if (value instanceof Uint8Array)
      return grow(`"${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64')}"`);
    if (value instanceof Date) {
      if (Number.isNaN(value.getTime())) throw new ValueFault(path, 'this Date is invalid');
      return grow(`"${value.toISOString()}"`);
    }
    if (Array.isArray(value)) {
      const items: string[] = [];
      for (let index = 0; index < value.length; index++)
        items.push(write(get(value, index, path), `${path}[${index}]`));
      return `[${items.join(',')}]`;
    }
    const toJson = get(value, 'toJSON', path);
    if (typeof toJson === 'function')
      return write(
        guarded(path, () => toJson.call(value) as unknown),
        path,
      );
    const prototype: unknown = guarded(path, () => Object.getPrototypeOf(value));
    if (value instanceof Map || value instanceof Set || value instanceof Promise || value instanceof Error)
      throw new ValueFault(path, `${value.constructor.name} is no value of a message; give a plain object or a list`);
    if (prototype !== null && typeof get(value, Symbol.asyncIterator, path) === 'function')
      throw new ValueFault(path, 'a generator is no value of a message');
    const members: string[] = [];
    for (const key of guarded(path, () => Object.keys(value))) {
      const at = path === '' ? key : `${path}.${key}`;
      const member = get(value, key, at);
      if (member !== undefined) members.push(`${grow(JSON.stringify(key))}:${write(member, at)}`);
    }
    return `{${members.join(',')}}`;
  };
  return write(value, '');
}

/** A getter, or a proxy, may throw whatever it wants. */
function get(value: object, key: PropertyKey, path: string): unknown {
  return guarded(path, () => (value as Record<PropertyKey, unknown>)[key]);
}

function guarded<T>(path: string, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new ValueFault(path, `reading it threw ${thrownText(error)}`);
  }
}

/** What was thrown, for a sentence: anything can be thrown. */
export function thrownText(thrown: unknown): string {
  try {
    if (thrown instanceof Error) return thrown.message === '' ? thrown.name : `${thrown.name}: ${thrown.message}`;
    return typeof thrown === 'object' && thrown !== null
      ? `an object that is no Error (${JSON.stringify(thrown).slice(0, 200)})`
      : `${typeof thrown} ${String(thrown).slice(0, 200)}`;
  } catch {
    return 'something that cannot be shown';
  }
}

/** `chat.handlers.ts:12`, the topmost line of the stack that is in one of the files; empty where there is none. */
export function thrownPlace(thrown: unknown, paths: ReadonlyMap<string, string>): string {
  try {
    const stack = thrown instanceof Error ? String(thrown.stack) : '';
    for (const line of stack.split('\n'))
      for (const [path, file] of paths) {
        const at = line.indexOf(`${path}:`);
        const number = at < 0 ? undefined : /^\d+/.exec(line.slice(at + path.length + 1))?.[0];
        if (number !== undefined) return `${file}:${number}`;
      }
  } catch {
    // A stack may be a getter that throws.
  }
  return '';
}

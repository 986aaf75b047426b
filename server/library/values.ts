import { failed, type LibraryErrorCode } from './error.ts';
import { valueText, ValueFault } from '../handlers/inside/value-text.ts';

/** The JSON text of a value that a test gave; throws with the path of what JSON cannot say. */
export function asJson(code: LibraryErrorCode, what: string, value: unknown): string {
  try {
    return valueText(value);
  } catch (error) {
    if (!(error instanceof ValueFault)) throw error;
    throw failed(code, what, [{ severity: 'error', code: 'no-json', message: `${error.message}.` }]);
  }
}

/** The same as a value that holds nothing but JSON; regular expressions are patterns of matchers. */
export const asPlain = (code: LibraryErrorCode, what: string, value: unknown): unknown =>
  JSON.parse(asJson(code, what, withPatterns(value))) as unknown;

const DEPTH = 100;

/** `/^VIP-/i` as `{ $matches: '(?i)^VIP-' }`; everything else as it is. */
function withPatterns(value: unknown, around: readonly object[] = []): unknown {
  if (value instanceof RegExp) {
    const flags = [...value.flags].filter((flag) => 'ims'.includes(flag)).join('');
    return { $matches: flags === '' ? value.source : `(?${flags})${value.source}` };
  }
  // Of circles, and of what is too deep, whoever makes it text tells.
  if (typeof value !== 'object' || value === null || around.length > DEPTH || around.includes(value)) return value;
  const within = [...around, value];
  if (Array.isArray(value)) return value.map((item) => withPatterns(item, within));
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withPatterns(item, within)]));
}

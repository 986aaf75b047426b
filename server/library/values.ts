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

/** The same as a value that holds nothing but JSON. */
export const asPlain = (code: LibraryErrorCode, what: string, value: unknown): unknown =>
  JSON.parse(asJson(code, what, value)) as unknown;

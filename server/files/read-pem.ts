import { readFileSync, statSync } from 'node:fs';
import type { Problem } from '../contract/problem.ts';

/** Larger files hold no certificate. */
const MAX_BYTES = 1_000_000;

/** A PEM text: as it was given, or from the file that was named. `what` is `the certificate`. */
export function readPem(given: string, what: string): { readonly name: string; readonly text: string } | Problem {
  if (/^\s*-----BEGIN /.test(given)) return { name: `${what} that was given`, text: given };
  try {
    const size = statSync(given).size;
    // Latin-1 keeps each byte, so that what is not text can be recognised.
    if (size <= MAX_BYTES) return { name: given, text: readFileSync(given, 'latin1') };
    return problem(given, what, `it has ${size} bytes`);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return problem(given, what, REASONS[code] ?? String(error));
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'this user may not read it',
  EISDIR: 'it is a folder',
};

const problem = (name: string, what: string, why: string): Problem => ({
  severity: 'error',
  code: 'tls-file',
  message: `Failed to read ${what} from ${name.slice(0, 300)}: ${why}.`,
  hint: 'Give the path of a PEM file.',
});

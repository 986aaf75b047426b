import type { Metadata } from '../contract/metadata.ts';
import type { Problem } from '../contract/problem.ts';
import { reserved, valueFault } from '../stubs/parse-metadata.ts';

/** Characters of a block of headers or trailers: clients hang, or refuse it, beyond that. */
const LONGEST = 48 * 1024;

/** What is wrong with headers or trailers that a person wrote; `path` is where they stand in what was asked. */
export function metadataFaults(metadata: Metadata, path: string): readonly Problem[] {
  const problems: Problem[] = [];
  const fault = (at: string, code: string, message: string, hint: string | undefined): void => {
    problems.push({ severity: 'error', code, message, ...(hint && { hint }), path: at });
  };
  let size = 0;
  for (const [index, { key: written, value }] of metadata.entries()) {
    const key = written.toLowerCase();
    const at = `${path}[${index}]`;
    size += key.length + value.length;
    const name = JSON.stringify(written.slice(0, 100));
    if (!/^[0-9a-z_.-]+$/.test(key)) {
      fault(`${at}.key`, 'metadata-key', `${name} is no key of metadata.`, 'Use letters, digits, "-", "_" and ".".');
      continue;
    }
    if (reserved(key) !== undefined)
      fault(`${at}.key`, 'metadata-reserved', `${name} is written by gRPC itself.`, 'Choose another key.');
    const wrong = valueFault(key, value);
    if (wrong) fault(`${at}.value`, 'metadata-value', wrong[0], wrong[1]);
  }
  if (size > LONGEST)
    fault(
      path,
      'metadata-too-large',
      `These have ${size} characters; clients refuse more than ${LONGEST}.`,
      'Send less.',
    );
  return problems;
}

import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { CommandReport } from './build-set.ts';
import type { Problem } from '../contract/problem.ts';
import { firstFolder } from '../files/save-proto.ts';
import { writeWhole } from '../files/write-file.ts';
import { readNow } from '../files/world-file.ts';
import { TYPES_MARK, typedServices, typeText } from '../handlers/type-text.ts';
import type { Schema } from '../schema/registry.ts';

const FILE = 'understudy-types.d.ts';

/**
 * `understudy types`: the types of messages and services, for those who write handlers. Beside the protos where `out` says
 * nothing else; a file that somebody else wrote is left as it is.
 */
export function writeTypes(schema: Schema, paths: readonly string[], out?: string): CommandReport {
  const { problems } = schema;
  const { length } = typedServices(schema);
  const types = `the types of ${length} ${length === 1 ? 'service' : 'services'}`;
  const file = out ?? join(firstFolder(paths), FILE);
  const failed = (code: string, message: string, hint: string): CommandReport => ({
    done: '',
    problems,
    failed: { severity: 'error', code, message, hint },
  });
  const before = readNow(file);
  if ('text' in before && before.text.trim() !== '' && !before.text.startsWith(TYPES_MARK))
    return failed(
      'not-ours',
      `${file} is there already, and understudy types did not write it.`,
      'Choose another one: -o.',
    );
  const text = typeText(schema);
  if ('text' in before && before.text === text) return { done: `${file} is as it must be: ${types}`, problems };
  const why = writeWhole(file, new TextEncoder().encode(text));
  if (why !== undefined) return failed('not-writable', `${file} cannot be written: ${why}.`, 'Choose another place.');
  const hints = isInstalledFor(file) ? [] : [NOT_INSTALLED];
  return { done: `wrote ${file}: ${types}`, problems: [...problems, ...hints] };
}

/** Whether an editor finds what such a file imports. */
function isInstalledFor(file: string): boolean {
  try {
    createRequire(resolve(file)).resolve('understudy');
    return true;
  } catch {
    return false;
  }
}

const NOT_INSTALLED: Problem = {
  severity: 'warning',
  code: 'types-not-installed',
  message: 'Editors do not find the package understudy from there; handlers run without it.',
  hint: 'npm install --save-dev understudy',
};

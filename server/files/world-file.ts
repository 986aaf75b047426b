import { basename, isAbsolute, join } from 'node:path';
import type { Problem } from '../contract/problem.ts';
import { Disk } from './disk.ts';
import { firstFolder, isWithin, readProtoText, realPlace, saveProto } from './save-proto.ts';
import { isWorldName } from './side-files.ts';

/** Characters of a file that can be read again. */
const YAML_LIMIT = 8_000_000;
const JSON_LIMIT = 16_000_000;

const refusal = (code: string, message: string, hint: string): { readonly refused: Problem } => ({
  refused: { severity: 'error', code, message, hint, path: 'file' },
});

/** The text of a file as it is on disk now, or why it cannot be read. */
export const readNow = (path: string): { readonly text: string } | { readonly why: string } => new Disk().read(path);

/**
 * Writes a file of entities in one step. `name` is a path within the workspace as the person names it, or one below its
 * first folder; whatever is there already is overwritten only where it is such a file as well. Answers its path.
 */
export function saveWorldFile(
  paths: readonly string[],
  name: string,
  text: string,
): { readonly path: string } | { readonly refused: Problem } {
  if (!isWorldName(name) || /^\./.test(basename(name)))
    return refusal(
      'not-a-world-file',
      `${name} is no name of a file with entities.`,
      'It must end in .world.yaml, .world.yml or .world.json.',
    );
  if (name.length > 400 || !/^[/.]*[\w.@+ -]+([/][\w.@+ -]+)*$/.test(name) || name.split('/').includes('..'))
    return refusal('bad-name', `${name} cannot be the name of a file.`, 'Use a path such as shop/fixtures.world.yaml.');
  const limit = name.toLowerCase().endsWith('.json') ? JSON_LIMIT : YAML_LIMIT;
  if (text.length > limit)
    return refusal(
      'world-too-large',
      `The snapshot has ${text.length} characters; a file of this kind holds ${limit}.`,
      limit === YAML_LIMIT ? 'Write it to a file that ends in .world.json.' : 'Delete what is not needed.',
    );
  if (!isWithin(paths, name) && isAbsolute(name))
    return refusal(
      'outside-workspace',
      `${name} lies outside of what is served.`,
      `Use a path such as fixtures.world.yaml: it is written below ${firstFolder(paths)}.`,
    );
  const path = isWithin(paths, name) ? name : join(firstFolder(paths), name);
  // A link may lead to something else.
  if (!isWorldName(realPlace(path)))
    return refusal('not-a-world-file', `${path} leads to something else.`, 'Choose another name.');
  const saved = saveProto(paths, path, text, readProtoText(path)?.hash ?? null);
  return 'refused' in saved ? { refused: { ...saved.refused, path: 'file' } } : { path };
}

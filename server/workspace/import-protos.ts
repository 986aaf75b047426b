import type { Config } from '../config/config.ts';
import type { ProtoImport, ProtoImportFile, ProtoImportRequest } from '../contract/rest.ts';
import type { Problem } from '../contract/problem.ts';
import { Disk } from '../files/disk.ts';
import { isSourceName, openSource } from '../files/read-source.ts';
import { readProtos } from '../files/read-protos.ts';
import { firstFolder } from '../files/save-proto.ts';
import { placeFile, writeTree, type TreeFile } from '../files/write-tree.ts';
import { systemFiles } from '../serving/system-files.ts';
import { compile } from '../schema/compile.ts';
import { printProto } from '../schema/print-proto.ts';
import type { Schema, SchemaFile } from '../schema/registry.ts';
import { countOf } from './load.ts';

interface Dropped extends TreeFile {
  readonly from: string;
}

const MAX_BYTES = 16 * 1024 * 1024;
const MAX_FILES = 20_000;

const refusal = (code: string, message: string, hint: string): Problem => ({
  severity: 'error',
  code,
  message,
  hint,
});

/**
 * Shows what dropped files would become below the workspace's first folder, or writes them there. Zips are unpacked, and
 * descriptor sets become proto text, so that all of it can be read and edited afterwards. One file that is refused refuses
 * all; files that have compile errors are written if the person confirms.
 */
export async function importProtos(
  config: Pick<Config, 'paths' | 'protoPaths'>,
  request: ProtoImportRequest,
): Promise<ProtoImport | { readonly refused: readonly Problem[] }> {
  const folder = firstFolder(config.paths);
  // 1. What was dropped, as text.
  const dropped = new Map<string, Dropped>();
  const refused: Problem[] = [];
  for (const { name, base64 } of request.files) {
    const texts = textsOf(name, Buffer.from(base64, 'base64'));
    if ('code' in texts) refused.push(texts);
    else for (const file of texts) dropped.set(file.name, file);
  }
  if (dropped.size > MAX_FILES)
    refused.push(refusal('too-many-files', `There are ${dropped.size} files.`, `At most ${MAX_FILES} go at once.`));
  if (refused.length > 0) return { refused };
  // 2. Where it goes.
  const files: ProtoImportFile[] = [];
  for (const file of dropped.values()) {
    const place = placeFile(folder, file);
    if ('refused' in place) refused.push(place.refused);
    else {
      const { path, state } = place;
      files.push({ path, name: file.name, state, size: Buffer.byteLength(file.text), from: file.from });
    }
  }
  if (refused.length > 0) return { refused };
  // 3. What the whole is with it.
  const after = compileWith(
    config,
    files.map(({ path, name }) => ({ path, text: dropped.get(name)?.text ?? '' })),
  );
  // 4. On disk.
  if (request.confirm) {
    const written = writeTree(folder, [...dropped.values()], true);
    if ('refused' in written) return { refused: [written.refused] };
  }
  const { services, methods } = countOf(after.schema);
  return { folder, files, written: request.confirm, problems: after.problems, services, methods };
}

/** The whole workspace with other texts in the place of some files, and the problems that it does not have today. */
function compileWith(
  config: Pick<Config, 'paths' | 'protoPaths'>,
  changes: readonly { readonly path: string; readonly text: string }[],
): { readonly schema: Schema; readonly problems: readonly Problem[] } {
  const tree = readProtos(config.paths, config.protoPaths, new Disk());
  const { roots, problems, find, compiled } = tree;
  const beside = systemFiles();
  const input = { roots, problems, find, compiled, beside };
  const before = new Set(compile({ ...input, files: tree.files }).problems.map(keyOf));
  const changed = new Set(changes.map(({ path }) => path));
  const files = [...tree.files.filter(({ path }) => !changed.has(path)), ...changes];
  const schema = compile({ ...input, files });
  return {
    schema,
    problems: schema.problems.filter((one) => changed.has(one.file ?? '') || !before.has(keyOf(one))),
  };
}

const keyOf = ({ file, line, column, message }: Problem): string => JSON.stringify([file, line, column, message]);

function textsOf(name: string, bytes: Uint8Array): readonly Dropped[] | Problem {
  const shown = JSON.stringify(name.slice(0, 200));
  if (name.endsWith('.proto')) {
    if (bytes.length > MAX_BYTES)
      return refusal('too-large', `${shown} has ${bytes.length} bytes.`, `A proto file has ${MAX_BYTES} at most.`);
    return [{ name, text: new TextDecoder().decode(bytes), from: name }];
  }
  if (!isSourceName(name))
    return refusal(
      'not-a-proto',
      `${shown} is no .proto file.`,
      'Drop .proto files, a .zip of them, or a descriptor set (.binpb .pb .protoset .desc .json).',
    );
  const source = openSource(name, bytes);
  if ('why' in source) return refusal('unreadable', `${shown} cannot be read: ${source.why}.`, 'Make it anew.');
  const texts = source.files.map(({ path, text }): Dropped => ({
    name: path.slice(name.length + 1),
    text,
    from: name,
  }));
  const printed = printAll(source.compiled);
  if ('code' in printed) return printed;
  return [...texts, ...printed.map((file) => ({ ...file, from: name }))];
}

/** The person's own files of descriptor sets, as text. */
function printAll(compiled: readonly SchemaFile[]): readonly TreeFile[] | Problem {
  const schema = compile({ files: [], roots: [], compiled });
  const files: TreeFile[] = [];
  for (const file of schema.files.values()) {
    if (file.path === undefined) continue;
    const printed = printProto(schema, file);
    if ('problem' in printed)
      return refusal(
        'unreadable',
        `${file.name} cannot be written as proto text: ${printed.problem}.`,
        'Leave it out.',
      );
    files.push({ name: file.name, text: printed.text });
  }
  return files;
}

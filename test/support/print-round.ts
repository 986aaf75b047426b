import { fromBinary, toBinary } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { compile } from '../../server/schema/compile.ts';
import { printProto } from '../../server/schema/print-proto.ts';
import type { Schema, SchemaFile } from '../../server/schema/registry.ts';

/** Prints the files and compiles what was printed; answers the names of those that changed, and why. */
export function roundTrip(
  schema: Schema,
  files: readonly SchemaFile[],
): { readonly wrong: string[]; readonly texts: Map<string, string> } {
  const wrong: string[] = [];
  const texts = new Map<string, string>();
  for (const file of files) {
    const printed = printProto(schema, file);
    if ('text' in printed) texts.set(file.name, printed.text);
    else wrong.push(`${file.name}: ${printed.problem}`);
  }
  const again = compile({ files: [...texts].map(([path, text]) => ({ path, text })), roots: [''] });
  for (const problem of again.problems)
    if (problem.severity === 'error')
      wrong.push(`${problem.file}:${problem.line}: ${problem.message} [${problem.code}]`);
  for (const file of files) {
    const other = again.files.get(file.name);
    if (!other) wrong.push(`${file.name} is lost`);
    else if (!Buffer.from(bare(file.bytes)).equals(bare(other.bytes))) wrong.push(`${file.name} differs`);
  }
  return { wrong, texts };
}

function bare(bytes: Uint8Array): Uint8Array {
  const proto = fromBinary(FileDescriptorProtoSchema, bytes);
  delete proto.sourceCodeInfo;
  return toBinary(FileDescriptorProtoSchema, proto);
}

import type { FileDescriptorProto } from '@bufbuild/protobuf/wkt';
import { isNamed, meant, readDescriptor, referrersOf } from './file-references.ts';
import { wellKnownHome } from './well-known.ts';

/** What some files refer to and do not hold. Well-known types lack nowhere. */
export interface Lacking {
  readonly types: readonly string[];
  /** Custom options that are set, with what they extend. */
  readonly extensions: readonly { readonly type: string; readonly number: number }[];
  /** Messages that can have extensions, which may be in files that nobody imports. */
  readonly extendable: readonly string[];
}

const parsed = new WeakMap<Uint8Array, FileDescriptorProto>();

export function lacking(files: readonly Uint8Array[]): Lacking {
  const all = files.flatMap((bytes) => {
    const file = parsed.get(bytes) ?? readDescriptor(bytes);
    if (file) parsed.set(bytes, file);
    return file ? [{ file, refs: referrersOf(file) }] : [];
  });
  const defined = new Set(
    all.flatMap(({ refs }) => [...refs.messages.map(({ name }) => name), ...refs.enums.map(({ name }) => name)]),
  );
  const known = (name: string): boolean => defined.has(name) || wellKnownHome(name) !== undefined;
  const types = new Set<string>();
  const need = (name: string, scope: string): void => {
    if (name !== '' && meant(name, scope, known) === undefined) types.add(name.replace(/^\./, ''));
  };
  const extended = new Set<string>();
  for (const { file, refs } of all) {
    for (const { field, scope } of refs.fields) {
      if (isNamed(field)) need(field.typeName, scope);
      need(field.extendee, scope);
      if (field.extendee !== '') extended.add(`${field.extendee.replace(/^\./, '')} ${field.number}`);
    }
    for (const service of file.service)
      for (const { inputType, outputType } of service.method) {
        need(inputType, file.package);
        need(outputType, file.package);
      }
  }
  const extensions = all.flatMap(({ refs }) =>
    [...refs.options].flatMap(([type, numbers]) =>
      [...numbers].filter((number) => !extended.has(`${type} ${number}`)).map((number) => ({ type, number })),
    ),
  );
  const extendable = all.flatMap(({ refs }) =>
    refs.messages.filter(({ message }) => message.extensionRange.length > 0).map(({ name }) => name),
  );
  return { types: [...types], extensions, extendable };
}

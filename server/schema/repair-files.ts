import { toBinary } from '@bufbuild/protobuf';
import {
  FieldDescriptorProto_Type as Type,
  FileDescriptorProtoSchema,
  type FieldDescriptorProto,
  type FileDescriptorProto,
} from '@bufbuild/protobuf/wkt';
import type { Problem } from '../contract/problem.ts';
import { builtInText } from './built-in.ts';
import { isNamed, meant, readDescriptor, referrersOf, type Referrers } from './file-references.ts';
import type { SchemaFile } from './registry.ts';
import { schemaFile } from './schema-from-files.ts';
import { wellKnownHome, wellKnownNames } from './well-known.ts';

/** Files that compile, made of what a server's reflection gave. */
export interface Repaired {
  readonly files: readonly SchemaFile[];
  readonly problems: readonly Problem[];
}

interface Known {
  readonly file: string;
  readonly kind: 'message' | 'enum';
}

const problem = (severity: Problem['severity'], message: string, hint?: string): Problem => ({
  severity,
  code: 'reflection-gap',
  message,
  ...(hint === undefined ? {} : { hint }),
});

/**
 * Puts right what servers get wrong: names that lead anywhere but below a folder, types that are said relatively or not at
 * all, things that two files define, and imports that are missing, wrong, or of files that are not there (grpc-node #3018:
 * its reflection puts all files of a package into one and forgets what that one needs). What refers to a type that nobody
 * gave is left out, and said.
 */
export function repairFiles(input: readonly Uint8Array[]): Repaired {
  const problems: Problem[] = [];
  const files = named(input, problems);
  // 1. Who defines what: the first one does.
  const types = new Map<string, Known>();
  const extensions = new Map<string, string>();
  const services = new Set<string>();
  const refs = new Map<FileDescriptorProto, Referrers>();
  for (const file of files) {
    const full = (name: string): string => (file.package === '' ? name : `${file.package}.${name}`);
    // Well-known types are there by themselves, wherever a server puts them.
    const mine = ({ name }: { readonly name: string }): boolean =>
      !types.has(full(name)) && wellKnownHome(full(name)) === undefined;
    file.messageType = file.messageType.filter(mine);
    file.enumType = file.enumType.filter(mine);
    file.extension = file.extension.filter(({ name }) => {
      const sound = /^\w+$/.test(name);
      if (!sound)
        problems.push(
          problem(
            'warning',
            `The extension ${JSON.stringify(name.slice(0, 200))} has no proper name, and is left out.`,
          ),
        );
      return sound;
    });
    file.service = file.service.filter(({ name }) => !services.has(full(name)));
    for (const { name } of file.service) services.add(full(name));
    const own = referrersOf(file);
    for (const { name } of own.messages) types.set(name, { file: file.name, kind: 'message' });
    for (const { name } of own.enums) types.set(name, { file: file.name, kind: 'enum' });
    refs.set(file, own);
  }
  const known = (name: string): boolean => types.has(name) || wellKnownHome(name) !== undefined;
  const homeOf = (name: string): string => types.get(name)?.file ?? wellKnownHome(name) ?? '';
  for (const file of files)
    for (const { field, scope } of refs.get(file)!.fields) {
      const extendee = field.extendee === '' ? undefined : meant(field.extendee, scope, known);
      if (extendee !== undefined) extensions.set(`${extendee} ${field.number}`, file.name);
    }
  // 2. File by file: full names, and then the imports that these need.
  const present = new Set(files.filter(holdsAnything).map(({ name }) => name));
  for (const file of files) {
    const needed = new Set<string>();
    const own = refs.get(file)!;
    for (const { field, scope, list } of own.fields) settleField(field, scope, list);
    for (const service of file.service)
      service.method = service.method.filter((method) => {
        const [input, output] = [method.inputType, method.outputType].map((name) => meant(name, file.package, known));
        if (input === undefined || output === undefined) {
          const lost = input === undefined ? method.inputType : method.outputType;
          return leftOut(`${service.name}.${method.name}`, lost);
        }
        [method.inputType, method.outputType] = [`.${input}`, `.${output}`];
        needed.add(homeOf(input)).add(homeOf(output));
        return true;
      });
    for (const [type, numbers] of own.options)
      for (const number of numbers) needed.add(extensions.get(`${type} ${number}`) ?? '');
    settleImports(file, needed, (name) => present.has(name) || wellKnownNames.has(name) || !!builtInText(name), files);

    function settleField(field: FieldDescriptorProto, scope: string, list: FieldDescriptorProto[]): void {
      for (const key of ['typeName', 'extendee'] as const) {
        if (field[key] === '' || (key === 'typeName' && !isNamed(field))) continue;
        const name = meant(field[key], scope, known);
        if (name === undefined) {
          list.splice(list.indexOf(field), 1);
          leftOut(`${scope}.${field.name}`, field[key]);
          return;
        }
        field[key] = `.${name}`;
        needed.add(homeOf(name));
        // Some servers do not say what kind of type it is.
        if (key === 'typeName' && !Object.hasOwn(field, 'type'))
          field.type = types.get(name)?.kind === 'enum' ? Type.ENUM : Type.MESSAGE;
      }
    }

    function leftOut(what: string, type: string): false {
      problems.push(
        problem('error', `${what} is left out: the server does not describe its type ${type.replace(/^\./, '')}.`),
      );
      return false;
    }
  }
  const whole = files.filter(({ name }) => present.has(name));
  return { files: whole.map((file) => schemaFile(toBinary(FileDescriptorProtoSchema, file), file.name)), problems };
}

const holdsAnything = (file: FileDescriptorProto): boolean =>
  [file.messageType, file.enumType, file.service, file.extension, file.publicDependency].some(
    (list) => list.length > 0,
  );

/** The files that can be read, under names that stay below a folder; imports follow. Well-known ones are there anyway. */
function named(input: readonly Uint8Array[], problems: Problem[]): FileDescriptorProto[] {
  const files: FileDescriptorProto[] = [];
  const taken = new Set<string>();
  const renamed = new Map<string, string>();
  for (const bytes of input) {
    const file = readDescriptor(bytes);
    if (!file) problems.push(problem('warning', 'A file that the server gave is no descriptor, and is left out.'));
    if (!file || wellKnownNames.has(file.name)) continue;
    let name = safeName(file.name, file.package);
    for (let count = 2; taken.has(name); count++) name = name.replace(/(_\d+)?\.proto$/, `_${count}.proto`);
    taken.add(name);
    if (name !== file.name)
      problems.push(
        problem(
          'warning',
          `The file that the server calls ${JSON.stringify(file.name.slice(0, 200))} is written as ${name}.`,
        ),
      );
    renamed.set(file.name, name);
    file.name = name;
    files.push(file);
  }
  for (const file of files) file.dependency = file.dependency.map((name) => renamed.get(name) ?? name);
  return files;
}

/** `/srv/../x y.proto` → `srv/x_y.proto` */
function safeName(name: string, pkg: string): string {
  const parts = name
    .replace(/^[A-Za-z]:/, '')
    .split(/[\\/]/)
    .filter((part) => part !== '' && !/^\.+$/.test(part))
    .map((part) =>
      part
        .replace(/[^\w.@+-]/g, '_')
        .replace(/^\./, '_')
        .slice(0, 100),
    );
  const joined = parts.slice(-12).join('/') || `${pkg.replace(/[^\w.]/g, '_') || 'unnamed'}.proto`;
  return joined.endsWith('.proto') ? joined : `${joined}.proto`;
}

/** Drops imports that are not there, and adds those that are needed and not seen. */
function settleImports(
  file: FileDescriptorProto,
  needed: ReadonlySet<string>,
  there: (name: string) => boolean,
  files: readonly FileDescriptorProto[],
): void {
  const kept = new Map<string, 'plain' | 'public'>();
  file.dependency.forEach((name, index) => {
    if (there(name) && name !== file.name) kept.set(name, file.publicDependency.includes(index) ? 'public' : 'plain');
  });
  const seen = new Set<string>();
  const see = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const target = files.find((other) => other.name === name);
    for (const index of target?.publicDependency ?? []) see(target!.dependency[index] ?? '');
  };
  for (const name of kept.keys()) see(name);
  for (const name of needed) if (name !== '' && name !== file.name && !seen.has(name)) kept.set(name, 'plain');
  file.dependency = [...kept.keys()];
  file.publicDependency = [...kept.values()].flatMap((kind, index) => (kind === 'public' ? [index] : []));
  file.weakDependency = [];
}

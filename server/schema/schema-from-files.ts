import type { DescExtension, DescMethod } from '@bufbuild/protobuf';
import { nestedTypes } from '@bufbuild/protobuf/reflect';
import type { Problem } from '../contract/problem.ts';
import type { MethodInfo, ServiceInfo } from '../contract/schema.ts';
import { DescriptorCache, type DescType } from './descriptors.ts';
import { lazyTypes } from './lazy-types.ts';
import { nearestPaths } from './nearest.ts';
import { outlineFile, symbolsOf } from './outline.ts';
import type { Schema, SchemaFile, SchemaMethod } from './registry.ts';

/** A file of a schema from the bytes of its `FileDescriptorProto`. */
export function schemaFile(bytes: Uint8Array, path?: string): SchemaFile {
  const { name, package: pkg, dependencies } = outlineFile(bytes);
  return { name, path, package: pkg, dependencies, bytes };
}

/**
 * A schema from compiled files. Where two files have one name, or define one symbol, the first wins. Order does not
 * matter; imports that are missing are left out of the descriptors.
 */
export function schemaFromFiles(input: readonly SchemaFile[], problems: readonly Problem[] = []): Schema {
  const files = new Map<string, SchemaFile>();
  for (const file of input) if (!files.has(file.name)) files.set(file.name, file);
  const owners = new Map<string, string>();
  const extensions = new Map<string, Map<number, { name: string; file: string }>>();
  const services: ServiceInfo[] = [];
  for (const file of files.values()) {
    const outline = outlineFile(file.bytes);
    for (const service of outline.services) if (!owners.has(service.name)) services.push(service);
    for (const symbol of outline.symbols) if (!owners.has(symbol)) owners.set(symbol, file.name);
    for (const { extendee, number, name } of outline.extensions) {
      const numbers = extensions.get(extendee) ?? new Map<number, { name: string; file: string }>();
      if (!numbers.has(number)) numbers.set(number, { name, file: file.name });
      extensions.set(extendee, numbers);
    }
  }
  const descriptors = new DescriptorCache(files);

  const fileOfSymbol = (symbol: string): SchemaFile | undefined => {
    for (let prefix = symbol; prefix !== ''; prefix = prefix.slice(0, Math.max(prefix.lastIndexOf('.'), 0))) {
      const file = files.get(owners.get(prefix) ?? '');
      if (file && (prefix === symbol || symbolsOf(file.bytes, file.package).has(symbol))) return file;
    }
    return undefined;
  };
  /** Types are asked for far more often than other symbols: the top-level owner is enough to find them. */
  const typeOf = (name: string): DescType | undefined => {
    for (let prefix = name; prefix !== ''; prefix = prefix.slice(0, Math.max(prefix.lastIndexOf('.'), 0))) {
      const owner = owners.get(prefix);
      const found = owner === undefined ? undefined : descriptors.type(owner, name);
      if (found) return found;
    }
    return undefined;
  };
  const extension = (extendee: string, number: number): DescExtension | undefined => {
    const name = extensions.get(extendee)?.get(number)?.name;
    const found = name === undefined ? undefined : typeOf(name);
    return found?.kind === 'extension' ? found : undefined;
  };
  function* all(): IterableIterator<DescType> {
    for (const name of files.keys()) {
      const file = descriptors.file(name);
      if (file) yield* nestedTypes(file);
    }
  }
  const types = lazyTypes({ type: typeOf, extension, all });

  const methods = new Map<string, SchemaMethod>();
  for (const service of services)
    for (const info of service.methods) {
      if (methods.has(info.path)) continue;
      let desc: DescMethod | undefined;
      methods.set(info.path, {
        path: info.path,
        kind: info.kind,
        info,
        service,
        types,
        get desc() {
          return (desc ??= methodDescriptor(descriptors, service, info));
        },
      });
    }

  return {
    files,
    services,
    problems,
    methodCount: methods.size,
    method: (path) => methods.get(path),
    descFile: (name) => descriptors.file(name),
    type: (name) => {
      const found = typeOf(name);
      return found?.kind === 'service' ? undefined : found;
    },
    fileOfSymbol,
    fileOfExtension: (extendee, number) => files.get(extensions.get(extendee)?.get(number)?.file ?? ''),
    extensionNumbers: (extendee) => {
      const numbers = extensions.get(extendee);
      if (!numbers) return typeOf(extendee)?.kind === 'message' ? [] : undefined;
      return [...numbers.keys()].sort((a, b) => a - b);
    },
    nearest: (path) => nearestPaths(path, services),
  };
}

/** Throws for a descriptor that cannot be built: the compiler emits none, a foreign descriptor set may hold one. */
function methodDescriptor(descriptors: DescriptorCache, service: ServiceInfo, info: MethodInfo): DescMethod {
  const file = descriptors.file(service.file);
  const found = file?.services
    .find((candidate) => candidate.typeName === service.name)
    ?.methods.find((candidate) => candidate.name === info.name);
  if (found) return found;
  const why = descriptors.failure(service.file) ?? 'its file does not hold it.';
  throw new Error(`Failed to read the descriptor of ${info.path}: ${why}`);
}

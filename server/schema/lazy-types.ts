import type { DescExtension, DescMessage, Registry as TypeRegistry } from '@bufbuild/protobuf';
import type { DescType } from './descriptors.ts';

/** What a lazy type registry asks of the schema. */
export interface TypeSource {
  type(name: string): DescType | undefined;
  extension(extendee: string, number: number): DescExtension | undefined;
  all(): IterableIterator<DescType>;
}

/**
 * A type registry over the whole schema that builds only what is looked up: an `Any` of a type that the service does
 * not import can still be read. Iterating over it builds everything.
 */
export function lazyTypes(source: TypeSource): TypeRegistry {
  const typed = <Kind extends DescType['kind']>(
    name: string,
    kind: Kind,
  ): Extract<DescType, { kind: Kind }> | undefined => {
    const found = source.type(name);
    // `kind` is the tag of the union, which the compiler cannot follow through a type parameter.
    return found?.kind === kind ? (found as Extract<DescType, { kind: Kind }>) : undefined;
  };
  return {
    kind: 'registry',
    [Symbol.iterator]: () => source.all(),
    get: (name) => source.type(name),
    getMessage: (name) => typed(name, 'message'),
    getEnum: (name) => typed(name, 'enum'),
    getExtension: (name) => typed(name, 'extension'),
    getService: (name) => typed(name, 'service'),
    getExtensionFor: (extendee: DescMessage, number) => source.extension(extendee.typeName, number),
  };
}

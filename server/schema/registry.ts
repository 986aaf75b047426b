import type {
  DescEnum,
  DescExtension,
  DescFile,
  DescMessage,
  DescMethod,
  Registry as TypeRegistry,
} from '@bufbuild/protobuf';
import type { Problem } from '../contract/problem.ts';
import type { MethodInfo, MethodKind, MethodPath, SchemaDifference, ServiceInfo } from '../contract/schema.ts';

/** One compiled file: the raw `FileDescriptorProto`, source info included, as reflection serves it. */
export interface SchemaFile {
  /** Import name: `shop/v1/catalog.proto`. */
  readonly name: string;
  /** File on disk as the person named it; undefined for built-in files. */
  readonly path: string | undefined;
  readonly package: string;
  readonly dependencies: readonly string[];
  readonly bytes: Uint8Array;
}

/** One method with what answering a call to it needs; descriptors are built when first asked for. */
export interface SchemaMethod {
  readonly path: MethodPath;
  readonly kind: MethodKind;
  readonly info: MethodInfo;
  readonly service: ServiceInfo;
  /** Descriptors with every type that the service's file and its imports can reach. Cached. */
  readonly desc: DescMethod;
  readonly types: TypeRegistry;
}

/**
 * A compiled, immutable schema. Everything in it answers in constant time; descriptors and registries are built
 * lazily, by service closure, so that a large tree costs what is used of it.
 */
export interface Schema {
  readonly files: ReadonlyMap<string, SchemaFile>;
  readonly services: readonly ServiceInfo[];
  readonly problems: readonly Problem[];
  readonly methodCount: number;
  /** Files, as the person named them, that stand here as they were before an edit broke them. */
  readonly held?: readonly string[] | undefined;
  method(path: string): SchemaMethod | undefined;
  /** The descriptor of a file with all that it imports; undefined where there is no such file. */
  descFile(name: string): DescFile | undefined;
  /** By full name, whichever file holds it. */
  type(name: string): DescMessage | DescEnum | DescExtension | undefined;
  /** The file that defines a symbol (message, field, enum, value, service, method, extension), by full name. */
  fileOfSymbol(symbol: string): SchemaFile | undefined;
  fileOfExtension(extendee: string, number: number): SchemaFile | undefined;
  /** Sorted; undefined where there is no such message. */
  extensionNumbers(extendee: string): readonly number[] | undefined;
  /** The nearest method paths to one that is not there, best first, at most three ("did you mean"). */
  nearest(path: string): readonly MethodPath[];
}

/** Hears of each schema that is served from now on, and how it differs from the one before. */
export type SchemaListener = (schema: Schema, revision: number, difference: SchemaDifference) => void;

const NO_DIFFERENCE: SchemaDifference = { added: [], removed: [], changed: [] };

/** Holds the schema that is served now. Readers ask `current` for each call; `subscribe` tells of changes. */
export class Registry {
  #current: Schema;
  #revision = 1;
  readonly #listeners = new Set<SchemaListener>();

  constructor(schema: Schema) {
    this.#current = schema;
  }

  get current(): Schema {
    return this.#current;
  }

  get revision(): number {
    return this.#revision;
  }

  /** Serves another schema from here on. Calls that are open keep the one that they began with. */
  replace(schema: Schema, difference: SchemaDifference = NO_DIFFERENCE): void {
    this.#current = schema;
    this.#revision += 1;
    for (const listener of this.#listeners) listener(schema, this.#revision, difference);
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: SchemaListener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

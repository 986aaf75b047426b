import type { DescEnum, DescMessage, Registry } from '@bufbuild/protobuf';
import type { JsonNode } from '../codec/json-text.ts';
import { nodeText } from './json-line.ts';
import type { FieldPath } from './cel-path.ts';
import type { StubSpec, ValueSpec } from './spec.ts';
import type { TemplateScope } from './stub.ts';

/** What an expression may name, and with which types. */
export interface CelNames {
  readonly types: Registry;
  /** Of the messages that `request`, `requests` and `message` are. */
  readonly input: DescMessage;
  /** In `on: call`: of `call.request`; undefined elsewhere, where `call` is this call. */
  readonly other?: DescMessage | undefined;
  /** Names of `set`. */
  readonly variables: readonly string[];
  /** What `world(…)` may name; undefined where nobody knows before it is asked, null where it cannot be asked. */
  readonly resources?: NamedResources | null | undefined;
}

/** The resources of a schema, by the names that people give them. */
export interface NamedResources {
  /** The message that its things are, or why there is no such resource. */
  find(name: string): { readonly desc: DescMessage } | CelFault;
}

// A schema that is replaced takes what was found in it along.
const resources = new WeakMap<Registry, NamedResources>();
/** Of the schema that these types belong to. */
export const namedResources = (types: Registry): NamedResources | undefined => resources.get(types);
export const useResources = (types: Registry, named: NamedResources): void => void resources.set(types, named);

/** An expression that was read and planned. `lane`: what `fake.*` draws by, besides the call. */
export interface CelProgram {
  (scope: TemplateScope, fake: FakeKey): { readonly value: unknown } | { readonly error: string };
  /** What its numbers are, where text writes them in a way of its own: values of an enum, or floats of 32 bits. */
  readonly numbers?: Numbers | undefined;
  /** Where it is nothing but a field with presence. */
  readonly path?: FieldPath | undefined;
}

/** Values of an enum have their names in text, floats no more digits than 32 bits can tell apart. */
export type Numbers = DescEnum | 'float';

/** Keys of made-up values: of the place in the file, and of the call (what agrees within one answer). */
export interface FakeKey {
  readonly a: number;
  readonly b: number;
  readonly subject: number;
}

export interface CelFault {
  readonly message: string;
  readonly hint?: string;
}

/** CEL, as far as it is used here. */
export interface CelLibrary {
  /** `want`: what its value is for; one that can never be of use there is a fault. */
  compile(text: string, names: CelNames, want?: 'condition'): CelProgram | CelFault;
  /** A value of CEL as ProtoJSON; a text says why it has no such form. */
  node(value: unknown, types: Registry): JsonNode | string;
  /** A message as the JSON of an Any that holds it; undefined for what is no message. */
  any(value: unknown, types: Registry): JsonNode | string | undefined;
  /** A value of CEL as text: of text itself, the canonical form of everything else. */
  text(value: unknown, types: Registry, numbers?: Numbers): string;
}

let loaded: CelLibrary | undefined;

/** Loads CEL, whose 150 ms only those pay who have expressions. To be awaited before stubs that need it are compiled. */
export async function loadCel(): Promise<CelLibrary> {
  loaded ??= (await import('./cel-engine.ts')).createCel();
  return loaded;
}

/** Once it is loaded. */
export const celLibrary = (): CelLibrary | undefined => loaded;

/** Whether a stub has an expression anywhere. */
export function needsCel(stub: StubSpec): boolean {
  return stub.when.cel !== undefined || hasTemplate(stub.does, () => true);
}

/** Whether an expression of it may ask the world. */
export function asksWorld(stub: StubSpec): boolean {
  return hasTemplate(stub.does, ({ node }) => nodeText(node).includes('world'));
}

function hasTemplate(value: unknown, test: (value: ValueSpec) => boolean, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || depth > 12) return false;
  if (isValueSpec(value)) return !value.constant && test(value);
  if (Array.isArray(value)) return value.some((item) => hasTemplate(item, test, depth + 1));
  // Matchers and methods hold descriptors, which are large and have no templates.
  return Object.entries(value).some(([key, item]) => key !== 'on' && hasTemplate(item, test, depth + 1));
}

const isValueSpec = (value: object): value is ValueSpec => 'constant' in value && 'node' in value;

/** The four kinds of gRPC method. */
export type MethodKind = 'unary' | 'server_streaming' | 'client_streaming' | 'bidi_streaming';

/** `/package.Service/Method`, as in the `:path` of a call. */
export type MethodPath = `/${string}/${string}`;

/** One method, as the tree and the method header show it. */
export interface MethodInfo {
  /** `/shop.v1.Catalog/GetProduct` */
  readonly path: MethodPath;
  /** `GetProduct` */
  readonly name: string;
  readonly kind: MethodKind;
  /** Full names, without a leading dot. */
  readonly input: string;
  readonly output: string;
  /** Leading comment, without comment marks; empty where there is none. */
  readonly doc: string;
  readonly deprecated?: boolean;
}

/** One service with its methods, in the order of the file. */
export interface ServiceInfo {
  /** `shop.v1.Catalog` */
  readonly name: string;
  /** `shop.v1`; empty for no package. */
  readonly package: string;
  readonly file: string;
  /** 1-based line of the service in the file, where known. */
  readonly line?: number;
  readonly doc: string;
  readonly methods: readonly MethodInfo[];
}

/** The body of `GET /api/schema`: what is served, as a tree. */
export interface SchemaInfo {
  /** Goes up by one with each change of the schema. */
  readonly revision: number;
  /** Where it came from, as the person wrote it: `./protos`. */
  readonly source: string;
  readonly files: number;
  readonly services: readonly ServiceInfo[];
  /** At most 1,000; `problemCount` has the whole number. */
  readonly problems: readonly import('./problem.ts').Problem[];
  readonly problemCount: { readonly errors: number; readonly warnings: number };
  /** Files, as the person named them, whose last good version is served in place of what is on disk. */
  readonly held?: readonly string[];
}

/** What a reload did to the methods; each list is cut at 1,000. */
export interface SchemaDifference {
  readonly added: readonly MethodPath[];
  readonly removed: readonly MethodPath[];
  /** Kind, comment, or a type that its request or response can reach. */
  readonly changed: readonly MethodPath[];
}

/** A type of a field as a person reads it. */
export type FieldType =
  | { readonly kind: 'scalar'; readonly scalar: ScalarName }
  | { readonly kind: 'enum'; readonly type: string }
  | { readonly kind: 'message'; readonly type: string };

export type ScalarName =
  | 'double'
  | 'float'
  | 'int32'
  | 'int64'
  | 'uint32'
  | 'uint64'
  | 'sint32'
  | 'sint64'
  | 'fixed32'
  | 'fixed64'
  | 'sfixed32'
  | 'sfixed64'
  | 'bool'
  | 'string'
  | 'bytes';

/** A field, for completion, lint, hover and docs. */
export interface FieldInfo {
  /** As in the proto: `min_interval`. */
  readonly name: string;
  /** As in ProtoJSON: `minInterval`. */
  readonly json: string;
  readonly number: number;
  readonly doc: string;
  readonly type: FieldType;
  /** Set for map fields; `type` is then the type of the values. */
  readonly mapKey?: ScalarName;
  readonly repeated?: boolean;
  /** proto2 `required`, or the AIP annotation `field_behavior = REQUIRED`. */
  readonly required?: boolean;
  /** `field_behavior = OUTPUT_ONLY`: not for requests. */
  readonly outputOnly?: boolean;
  /** True where unset differs from the default value. */
  readonly presence?: boolean;
  /** Name of the oneof it belongs to (synthetic ones are left out). */
  readonly oneof?: string;
  readonly deprecated?: boolean;
}

export interface MessageInfo {
  readonly name: string;
  readonly doc: string;
  readonly fields: readonly FieldInfo[];
}

export interface EnumInfo {
  readonly name: string;
  readonly doc: string;
  readonly values: readonly { readonly name: string; readonly number: number; readonly doc: string }[];
}

/**
 * The body of `GET /api/schema/method?path=/pkg.Service/Method`: everything the editor and the docs need for one
 * method, with every type it can reach (at most 2,000 of each; `truncated` says when that cut something).
 * Keys of the maps are full names.
 */
export interface MethodDetail {
  readonly revision: number;
  readonly service: string;
  readonly method: MethodInfo;
  readonly file: string;
  readonly line?: number;
  readonly messages: Readonly<Record<string, MessageInfo>>;
  readonly enums: Readonly<Record<string, EnumInfo>>;
  readonly truncated?: boolean;
}

/** `/pkg.Service/Method` → its parts; undefined where the text is not a method path. */
export function parseMethodPath(path: string): { service: string; method: string } | undefined {
  const match = /^\/([^/]+)\/([^/]+)$/.exec(path);
  return match ? { service: match[1]!, method: match[2]! } : undefined;
}

/** True for services that Understudy itself adds to every server. */
export function isSystemService(name: string): boolean {
  return /^grpc\.(health|reflection|channelz)\./.test(name);
}

/**
 * The syntax tree of one file, close to the descriptor that it becomes. It lives from parsing to emission; the linker
 * fills in what the text leaves open (`type`, `typeName`, `full`). Offsets point into the text.
 */

/** A place in the descriptor: field and index below a parent. An index of -1 means that the entity was left out. */
export interface PathNode {
  readonly parent: PathNode | undefined;
  readonly field: number;
  index: number;
}

/** One `SourceCodeInfo.Location`. */
export interface LocationNode {
  readonly at: PathNode | undefined;
  tail: readonly number[];
  start: number;
  end: number;
  leading?: string;
  trailing?: string;
  detached?: readonly string[];
}

export type ValueNode =
  | { readonly kind: 'ident' | 'int' | 'float'; readonly text: string; readonly negative: boolean; readonly at: number }
  | { readonly kind: 'string'; readonly bytes: Uint8Array; readonly at: number }
  | { readonly kind: 'message'; readonly fields: readonly AggregateField[]; readonly at: number }
  | { readonly kind: 'list'; readonly values: readonly ValueNode[]; readonly at: number };

export interface AggregateField {
  /** `name`, or the full name in `[pkg.extension]`, or the URL in `[type.googleapis.com/pkg.Type]`. */
  readonly name: string;
  readonly kind: 'field' | 'extension' | 'any';
  readonly value: ValueNode;
  readonly at: number;
}

export interface OptionNode {
  readonly name: readonly { readonly name: string; readonly extension: boolean }[];
  readonly value: ValueNode;
  readonly at: number;
  readonly location: LocationNode;
  /** Field number of `options` in what it stands in. */
  readonly optionsField: number;
}

export interface RangeNode {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
  readonly at: number;
  readonly options: readonly OptionNode[];
}

export interface Named {
  readonly name: string;
  readonly nameAt: number;
}

export interface Reserved {
  readonly ranges: RangeNode[];
  readonly names: Named[];
}

export interface FieldNode extends Named {
  readonly path: PathNode;
  readonly number: number;
  readonly numberAt: number;
  /** 1 optional, 2 required, 3 repeated. */
  readonly label: number;
  readonly explicitLabel: boolean;
  /** Number of the type as in FieldDescriptorProto; 0 until linked. */
  type: number;
  typeName: string;
  readonly typeAt: number;
  readonly extendee: string;
  readonly extendeeAt: number;
  readonly defaultValue: ValueNode | undefined;
  readonly jsonName: { readonly text: string; readonly at: number } | undefined;
  oneof: number;
  readonly proto3Optional: boolean;
  readonly mapEntry: MessageNode | undefined;
  readonly options: readonly OptionNode[];
  /** Text of the default in the descriptor; set by the linker. */
  defaultText?: string;
  /** Bytes of the options message; set by the linker. */
  optionBytes?: Uint8Array;
  extendeeFull?: string;
}

export interface OneofNode extends Named {
  readonly path: PathNode | undefined;
  readonly options: OptionNode[];
  optionBytes?: Uint8Array;
}

export interface EnumValueNode extends Named {
  readonly path: PathNode;
  readonly number: number;
  readonly numberAt: number;
  readonly options: readonly OptionNode[];
  optionBytes?: Uint8Array;
}

export interface EnumNode extends Named {
  readonly path: PathNode;
  readonly values: EnumValueNode[];
  readonly reserved: Reserved;
  readonly options: OptionNode[];
  readonly visibility: number;
  optionBytes?: Uint8Array;
}

export interface MessageNode extends Named {
  readonly path: PathNode;
  fields: FieldNode[];
  extensions: FieldNode[];
  readonly messages: MessageNode[];
  readonly enums: EnumNode[];
  readonly oneofs: OneofNode[];
  readonly extensionRanges: RangeNode[];
  readonly rangeOptionBytes: Map<RangeNode, Uint8Array>;
  readonly reserved: Reserved;
  readonly options: OptionNode[];
  readonly visibility: number;
  readonly mapEntry: boolean;
  /** True with the option `message_set_wire_format`; set by the linker. */
  messageSet?: boolean;
  /** True for a group's body. */
  readonly group: boolean;
  optionBytes?: Uint8Array;
}

export interface MethodNode extends Named {
  readonly path: PathNode;
  input: string;
  readonly inputAt: number;
  output: string;
  readonly outputAt: number;
  readonly clientStreaming: boolean;
  readonly serverStreaming: boolean;
  readonly options: OptionNode[];
  optionBytes?: Uint8Array;
}

export interface ServiceNode extends Named {
  readonly path: PathNode;
  methods: MethodNode[];
  readonly options: OptionNode[];
  optionBytes?: Uint8Array;
}

export interface ImportNode {
  readonly name: string;
  readonly kind: 'plain' | 'public' | 'weak' | 'option';
  readonly at: number;
  readonly path: PathNode;
  /** Place of the word `public` or `weak` in the list of those. */
  readonly kindPath: PathNode | undefined;
}

/** 998 proto2, 999 proto3, 1000 for 2023, 1001 for 2024, 1002 for 2026: the numbers of `google.protobuf.Edition`. */
export type Edition = number;

export interface FileNode {
  edition: Edition;
  /** True where the file says nothing of its syntax. */
  implicitSyntax: boolean;
  package: string;
  packageAt: number;
  readonly imports: ImportNode[];
  readonly messages: MessageNode[];
  readonly enums: EnumNode[];
  services: ServiceNode[];
  extensions: FieldNode[];
  readonly options: OptionNode[];
  readonly locations: LocationNode[];
  optionBytes?: Uint8Array;
}

export const PROTO2 = 998;
export const PROTO3 = 999;
export const EDITION_2023 = 1000;
export const EDITION_2024 = 1001;
export const EDITION_2026 = 1002;

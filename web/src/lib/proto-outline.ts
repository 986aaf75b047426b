export type DeclarationKind = 'message' | 'enum' | 'service' | 'rpc' | 'field' | 'value' | 'oneof' | 'extend' | 'group';

/** Something that a proto text declares, in the order of the text. */
export interface Declaration {
  readonly kind: DeclarationKind;
  readonly name: string;
  /** Full name, without a leading dot. */
  readonly full: string;
  /** How far in it stands: 0 at the top. */
  readonly level: number;
  /** Place of the name, in UTF-16 units. */
  readonly from: number;
  readonly to: number;
  /** End of its body, or of its statement. */
  readonly end: number;
  /** `repeated Line`, `map<string, Money>`, `Order → stream Event`; empty for the others. */
  readonly type: string;
  /** The comment above it, without its marks; or the one behind it. */
  readonly doc: string;
}

/** A type that is named in a proto text, with the scope in which the name is looked up. */
export interface TypeReference {
  readonly name: string;
  readonly scope: string;
  readonly from: number;
  readonly to: number;
}

/** What can be known of a proto text without the files around it. */
export interface ProtoOutline {
  readonly package: string;
  readonly declarations: readonly Declaration[];
  readonly references: readonly TypeReference[];
  /** Places are those of the quoted names. */
  readonly imports: readonly { readonly name: string; readonly from: number; readonly to: number }[];
}

/** What a name means, where this text alone says it: a type of the same package or further in. Else null. */
export function findLocal(outline: ProtoOutline, reference: TypeReference): Declaration | null {
  const types = new Map<string, Declaration>();
  for (const one of outline.declarations)
    if (one.kind === 'message' || one.kind === 'enum' || one.kind === 'group') types.set(one.full, one);
  if (reference.name.startsWith('.')) return types.get(reference.name.slice(1)) ?? null;
  for (let scope = reference.scope; ; scope = scope.slice(0, Math.max(0, scope.lastIndexOf('.')))) {
    const found = types.get(scope === '' ? reference.name : `${scope}.${reference.name}`);
    if (found || scope === '' || scope === outline.package) return found ?? null;
  }
}

/** The declaration of that full name; undefined where the text has none. */
export function findDeclaration(outline: ProtoOutline, full: string): Declaration | undefined {
  return outline.declarations.find((one) => one.full === full && one.kind !== 'extend');
}

/** The innermost declaration around an offset, or null. */
export function declarationAt(outline: ProtoOutline, offset: number): Declaration | null {
  let found: Declaration | null = null;
  for (const one of outline.declarations) {
    if (one.from > offset) break;
    if (offset <= one.end) found = one;
  }
  return found;
}

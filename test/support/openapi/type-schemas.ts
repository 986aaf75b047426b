import ts from 'typescript';

/** A JSON Schema of draft 2020-12, as OpenAPI 3.1 has them. */
export type JsonSchema = { readonly [key: string]: unknown };

/** Writes types of the contract as JSON Schemas; what they name is gathered in `schemas`. */
export class TypeSchemas {
  readonly schemas: Record<string, JsonSchema> = {};
  readonly #checker: ts.TypeChecker;

  constructor(checker: ts.TypeChecker) {
    this.#checker = checker;
  }

  /** The schema of a type as it is written. */
  of(node: ts.TypeNode): JsonSchema {
    if (ts.isParenthesizedTypeNode(node)) return this.of(node.type);
    if (ts.isTypeOperatorNode(node)) return this.of(node.type); // readonly
    if (ts.isArrayTypeNode(node)) return { type: 'array', items: this.of(node.elementType) };
    if (ts.isTupleTypeNode(node)) {
      const items = node.elements.map((one) => this.of(ts.isNamedTupleMember(one) ? one.type : one));
      return { type: 'array', prefixItems: items, minItems: items.length, maxItems: items.length };
    }
    if (ts.isLiteralTypeNode(node)) return literal(node);
    if (ts.isTemplateLiteralTypeNode(node)) return { type: 'string', pattern: patternOf(node) };
    if (ts.isTypeLiteralNode(node)) return this.#object(node.members);
    if (ts.isUnionTypeNode(node)) return this.#union(node);
    if (ts.isIntersectionTypeNode(node)) {
      const all = this.#alternatives(node).map((members) => this.#object(members));
      return all.length === 1 ? all[0]! : { anyOf: all };
    }
    if (ts.isIndexedAccessTypeNode(node)) return this.#indexed(node);
    if (ts.isTypeReferenceNode(node)) return this.#named(node.typeName, node.typeArguments);
    if (ts.isImportTypeNode(node) && node.qualifier) return this.#named(node.qualifier, node.typeArguments);
    return keyword(node);
  }

  #named(name: ts.EntityName, args: ts.NodeArray<ts.TypeNode> | undefined): JsonSchema {
    const text = name.getText();
    if (text === 'Readonly') return this.of(args![0]!);
    if (text === 'Record') return { type: 'object', additionalProperties: this.of(args![1]!) };
    return this.declared(this.#declaration(name));
  }

  /** A reference to a type of the contract. */
  declared(declaration: ts.InterfaceDeclaration | ts.TypeAliasDeclaration): JsonSchema {
    const key = declaration.name.text;
    if (!Object.hasOwn(this.schemas, key)) {
      this.schemas[key] = {}; // A type may name itself.
      const doc = docOf(declaration);
      const schema = ts.isInterfaceDeclaration(declaration)
        ? this.#object(this.#membersOf(declaration))
        : this.of(declaration.type);
      this.schemas[key] = { ...(doc !== '' && { description: doc }), ...schema };
    }
    return { $ref: `#/components/schemas/${key}` };
  }

  #declaration(name: ts.EntityName): ts.InterfaceDeclaration | ts.TypeAliasDeclaration {
    let symbol = this.#checker.getSymbolAtLocation(name);
    if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = this.#checker.getAliasedSymbol(symbol);
    const found = symbol?.declarations?.find(
      (one): one is ts.InterfaceDeclaration | ts.TypeAliasDeclaration =>
        ts.isInterfaceDeclaration(one) || ts.isTypeAliasDeclaration(one),
    );
    if (!found) throw new Error(`${name.getText()} is no type of the contract`);
    return found;
  }

  /** Its own members, and those of what it extends. */
  #membersOf(declaration: ts.InterfaceDeclaration): readonly ts.TypeElement[] {
    const above = (declaration.heritageClauses ?? []).flatMap(({ types }) =>
      types.flatMap(({ expression }) => {
        const found = this.#declaration(expression as ts.Identifier); // Interfaces extend names.
        return ts.isInterfaceDeclaration(found) ? this.#membersOf(found) : [];
      }),
    );
    return [...above, ...declaration.members];
  }

  #object(members: Iterable<ts.TypeElement>): JsonSchema {
    const properties: Record<string, JsonSchema> = {};
    const required: string[] = [];
    for (const member of members) {
      if (!ts.isPropertySignature(member) || !member.type) throw new Error(`${member.getText()} is no property`);
      const name = (member.name as ts.Identifier).text; // Or a string: both have a text.
      const doc = docOf(member);
      const left = defaultOf(member);
      properties[name] = { ...(doc !== '' && { description: doc }), ...left, ...this.of(member.type) };
      if (!member.questionToken && !left) required.push(name);
    }
    return { type: 'object', properties, ...(required.length > 0 && { required }) };
  }

  #union({ types }: ts.UnionTypeNode): JsonSchema {
    const all = types.map((one) => this.of(one));
    const words = all.filter((one) => 'const' in one);
    const rest = all.filter((one) => !('const' in one));
    const merged: JsonSchema[] = [...rest];
    if (words.length > 0) merged.unshift(words.length === 1 ? words[0]! : { enum: words.map((one) => one['const']) });
    return merged.length === 1 ? merged[0]! : { anyOf: merged };
  }

  /** The lists of members that a type of objects can have. */
  #alternatives(node: ts.TypeNode): readonly (readonly ts.TypeElement[])[] {
    if (ts.isParenthesizedTypeNode(node)) return this.#alternatives(node.type);
    if (ts.isUnionTypeNode(node)) return node.types.flatMap((one) => this.#alternatives(one));
    if (ts.isTypeLiteralNode(node)) return [[...node.members]];
    if (ts.isIntersectionTypeNode(node))
      return node.types
        .map((one) => this.#alternatives(one))
        .reduce((left, right) => left.flatMap((some) => right.map((others) => [...some, ...others])));
    if (ts.isTypeReferenceNode(node)) {
      const found = this.#declaration(node.typeName);
      return ts.isInterfaceDeclaration(found) ? [this.#membersOf(found)] : this.#alternatives(found.type);
    }
    throw new Error(`${node.getText()} is no type of objects`);
  }

  #indexed({ objectType, indexType }: ts.IndexedAccessTypeNode): JsonSchema {
    const object = ts.isParenthesizedTypeNode(objectType) ? objectType.type : objectType;
    if (ts.isTypeQueryNode(object)) return { enum: this.#wordsOf(object) };
    const key = ts.isLiteralTypeNode(indexType) && ts.isStringLiteral(indexType.literal) ? indexType.literal.text : '';
    for (const members of this.#alternatives(object))
      for (const member of members)
        if (ts.isPropertySignature(member) && (member.name as ts.Identifier).text === key && member.type)
          return this.of(member.type);
    throw new Error(`${object.getText()} has no ${key}`);
  }

  /** The words of a list that is a constant. */
  #wordsOf(node: ts.TypeQueryNode): readonly string[] {
    let symbol = this.#checker.getSymbolAtLocation(node.exprName);
    if (symbol && symbol.flags & ts.SymbolFlags.Alias) symbol = this.#checker.getAliasedSymbol(symbol);
    const declared = symbol?.valueDeclaration;
    const value = declared && ts.isVariableDeclaration(declared) ? declared.initializer : undefined;
    const list = value && ts.isAsExpression(value) ? value.expression : value;
    if (!list || !ts.isArrayLiteralExpression(list)) throw new Error(`${node.getText()} is no list of words`);
    return list.elements.map((one) => (one as ts.StringLiteral).text); // A list of words.
  }
}

/** The comment of a declaration, on one line. */
export const docOf = (node: ts.Node): string =>
  ts
    .getJSDocCommentsAndTags(node)
    .flatMap((one) => (ts.isJSDoc(one) ? [ts.getTextOfJSDocComment(one.comment) ?? ''] : []))
    .join(' ')
    .replaceAll(/\s+/g, ' ')
    .trim();

/** What the tag `@default` of a key says: who sends it may leave it out. */
function defaultOf(member: ts.TypeElement): { readonly default: unknown } | undefined {
  const tag = ts.getJSDocTags(member).find(({ tagName }) => tagName.text === 'default');
  const text = tag && ts.getTextOfJSDocComment(tag.comment);
  return text === undefined ? undefined : { default: JSON.parse(text) as unknown };
}

function literal({ literal: value }: ts.LiteralTypeNode): JsonSchema {
  if (value.kind === ts.SyntaxKind.NullKeyword) return { type: 'null' };
  if (value.kind === ts.SyntaxKind.TrueKeyword) return { const: true };
  if (value.kind === ts.SyntaxKind.FalseKeyword) return { const: false };
  if (ts.isStringLiteral(value)) return { const: value.text };
  return { const: Number(value.getText()) };
}

function patternOf({ head, templateSpans }: ts.TemplateLiteralTypeNode): string {
  const quoted = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return `^${quoted(head.text)}${templateSpans.map(({ literal: { text } }) => `.*${quoted(text)}`).join('')}$`;
}

function keyword(node: ts.TypeNode): JsonSchema {
  switch (node.kind) {
    case ts.SyntaxKind.StringKeyword:
      return { type: 'string' };
    case ts.SyntaxKind.NumberKeyword:
      return { type: 'number' };
    case ts.SyntaxKind.BooleanKeyword:
      return { type: 'boolean' };
    case ts.SyntaxKind.ObjectKeyword:
      return { type: 'object' };
    case ts.SyntaxKind.UnknownKeyword:
      return {};
    default:
      throw new Error(`no JSON Schema for ${node.getText()}`);
  }
}

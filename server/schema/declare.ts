import { inScope, keepOnly, type FileContext } from './file-context.ts';
import { readDeclarations } from './check-extension.ts';
import { inherit, ownFeatures } from './features.ts';
import { featuresOf, type SchemaSymbol, type Unit } from './symbols.ts';
import type { EnumNode, FieldNode, MessageNode, Named } from './syntax-tree.ts';

/** Names come before scopes: declaring can add imports. */
type Unscoped = Omit<FileContext, 'scope'>;

/** One scope of a file: its full name, and what is declared in it, with its place. */
interface Level {
  readonly scope: string;
  /** True for the package, which other files have names in, too. */
  readonly top: boolean;
  readonly at: Map<string, number>;
}

const levelOf = (scope: string, top = false): Level => ({ scope, top, at: new Map() });

/** What one file declares, to find names that are there twice. */
class Names {
  readonly #ctx: Unscoped;
  /** Files that define a name of this one already, with what they have. */
  readonly taken = new Map<Unit, { name: string; at: number; count: number }>();

  constructor(ctx: Unscoped) {
    this.#ctx = ctx;
  }

  /** False where the name is taken: within the file that is an error, by another file a warning. */
  declare({ scope, top, at }: Level, node: Named): boolean {
    const before = at.get(node.name);
    const { problems, table, unit } = this.#ctx;
    if (before !== undefined) {
      const place = problems.source.place(before);
      problems.error(
        'duplicate-name',
        node.nameAt,
        `"${inScope(scope, node.name)}" is already defined in line ${place.line}.`,
        'Rename one of the two.',
      );
      return false;
    }
    at.set(node.name, node.nameAt);
    const winner = top ? table.get(inScope(scope, node.name))?.unit : undefined;
    if (winner === undefined || winner === unit) return true;
    const seen = this.taken.get(winner);
    if (seen) seen.count += 1;
    else this.taken.set(winner, { name: inScope(scope, node.name), at: node.nameAt, count: 1 });
    return false;
  }

  add(full: string, symbol: SchemaSymbol): void {
    this.#ctx.table.add(full, symbol);
  }
}

/**
 * Enters the names of a file into the symbol table. What is there twice is left out of the tree; what another file
 * has defined first is left out too, and that file becomes a public import of this one in its place.
 */
export function declareFile(ctx: Unscoped): void {
  const { file, unit, problems } = ctx;
  const names = new Names(ctx);
  const level = levelOf(file.package, true);
  clashWithPackages(ctx);
  keepOnly(file.messages, (message) => declareMessage(names, unit, message, level));
  keepOnly(file.enums, (type) => declareEnum(names, unit, type, level));
  keepOnly(file.services, (service) => {
    if (!names.declare(level, service)) return false;
    const inner = levelOf(inScope(level.scope, service.name));
    names.add(inner.scope, { kind: 'service', unit });
    keepOnly(service.methods, (method) => names.declare(inner, method));
    return true;
  });
  keepOnly(file.extensions, (extension) => declareExtension(names, unit, extension, level));
  for (const [winner, { name, at, count }] of names.taken) {
    const what = count === 1 ? `"${name}" is` : `"${name}" and ${count - 1} more names are`;
    const place = winner.path ?? winner.name;
    problems.warning(
      'duplicate-symbol',
      at,
      `${what} defined in ${place} already, and taken from there.`,
      'Load only one of the two files.',
    );
    if (!unit.dependencies.includes(winner)) unit.dependencies.push(winner);
    if (!unit.publics.includes(winner)) unit.publics.push(winner);
  }
}

/** A type and a package of one name cannot be told apart. Both go on being there, as long as nobody needs to. */
function clashWithPackages(ctx: Unscoped): void {
  const { file, table, unit, problems } = ctx;
  table.addPackage(file.package, unit);
  for (let outer = file.package; outer !== ''; outer = outer.slice(0, Math.max(outer.lastIndexOf('.'), 0))) {
    const symbol = table.get(outer);
    if (symbol)
      problems.warning(
        'package-clash',
        file.packageAt,
        `"${outer}" is a package here and a name in ${symbol.unit.path ?? symbol.unit.name}.`,
        'Rename one of the two.',
      );
  }
  for (const { name, nameAt } of [...file.messages, ...file.enums, ...file.services]) {
    const owner = table.packageOwner(inScope(file.package, name));
    if (owner)
      problems.warning(
        'package-clash',
        nameAt,
        `"${name}" is a package in ${owner.path ?? owner.name}, too.`,
        'Rename one of the two.',
      );
  }
}

function declareMessage(names: Names, unit: Unit, message: MessageNode, level: Level): boolean {
  if (!names.declare(level, message)) return false;
  const inner = levelOf(inScope(level.scope, message.name));
  message.messageSet = isMessageSet(message);
  const ranges = message.extensionRanges.map(({ start, end }): readonly [number, number] => [
    start,
    message.messageSet && end === 536_870_911 ? 0x7ffffffe : end,
  ]);
  const declarations = ranges.length > 0 ? readDeclarations(message) : [];
  names.add(inner.scope, {
    kind: 'message',
    unit,
    node: message,
    ...(ranges.length > 0 && { ranges }),
    ...(declarations.length > 0 && { declarations }),
    ...(message.messageSet && { messageSet: true }),
    ...(message.mapEntry && { mapEntry: true }),
    ...(isLocal(unit, message.visibility, level.top) && { local: true }),
  });
  // Nested types first: a map's entry and a field can meet in no name, but a group and its field can.
  keepOnly(message.messages, (nested) => declareMessage(names, unit, nested, inner));
  keepOnly(message.enums, (type) => declareEnum(names, unit, type, inner));
  keepOnly(message.fields, (field) => names.declare(inner, field));
  for (const oneof of message.oneofs) names.declare(inner, oneof);
  keepOnly(message.extensions, (extension) => declareExtension(names, unit, extension, inner));
  return true;
}

/** From edition 2024 on, types are local where the file says so; types within types are so by default. */
function isLocal(unit: Unit, visibility: number, top: boolean): boolean {
  if (visibility !== 0) return visibility === 1;
  switch (featuresOf(unit).default_symbol_visibility) {
    case 'EXPORT_ALL':
      return false;
    case 'EXPORT_TOP_LEVEL':
      return !top;
    default:
      return true;
  }
}

function isMessageSet(message: MessageNode): boolean {
  return message.options.some(
    ({ name, value }) =>
      name.length === 1 &&
      name[0]?.name === 'message_set_wire_format' &&
      value.kind === 'ident' &&
      value.text === 'true',
  );
}

function declareEnum(names: Names, unit: Unit, type: EnumNode, level: Level): boolean {
  if (!names.declare(level, type)) return false;
  const closed = inherit(featuresOf(unit), ownFeatures(type.options)).enum_type === 'CLOSED';
  const local = isLocal(unit, type.visibility, level.top);
  const symbol: SchemaSymbol = { kind: 'enum', unit, node: type, closed, ...(local && { local }) };
  // Values are siblings of their enum, as in C++.
  keepOnly(type.values, (value) => {
    if (!names.declare(level, value)) return false;
    if (level.top) names.add(inScope(level.scope, value.name), { kind: 'value', unit });
    return true;
  });
  names.add(inScope(level.scope, type.name), symbol);
  return true;
}

function declareExtension(names: Names, unit: Unit, field: FieldNode, level: Level): boolean {
  if (!names.declare(level, field)) return false;
  names.add(inScope(level.scope, field.name), { kind: 'extension', unit, node: field });
  return true;
}

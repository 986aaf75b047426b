import { inScope, keepOnly, type FileContext } from './file-context.ts';
import { nearestWord } from './nearest.ts';
import { TYPE_ENUM, TYPE_GROUP, TYPE_MESSAGE } from './parse-type.ts';
import type { ProblemCode } from './problem-codes.ts';
import type { SchemaSymbol } from './symbols.ts';
import type { FieldNode, MessageNode } from './syntax-tree.ts';
import { wellKnownHome } from './well-known.ts';

const isType = ({ kind }: SchemaSymbol): boolean => kind === 'message' || kind === 'enum';
const KIND_NAMES = {
  message: 'a message',
  enum: 'an enum',
  service: 'a service',
  extension: 'an extension',
  value: 'a value of an enum',
};

/** Finds every type that the file refers to. What cannot be found is reported, and what needs it is left out. */
export function resolveTypes(ctx: FileContext): void {
  const { file } = ctx;
  for (const message of file.messages) resolveMessage(ctx, message, inScope(file.package, message.name));
  keepOnly(file.extensions, (extension) => resolveExtension(ctx, extension, file.package));
  for (const service of file.services) {
    const scope = inScope(file.package, service.name);
    keepOnly(service.methods, (method) => {
      const input = resolveMessageName(ctx, method.input, method.inputAt, scope);
      const output = resolveMessageName(ctx, method.output, method.outputAt, scope);
      if (input === undefined || output === undefined) return false;
      method.input = `.${input}`;
      method.output = `.${output}`;
      return true;
    });
  }
}

function resolveMessage(ctx: FileContext, message: MessageNode, full: string): void {
  for (const nested of message.messages) resolveMessage(ctx, nested, inScope(full, nested.name));
  // A map whose value has no type goes as a whole.
  const lost = new Set(message.messages.filter((nested) => nested.mapEntry && nested.fields.length < 2));
  keepOnly(message.messages, (nested) => !lost.has(nested));
  keepOnly(message.fields, (field) => !(field.mapEntry && lost.has(field.mapEntry)) && resolveField(ctx, field, full));
  keepOnly(message.extensions, (extension) => resolveExtension(ctx, extension, full));
}

function resolveField(ctx: FileContext, field: FieldNode, scope: string): boolean {
  if (field.typeName === '') return true;
  const { found, name } = find(ctx, field.typeName, field.typeAt, scope, isType) ?? {};
  if (!found) return false;
  if (!isType(found)) return wrongKind(ctx, field.typeName, field.typeAt, found, 'a message or an enum');
  if (found.mapEntry && !field.mapEntry) {
    ctx.problems.error('wrong-type', field.typeAt, `"${name}" is behind a map, and for it alone.`, 'Write: map<K, V>.');
    return false;
  }
  field.typeName = `.${name}`;
  if (field.type !== TYPE_GROUP) field.type = found.kind === 'enum' ? TYPE_ENUM : TYPE_MESSAGE;
  return true;
}

function resolveExtension(ctx: FileContext, field: FieldNode, scope: string): boolean {
  const extendee = resolveMessageName(ctx, field.extendee, field.extendeeAt, scope);
  if (!resolveField(ctx, field, scope) || extendee === undefined) return false;
  field.extendeeFull = extendee;
  return true;
}

function resolveMessageName(ctx: FileContext, name: string, at: number, scope: string): string | undefined {
  const result = find(ctx, name, at, scope, isType);
  if (!result) return undefined;
  if (result.found.kind === 'message') return result.name;
  wrongKind(ctx, name, at, result.found, 'a message');
  return undefined;
}

function wrongKind(ctx: FileContext, name: string, at: number, found: SchemaSymbol, wanted: string): false {
  ctx.problems.error('wrong-type', at, `"${name}" is ${KIND_NAMES[found.kind]}; here stands ${wanted}.`);
  return false;
}

function find(
  ctx: FileContext,
  name: string,
  at: number,
  scope: string,
  wanted: (symbol: SchemaSymbol) => boolean,
): { found: SchemaSymbol; name: string } | undefined {
  const result = ctx.scope.lookup(name, scope, wanted);
  if (result.found) return mayUse(ctx, result.found, result.name, at) ? result : undefined;
  ctx.missedType = true;
  reportUnknown(ctx, 'unknown-type', name, at, scope, result.near);
  return undefined;
}

/** False where a type is seen, but not for this use. */
function mayUse(ctx: FileContext, { local, unit }: SchemaSymbol, name: string, at: number): boolean {
  if (local && unit !== ctx.unit) {
    const home = unit.path ?? unit.name;
    ctx.problems.error('not-exported', at, `"${name}" is local to ${home}.`, 'Write "export" before it there.');
  }
  if (!ctx.scope.forOptionsOnly(unit)) return true;
  const hint = `Write: import "${unit.name}";`;
  ctx.problems.error('unknown-type', at, `"${unit.name}", which has "${name}", is imported for options only.`, hint);
  return false;
}

function reportUnknown(
  ctx: FileContext,
  code: ProblemCode,
  name: string,
  at: number,
  scope: string,
  near: string | undefined,
): void {
  const { problems, table } = ctx;
  const bare = name.replace(/^\./, '');
  // 1. It is there, but not imported. 2. An inner name hides it. 3. An import is missing. 4. A slip of the finger.
  for (let outer = scope; ; outer = outer.slice(0, Math.max(outer.lastIndexOf('.'), 0))) {
    const symbol = table.get(inScope(outer, bare));
    if (symbol && !ctx.scope.sees(symbol.unit)) {
      problems.error(code, at, `"${name}" is not imported here.`, `Add: import "${symbol.unit.name}";`);
      return;
    }
    if (outer === '') break;
  }
  if (near !== undefined && table.get(bare)) {
    problems.error(
      code,
      at,
      `"${name}" is looked for in "${near}", which has no such type.`,
      `Write ".${bare}" to begin at the outermost scope.`,
    );
    return;
  }
  if (ctx.missing.length > 0) {
    problems.error(
      code,
      at,
      `"${name}" is not known; it may come from ${ctx.missing.join(', ')}, which could not be read.`,
    );
    return;
  }
  const home = wellKnownHome(bare);
  const guess = home === undefined ? nearestType(ctx, bare) : undefined;
  problems.error(
    code,
    at,
    `There is no type "${name}".`,
    home !== undefined ? `Add: import "${home}";` : guess === undefined ? undefined : `Did you mean "${guess}"?`,
  );
}

function nearestType(ctx: FileContext, name: string): string | undefined {
  const short = name.slice(name.lastIndexOf('.') + 1);
  const byShort = new Map<string, string>();
  let looked = 0;
  for (const full of ctx.table.typeNames()) {
    if (++looked > 20_000) break;
    const symbol = ctx.table.get(full);
    const last = full.slice(full.lastIndexOf('.') + 1);
    if (symbol && ctx.scope.sees(symbol.unit) && !byShort.has(last)) byShort.set(last, full);
  }
  for (const scalar of ['string', 'int32', 'int64', 'uint32', 'uint64', 'bool', 'bytes', 'double', 'float'])
    byShort.set(scalar, scalar);
  const guess = nearestWord(short, byShort.keys());
  return guess === undefined ? undefined : byShort.get(guess);
}

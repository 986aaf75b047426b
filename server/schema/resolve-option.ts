import type { FileContext } from './file-context.ts';
import { nearestWord } from './nearest.ts';
import type { ValueNames } from './option-value.ts';
import type { FieldShape } from './shapes.ts';
import { ProtoSyntaxError } from './syntax-error.ts';
import type { OptionNode } from './syntax-tree.ts';

/** Tells an option that cannot be found from one whose value is wrong. */
export class UnknownOption extends ProtoSyntaxError {}

/** Throws where an option is set already, as a whole or in part, or another one of its oneof is. */
export function checkSet(set: Map<string, string>, chain: readonly FieldShape[], option: OptionNode): void {
  const twice = (what: string): ProtoSyntaxError =>
    new ProtoSyntaxError(option.at, `The option "${nameOf(option)}" is set already${what}.`, undefined, 'option-twice');
  let key = '';
  chain.forEach((field, depth) => {
    const outer = key;
    key += `${field.number},`;
    const before = set.get(key);
    if (before === 'whole') throw twice('');
    if (before === 'part' && depth === chain.length - 1) throw twice(' in part');
    if (field.oneof !== undefined) {
      const choice = `${outer}oneof ${field.oneof}`;
      if ((set.get(choice) ?? field.name) !== field.name) throw twice(', as another field of its oneof');
      set.set(choice, field.name);
    }
    set.set(key, depth === chain.length - 1 ? 'whole' : 'part');
  });
}

/** As its author wrote it. */
const nameOf = (option: OptionNode): string =>
  option.name.map(({ name, extension }) => (extension ? `(${name})` : name)).join('.');

/** Full name of an extension or a message as seen from a scope. */
export function lookup(
  ctx: FileContext,
  name: string,
  scope: string,
  kind: 'extension' | 'message',
): string | undefined {
  const result = ctx.scope.lookup(name, scope, (symbol) => symbol.kind === kind);
  return result.found && result.found.kind === kind ? result.name : undefined;
}

/** The fields from the options message down to what is set. */
export function resolveName(ctx: FileContext, option: OptionNode, type: string, names: ValueNames): FieldShape[] {
  const chain: FieldShape[] = [];
  let message = type;
  option.name.forEach((part, depth) => {
    const before = chain[depth - 1];
    if (before && before.type !== 11 && before.type !== 10)
      throw new UnknownOption(option.at, `"${before.name}" in the option "${nameOf(option)}" has no fields.`);
    if (before?.repeated)
      throw new ProtoSyntaxError(
        option.at,
        `"${before.name}" is repeated: it must be set as a whole.`,
        undefined,
        'option-value',
      );
    const found = part.extension ? extensionOf(ctx, part.name, message, names) : builtIn(ctx, message, part.name);
    if (!found) throw unknown(ctx, option, part, message);
    names.check(found, option.at, message);
    chain.push(found);
    message = found.typeName;
  });
  return chain;
}

function builtIn(ctx: FileContext, message: string, name: string): FieldShape | undefined {
  return name === 'uninterpreted_option'
    ? undefined
    : (ctx.shapes.builtIn(message)?.get(name) ?? ctx.shapes.message(message)?.get(name));
}

function extensionOf(ctx: FileContext, name: string, message: string, names: ValueNames): FieldShape | undefined {
  const full = names.extension(name);
  const found = full === undefined ? undefined : ctx.shapes.extension(full);
  return found?.extendee === message ? found : undefined;
}

function unknown(
  ctx: FileContext,
  option: OptionNode,
  part: OptionNode['name'][number],
  message: string,
): UnknownOption {
  const shape = ctx.shapes.builtIn(message) ?? ctx.shapes.message(message);
  const guess = part.extension
    ? nearestExtension(ctx, part.name, message)
    : shape && nearestWord(part.name, shape.keys());
  const what = message.startsWith('google.protobuf.') ? 'here' : `in ${message}`;
  const hint =
    guess === undefined
      ? part.extension
        ? 'Is the file that defines it imported?'
        : undefined
      : `Did you mean "${part.extension ? `(${guess})` : guess}"?`;
  const name = part.extension ? `(${part.name})` : part.name;
  return new UnknownOption(option.at, `There is no option "${name}" ${what}.`, hint);
}

/** The extension of a message that a name was most likely meant to be; by its last part, since packages are long. */
function nearestExtension(ctx: FileContext, name: string, message: string): string | undefined {
  const byShort = new Map<string, string>();
  for (const full of ctx.table.extensionNames()) {
    const symbol = ctx.table.get(full);
    if (!symbol || !ctx.scope.sees(symbol.unit) || ctx.shapes.extension(full)?.extendee !== message) continue;
    const short = full.slice(full.lastIndexOf('.') + 1);
    if (!byShort.has(short)) byShort.set(short, full);
  }
  const guess = nearestWord(name.slice(name.lastIndexOf('.') + 1), byShort.keys());
  return guess === undefined ? undefined : byShort.get(guess);
}

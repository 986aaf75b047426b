import { inherit, ownFeatures } from './features.ts';
import type { FileContext } from './file-context.ts';
import type { EnumNode, EnumValueNode, OptionNode } from './syntax-tree.ts';

/** Whether names may clash in JSON: all of them, those that nobody chose (as in proto2), or none. */
export function allowsConflicts(ctx: FileContext, options: readonly OptionNode[]): 'all' | 'defaults' | 'none' {
  const legacy = options.some(
    ({ name, value }) =>
      name.length === 1 &&
      name[0]?.name === 'deprecated_legacy_json_field_conflicts' &&
      value.kind === 'ident' &&
      value.text === 'true',
  );
  if (legacy) return 'all';
  return inherit(ctx.features, ownFeatures(options)).json_format === 'LEGACY_BEST_EFFORT' ? 'defaults' : 'none';
}

/** Generators take the name of the enum off its values: what is left must still tell them apart. */
export function checkValueNames(ctx: FileContext, type: EnumNode): void {
  if (type.values.length < 2 || allowsConflicts(ctx, type.options) !== 'none') return;
  const prefix = type.name.replaceAll('_', '').toLowerCase();
  const seen = new Map<string, EnumValueNode>();
  for (const value of type.values) {
    const short = pascal(withoutPrefix(value.name, prefix));
    const twin = seen.get(short);
    if (!twin) seen.set(short, value);
    else if (twin.number !== value.number)
      ctx.problems.error(
        'json-name-conflict',
        value.nameAt,
        `"${value.name}" and "${twin.name}" are one name without "${type.name}" in front.`,
        'Rename one of the two.',
      );
  }
}

/** Takes the prefix away, whatever its case and its underscores, if a name is left. */
function withoutPrefix(name: string, prefix: string): string {
  let at = 0;
  let left = 0;
  for (; at < name.length && left < prefix.length; at++) {
    if (name[at] === '_') continue;
    if (name[at]!.toLowerCase() !== prefix[left]) return name;
    left += 1;
  }
  while (name[at] === '_') at += 1;
  return left < prefix.length || at >= name.length ? name : name.slice(at);
}

function pascal(name: string): string {
  return name
    .split('_')
    .map((part) => part.slice(0, 1).toUpperCase() + part.slice(1).toLowerCase())
    .join('');
}

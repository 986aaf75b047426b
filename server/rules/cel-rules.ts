import { getExtension, type DescExtension, type DescFile, type DescMessage } from '@bufbuild/protobuf';
import { annotation, type Annotation } from './annotation.ts';
import type { CelRule, Plain } from './field-rules.ts';

const PREDEFINED = 1160;

/** The expressions of `cel` and `cel_expression`. */
export function celRules(rules: Annotation): readonly CelRule[] {
  const bare = (rules.list('cel_expression') ?? []).map(String);
  return [
    ...rules.parts('cel').map((rule) => celRule(rule, [])),
    ...bare.map((expression) => ({ id: expression, expression, message: '', values: [] })),
  ];
}

const celRule = (rule: Annotation, values: readonly Plain[]): CelRule => ({
  id: rule.text('id') ?? '',
  expression: rule.text('expression') ?? '',
  message: rule.text('message') ?? '',
  values,
});

/** The expressions behind extensions of a rules message, which somebody defined in the tree. */
export function predefinedRules(rules: Annotation, file: DescFile): readonly CelRule[] {
  return rules.extensions.flatMap(({ extendee, no }) => {
    const extension = findExtension(file, extendee, no, new Set());
    const behind = extension && annotation(extension.proto.options, PREDEFINED, 'buf.validate.PredefinedRules');
    if (!behind) return [];
    const values = valuesOf(rules, extension);
    return behind.parts('cel').map((rule) => celRule(rule, values));
  });
}

function valuesOf(rules: Annotation, extension: DescExtension): readonly Plain[] {
  try {
    const value: unknown = getExtension(rules.message, extension);
    return (Array.isArray(value) ? value : [value]).flatMap((item: unknown) =>
      ['string', 'number', 'bigint'].includes(typeof item) || item instanceof Uint8Array ? [item as Plain] : [],
    );
  } catch {
    return [];
  }
}

/** An extension that a file can see: its own, or one of its imports. */
function findExtension(file: DescFile, extendee: string, no: number, seen: Set<DescFile>): DescExtension | undefined {
  if (seen.has(file)) return undefined;
  seen.add(file);
  const nested = (desc: DescMessage): DescExtension[] => [
    ...desc.nestedExtensions,
    ...desc.nestedMessages.flatMap(nested),
  ];
  const own = [...file.extensions, ...file.messages.flatMap(nested)];
  const found = own.find((extension) => extension.number === no && extension.extendee.typeName === extendee);
  if (found) return found;
  for (const dependency of file.dependencies) {
    const below = findExtension(dependency, extendee, no, seen);
    if (below) return below;
  }
  return undefined;
}

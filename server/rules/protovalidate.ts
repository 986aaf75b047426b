import { createRegistry, type DescExtension, type DescFile, type DescMessage } from '@bufbuild/protobuf';
import { createValidator, type Validator } from '@bufbuild/protovalidate';
import type { Breach, RulesLibrary } from './library.ts';

// A schema that is replaced takes its validators with it.
const validators = new WeakMap<DescFile, Validator>();

export function createLibrary(): RulesLibrary {
  return {
    check(desc, message) {
      const result = validatorFor(desc).validate(desc, message);
      if (result.kind === 'error') return { error: result.error.message };
      return (result.violations ?? []).map(({ field, ruleId, message: why }): Breach => {
        const [path, first, depth] = pathOf(field);
        return { path, field: first, depth, rule: ruleId, message: why };
      });
    },
  };
}

/** A validator that knows the predefined rules which the file of a message can see. */
function validatorFor({ file }: DescMessage): Validator {
  let validator = validators.get(file);
  if (!validator)
    validators.set(file, (validator = createValidator({ registry: createRegistry(...extensions(file, new Set())) })));
  return validator;
}

function extensions(file: DescFile, seen: Set<DescFile>): DescExtension[] {
  if (seen.has(file) || file.proto.name === 'buf/validate/validate.proto') return [];
  seen.add(file);
  const nested = (desc: DescMessage): DescExtension[] => [
    ...desc.nestedExtensions,
    ...desc.nestedMessages.flatMap(nested),
  ];
  const own = [...file.extensions, ...file.messages.flatMap(nested)].filter(({ extendee }) =>
    extendee.typeName.startsWith('buf.validate.'),
  );
  return [...own, ...file.dependencies.flatMap((dependency) => extensions(dependency, seen))];
}

type Step = { readonly kind: string } & Readonly<Record<string, unknown>>;

/** `lines[2].price` in ProtoJSON names, the local name of the first field, and the number of fields. */
function pathOf(steps: readonly object[]): readonly [string, string | undefined, number] {
  let text = '';
  let first: string | undefined;
  let depth = 0;
  // What the library's paths are made of: descriptors and subscripts, told apart by their kind.
  for (const step of steps as readonly Step[]) {
    switch (step.kind) {
      case 'list_sub':
        text += `[${String(step['index'])}]`;
        break;
      case 'map_sub':
        text += `[${typeof step['key'] === 'string' ? JSON.stringify(step['key']) : String(step['key'])}]`;
        break;
      default:
        text += `${text === '' ? '' : '.'}${String(step['jsonName'] ?? step['name'])}`;
        first ??= step['localName'] as string | undefined; // of a field
        depth += 1;
    }
  }
  return [text, first, depth];
}

import { ScalarType, type DescField, type DescMessage } from '@bufbuild/protobuf';
import { isWrapperDesc } from '@bufbuild/protobuf/wkt';
import type { JsonNode } from '../codec/json-text.ts';
import { draw, hashText, mixA, mixB, textKey } from '../generate/hash.ts';
import { ANY } from './match-shape.ts';
import { celLibrary, type CelProgram, type FakeKey } from './cel-library.ts';
import { splitTemplate, type TemplatePart } from './parse-template.ts';
import type { Place, ValueSpec } from './spec.ts';
import type { TemplateScope } from './stub.ts';
import type { TemplateContext } from './template.ts';

/** What a hole, or what it was filled with, has against it. Thrown and caught within filling. */
export class FillFault extends Error {
  /** Path in the stub file. */
  readonly path: string;
  constructor(message: string, path: string) {
    super(message);
    this.path = path;
  }
}

export type Filler = (scope: TemplateScope, key: FakeKey) => JsonNode;

/**
 * What `fake.*` of one place draws by. All places of one answer of a stub share the subject: a name and an e-mail agree.
 */
export function keyOf(place: Place, scope: TemplateScope): FakeKey {
  const stub = place.path.split('.', 1)[0] ?? '';
  const answer = scope.turn === undefined ? String(scope.hit) : `${scope.hit}#${scope.turn}`;
  const call = textKey(`${place.file}\u0000${stub}\u0000${answer}`, textKey(scope.seed));
  return { a: mixA(call.a, hashText(place.path)), b: mixB(call.b, hashText(place.path)), subject: draw(call.a, 3) };
}

/** A value with its expressions planned. `want`: whether all of it is text. */
export function buildFiller(spec: ValueSpec, context: TemplateContext, want: 'text' | 'any'): Filler {
  return build(spec.node, spec.desc ? { kind: 'message', desc: spec.desc } : { kind: want }, spec.place.path, {
    ...context,
    place: spec.place,
  });
}

/** What is expected where a value stands: text takes numbers and booleans in their canonical form. */
type Want = { /** Of a field: how it is left unset; null is a value of some. */ readonly unset?: 'null' | 'absent' } & (
  | { readonly kind: 'text' | 'any' }
  | { readonly kind: 'message'; readonly desc: DescMessage }
  | { readonly kind: 'items'; readonly item: Want }
);

interface BuildContext extends TemplateContext {
  readonly place: Place;
}

function build(node: JsonNode, want: Want, path: string, context: BuildContext): Filler {
  switch (node.kind) {
    case 'string':
      return text(node, want, path, context);
    case 'array': {
      const items = node.items.map((item, index) =>
        build(item, want.kind === 'items' ? want.item : { kind: 'any' }, `${path}[${index}]`, context),
      );
      return (scope, key) => ({ ...node, items: items.map((fill) => fill(scope, key)) });
    }
    case 'object': {
      const members = node.members.map((member) => ({
        member,
        fill: build(member.value, memberWant(want, member.key), `${path}.${member.key}`, context),
      }));
      return (scope, key) => ({
        ...node,
        members: members.flatMap(({ member, fill }) => {
          const value = fill(scope, key);
          return value === UNSET ? [] : [{ ...member, value }];
        }),
      });
    }
    default:
      return () => node;
  }
}

/** For a field that null would set: it is left out of its message. */
const UNSET: JsonNode = { kind: 'null', at: 0 };

function memberWant(want: Want, key: string): Want {
  if (want.kind === 'items') return want.item;
  const field =
    want.kind === 'message'
      ? want.desc.fields.find(({ name, jsonName }) => name === key || jsonName === key)
      : undefined;
  if (!field) return { kind: 'any' };
  const item = fieldWant(field);
  if (field.fieldKind === 'list' || field.fieldKind === 'map') return { kind: 'items', item };
  const type = (field.message ?? field.enum)?.typeName;
  return {
    ...item,
    unset: type === 'google.protobuf.Value' || type === 'google.protobuf.NullValue' ? 'absent' : 'null',
  };
}

function fieldWant({ message, scalar }: DescField): Want {
  if (scalar === ScalarType.STRING) return { kind: 'text' };
  if (!message) return { kind: 'any' };
  if (isWrapperDesc(message)) return { kind: message.fields[0].scalar === ScalarType.STRING ? 'text' : 'any' };
  return { kind: 'message', desc: message };
}

function text(node: JsonNode & { kind: 'string' }, want: Want, path: string, context: BuildContext): Filler {
  const split = splitTemplate(node.value);
  if ('fault' in split) {
    context.fault({ ...context.place, at: node.at, path }, split.fault.message, split.fault.hint);
    return failing(split.fault.message, path);
  }
  const { parts } = split;
  if (parts.every((part) => typeof part === 'string')) {
    const whole: JsonNode = { ...node, value: parts.join('') };
    return () => whole;
  }
  const library = celLibrary();
  if (!library) throw new Error('CEL was not loaded before stubs with expressions were compiled');
  const programs: (string | Planned)[] = [];
  for (const part of parts) {
    const program = planned(part, node.at, path, context);
    if (program === undefined)
      return failing(`The expression \${${(part as { cel: string }).cel}} cannot be read.`, path);
    programs.push(program);
  }
  const { types } = context;
  const evaluate = ({ cel, run }: Planned, scope: TemplateScope, key: FakeKey, index: number): unknown => {
    const lane = hashText(path) ^ index;
    const result = run(scope, { a: mixA(key.a, lane), b: mixB(key.b, lane), subject: key.subject });
    if ('error' in result) throw new FillFault(`\${${cel}} fails: ${result.error}.`, path);
    return result.value;
  };
  const [only] = programs;
  if (programs.length === 1 && only !== undefined && typeof only !== 'string')
    return (scope, key) => {
      // What the call has unset stays unset, rather than to be set to a default.
      if (want.unset && only.run.path?.unset(scope))
        return want.unset === 'null' ? { kind: 'null', at: node.at } : UNSET;
      const any = want.kind === 'message' && want.desc.typeName === ANY;
      const value = (any ? only.run.path?.any?.(scope) : undefined) ?? evaluate(only, scope, key, 0);
      if (want.kind === 'text' && value !== null)
        return { ...node, value: library.text(value, types, only.run.numbers) };
      const made = (any ? library.any(value, types) : undefined) ?? library.node(value, types);
      if (typeof made === 'string') throw new FillFault(`\${${only.cel}} gives no value: ${made}.`, path);
      if (want.kind === 'text') throw new FillFault(`\${${only.cel}} gives null, which is no text.`, path);
      return made;
    };
  return (scope, key) => ({
    ...node,
    value: programs
      .map((part, index) =>
        typeof part === 'string' ? part : library.text(evaluate(part, scope, key, index), types, part.run.numbers),
      )
      .join(''),
  });
}

interface Planned {
  readonly cel: string;
  readonly run: CelProgram;
}

const failing =
  (message: string, path: string): Filler =>
  () => {
    throw new FillFault(message, path);
  };

function planned(part: TemplatePart, at: number, path: string, context: BuildContext): string | Planned | undefined {
  if (typeof part === 'string') return part;
  const program = celLibrary()?.compile(part.cel, context.names);
  if (typeof program === 'function') return { cel: part.cel.trim().slice(0, 200), run: program };
  context.fault({ ...context.place, at, path }, `\${${part.cel}}: ${program?.message ?? ''}`, program?.hint);
  return undefined;
}

import type { MessageInfo, ScalarName } from '#contract/schema';
import type { JsonMember, JsonNode, JsonObject, JsonProblem, JsonTree } from './json-tree.ts';
import { memberShape, objectShape } from './json-locate.ts';
import { nearest } from './json-nearest.ts';
import { checkScalar, checkText, describe } from './json-scalar.ts';
import { messageShape, shortName } from './json-shape.ts';
import type { JsonTypes, Shape } from './json-shape.ts';

/** Above this many problems nobody reads on. */
const MAX_PROBLEMS = 200;

/** Everything that strict ProtoJSON refuses in the text of a message of type `type`, in order of place. */
export function lintJson(tree: JsonTree, type: string, types: JsonTypes): JsonProblem[] {
  const found: JsonProblem[] = [...tree.problems];
  if (tree.root) new Lint(types, found).value(tree.root, messageShape(type, types), true);
  return found.sort((a, b) => a.from - b.from || a.to - b.to).slice(0, MAX_PROBLEMS);
}

class Lint {
  constructor(
    private readonly types: JsonTypes,
    private readonly found: JsonProblem[],
  ) {}

  value(node: JsonNode, shape: Shape, strict = false): void {
    if (this.found.length >= MAX_PROBLEMS) return;
    if (node.kind === 'string' && !node.quoted) return; // The parser has said that it needs quotes.
    if (node.kind === 'atom' && node.value === null && !strict) return; // null is "not set".
    switch (shape.kind) {
      case 'scalar':
        return this.add(node, checkScalar(node, shape.scalar));
      case 'text':
        return this.add(node, checkText(node, shape));
      case 'enum':
        return this.enumValue(node, shape.type);
      case 'list':
        if (node.kind !== 'array') return this.wrong(node, 'A list', { insert: ['[', ']'] });
        return node.items.forEach((item) => this.value(item, shape.item, shape.item.kind !== 'free'));
      case 'list-value':
        return node.kind === 'array' ? undefined : this.wrong(node, 'A list');
      case 'struct':
      case 'map':
      case 'message':
      case 'any':
        return node.kind === 'object' ? this.object(node, shape) : this.wrong(node, this.objectName(shape));
      case 'free':
        return;
      default:
        shape satisfies never;
    }
  }

  private object(node: JsonObject, shape: Shape): void {
    const inner = objectShape(node, shape, this.types);
    const seen = new Map<string, JsonMember>();
    const oneofs = new Map<string, JsonMember>();
    for (const member of node.members) {
      const { shape: expected, field } = memberShape(member, shape, inner, this.types);
      const name = field?.json ?? member.key.value;
      if (seen.has(name)) this.add(member.key, { message: `\`${name}\` is here twice`, ...removal(node, member) });
      seen.set(name, member);
      if (shape.kind === 'map') this.mapKey(member, shape.key);
      else if (!field && inner.info && member.colon && !(inner.any && name === '@type'))
        this.unknownField(member, inner.info, seen);
      if (field?.oneof && !isNull(member.value)) {
        const other = oneofs.get(field.oneof);
        if (other && other.key.value !== member.key.value)
          this.add(member.key, {
            message: `\`${member.key.value}\` and \`${other.key.value}\` exclude each other: both are of oneof \`${field.oneof}\``,
            ...removal(node, member),
          });
        oneofs.set(field.oneof, member);
      }
      if (member.value) this.value(member.value, expected, shape.kind === 'map' && expected.kind !== 'free');
    }
    if (shape.kind === 'any' && node.members.length > 0 && !seen.has('@type'))
      this.add({ from: node.from, to: node.from + 1 }, { message: 'An `Any` needs `"@type"`, the type that it holds' });
  }

  private unknownField(member: JsonMember, info: MessageInfo, seen: ReadonlyMap<string, JsonMember>): void {
    const { key } = member;
    const free = info.fields.map((field) => field.json).filter((name) => !seen.has(name));
    const guess = nearest(key.value, free);
    this.add(key, {
      message: `\`${key.value}\` is not a field of \`${shortName(info.name)}\``,
      ...(guess
        ? { fix: { label: `Change to ${guess}`, from: key.from, to: key.to, insert: JSON.stringify(guess) } }
        : {}),
    });
  }

  private mapKey({ key }: JsonMember, scalar: ScalarName): void {
    if (scalar === 'string') return;
    if (scalar === 'bool') {
      if (!/^(true|false)$/.test(key.value)) this.add(key, { message: 'A key of this map is `"true"` or `"false"`' });
    } else {
      const finding = checkScalar(key, scalar);
      if (finding) this.add(key, { message: finding.message });
    }
  }

  private enumValue(node: JsonNode, type: string): void {
    if (type === 'google.protobuf.NullValue') return this.wrong(node, '`null`');
    const values = Object.hasOwn(this.types.enums, type) ? this.types.enums[type]!.values : undefined;
    if (node.kind === 'number') return this.add(node, checkScalar(node, 'int32'));
    if (node.kind !== 'string') return this.wrong(node, `A value of \`${shortName(type)}\``);
    if (!values || values.some((value) => value.name === node.value)) return;
    const names = values.map((value) => value.name);
    const guess = nearest(node.value, names) ?? names.find((name) => name.endsWith(`_${node.value.toUpperCase()}`));
    this.add(node, {
      message: `\`${node.value}\` is not in \`${shortName(type)}\``,
      ...(guess
        ? { fix: { label: `Change to ${guess}`, from: node.from, to: node.to, insert: JSON.stringify(guess) } }
        : {}),
    });
  }

  private objectName(shape: Shape): string {
    return shape.kind === 'message' ? `\`${shortName(shape.type)}\` is an object: \`{ … }\`` : 'An object `{ … }`';
  }

  private wrong(node: JsonNode, wanted: string, around?: { readonly insert: readonly [string, string] }): void {
    const message = wanted.includes(' is an object')
      ? `${wanted}, not ${describe(node)}`
      : `${wanted} belongs here, not ${describe(node)}`;
    const wrapped = node.kind === 'object' || node.kind === 'array' ? undefined : around;
    const text = node.kind === 'string' ? JSON.stringify(node.value) : node.kind === 'number' ? node.raw : undefined;
    this.add(node, {
      message,
      ...(wrapped && text !== undefined
        ? { fix: { label: 'Make it a list', from: node.from, to: node.to, insert: wrapped.insert.join(text) } }
        : {}),
    });
  }

  private add(
    at: { readonly from: number; readonly to: number },
    finding: (Omit<JsonProblem, 'from' | 'to' | 'severity'> & { readonly severity?: 'warning' }) | undefined,
  ): void {
    if (finding) this.found.push({ severity: 'error', ...finding, from: at.from, to: at.to });
  }
}

function isNull(node: JsonNode | null): boolean {
  return node?.kind === 'atom' && node.value === null;
}

/** Removes a member together with the comma that it no longer needs. */
function removal(node: JsonObject, member: JsonMember): Pick<JsonProblem, 'fix'> {
  const index = node.members.indexOf(member);
  const [before, after] = [node.members[index - 1], node.members[index + 1]];
  const span = before ? { from: before.to, to: member.to } : { from: member.from, to: after?.from ?? member.to };
  return { fix: { label: `Remove ${member.key.value}`, ...span, insert: '' } };
}

import { BinaryReader } from '@bufbuild/protobuf/wire';
import type { Annotation } from './annotation.ts';
import type { Bound, Plain, Size } from './field-rules.ts';
import { narrower, type ValueBuilder } from './value-builder.ts';

/** What the readers of lesser annotations write to beside the value. */
interface Target {
  size: Size | undefined;
  unique: boolean;
  readonly names: string[];
}

/** `google.api.field_info` and grpc-gateway's `openapiv2_field`: where no validation rule says otherwise, they do. */
export function readHints(
  field: Target,
  value: ValueBuilder,
  from: { readonly schema: Annotation | undefined; readonly info: Uint8Array | undefined },
): void {
  const format = from.info && formatOf(from.info);
  if (format && value.kind === 'text' && value.rest.format === undefined) {
    value.rest = { ...value.rest, format };
    value.names.push(`google.api.field_info ${format}`);
  }
  if (from.schema) readSchema(field, value, from.schema);
}

const INFO_FORMATS = [undefined, 'uuid4', 'ipv4', 'ipv6', 'ip'];

function formatOf(bytes: Uint8Array): string | undefined {
  const reader = new BinaryReader(bytes);
  let format: string | undefined;
  try {
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag();
      if (number === 1 && wireType === 0) format = INFO_FORMATS[reader.uint32()];
      else reader.skip(wireType, number);
    }
  } catch {
    return undefined;
  }
  return format;
}

const JSON_FORMATS: ReadonlyMap<string, string> = new Map([
  ['uuid', 'uuid'],
  ['email', 'email'],
  ['ipv4', 'ipv4'],
  ['ipv6', 'ipv6'],
  ['uri', 'uri'],
  ['hostname', 'hostname'],
]);

function readSchema(field: Target, value: ValueBuilder, schema: Annotation): void {
  const { rest } = value;
  const number = (name: string): number | undefined => {
    const found = schema.plain(name);
    return typeof found === 'number' ? found : undefined;
  };
  const before = value.names.length + field.names.length;
  const say = (rule: string): void => void value.names.push(`openapiv2_field.${rule}`);
  if (value.kind === 'text') {
    const [min, max] = [schema.size('min_length'), schema.size('max_length')];
    if (min !== undefined || max !== undefined) {
      value.rest = { ...value.rest, size: narrower(rest.size, min, max) };
      say(min === undefined ? 'max_length' : 'min_length');
    }
    const pattern = schema.text('pattern');
    if (pattern !== undefined) {
      value.patterns.push(pattern);
      say('pattern');
    }
    const format = JSON_FORMATS.get(schema.text('format') ?? '');
    if (format !== undefined && rest.format === undefined) {
      value.rest = { ...value.rest, format };
      say(`format ${format}`);
    }
    const choices = schema.list('enum');
    if (choices && choices.length > 0 && !rest.in) {
      value.rest = { ...value.rest, in: choices };
      say('enum');
    }
  }
  if (value.kind === 'integer' || value.kind === 'number') {
    const [low, high] = [number('minimum'), number('maximum')];
    if (low !== undefined && !rest.low) setBound(value, 'low', low, schema.flag('exclusive_minimum'));
    if (high !== undefined && !rest.high) setBound(value, 'high', high, schema.flag('exclusive_maximum'));
    const multipleOf = number('multiple_of');
    if (multipleOf !== undefined && multipleOf > 0) value.rest = { ...value.rest, multipleOf };
    if (low !== undefined || high !== undefined || multipleOf !== undefined)
      say(low === undefined ? 'maximum' : 'minimum');
  }
  const [fewest, most] = [schema.size('min_items'), schema.size('max_items')];
  if (fewest !== undefined || most !== undefined) {
    field.size = narrower(field.size, fewest, most);
    field.names.push('openapiv2_field.min_items');
  }
  if (schema.flag('unique_items')) field.unique = true;
  const example = exampleOf(schema.text('example'), value);
  if (example === undefined) return;
  value.examples.push(example);
  if (value.names.length + field.names.length === before) say('example');
}

function setBound(value: ValueBuilder, end: 'low' | 'high', at: number, open: boolean): void {
  if (!Number.isFinite(at)) return;
  const whole = end === 'low' ? Math.ceil(at) : Math.floor(at);
  const bound: Bound = {
    value: value.kind === 'integer' ? BigInt(whole) : at,
    open: open && (value.kind === 'number' || whole === at),
  };
  value.rest = { ...value.rest, [end]: bound };
}

/** An example is JSON by its definition, and often bare text. */
function exampleOf(text: string | undefined, { kind }: ValueBuilder): Plain | undefined {
  if (text === undefined || text === '') return undefined;
  let json: unknown = text;
  try {
    json = JSON.parse(text);
  } catch {
    // Bare text.
  }
  switch (kind) {
    case 'text':
      return typeof json === 'string' ? json : text;
    case 'integer':
      return /^-?\d{1,18}$/.test(String(json)) ? BigInt(String(json)) : undefined;
    case 'number':
      return typeof json === 'number' ? json : undefined;
    case 'flag':
      return typeof json === 'boolean' ? json : undefined;
    default:
      return undefined;
  }
}

import type { FieldInfo, MethodDetail } from '#contract/schema';
import type { WorldResource } from '#contract/world';
import { shortName } from '../lib/json-shape.ts';

/** What the values of a column are, as far as their look goes. */
export type Look = 'id' | 'text' | 'number' | 'money' | 'enum' | 'time' | 'bool' | 'other';

/** One column of the table. */
export interface Column {
  /** ProtoJSON path within the entity. */
  readonly path: string;
  readonly label: string;
  readonly look: Look;
  /** Beginning of enum values that says nothing: `ORDER_STATE_`. */
  readonly prefix: string;
  /** What it means that JSON leaves the value out: `0` for a number without presence. */
  readonly absent: string;
}

/** What one cell shows. `dim` stands before the text, one level quieter: the path of a name. */
export interface Cell {
  readonly dim: string;
  readonly text: string;
  /** Behind the text, one level quieter: a currency. */
  readonly unit: string;
  /** The value as it is, for the tooltip; empty where it shows whole. */
  readonly title: string;
}

const NONE: Cell = { dim: '', text: '', unit: '', title: '' };
const TIMESTAMP = 'google.protobuf.Timestamp';
const MONEY = 'google.type.Money';

/** The columns that a table shows first, with looks by the schema; without it, by the values (see `lookOf`). */
export function columnsOf(resource: WorldResource, detail: MethodDetail | null): readonly Column[] {
  const paths = [resource.idPath, ...resource.columns.filter((path) => path !== resource.idPath)];
  return paths.slice(0, 6).map((path) => {
    const field = detail ? fieldAt(detail, resource.message, path) : undefined;
    const look = path === resource.idPath ? 'id' : field ? lookOf(field) : 'text';
    const prefix = look === 'enum' && field && detail ? prefixOf(field, detail) : '';
    return { path, label: path, look, prefix, absent: field ? absentOf(field, look) : '' };
  });
}

function fieldAt(detail: MethodDetail, message: string, path: string): FieldInfo | undefined {
  let field: FieldInfo | undefined;
  let at: string | null = message;
  for (const step of path.split('.')) {
    const info: MethodDetail['messages'][string] | undefined =
      at !== null && Object.hasOwn(detail.messages, at) ? detail.messages[at] : undefined;
    field = info?.fields.find(({ json, name }) => json === step || name === step);
    if (!field) return undefined;
    at = field.type.kind === 'message' ? field.type.type : null;
  }
  return field;
}

function lookOf({ type, repeated, mapKey }: FieldInfo): Look {
  if (repeated || mapKey) return 'other';
  if (type.kind === 'enum') return 'enum';
  if (type.kind === 'message') return type.type === TIMESTAMP ? 'time' : type.type === MONEY ? 'money' : 'other';
  if (type.scalar === 'bool') return 'bool';
  return type.scalar === 'string' || type.scalar === 'bytes' ? 'text' : 'number';
}

/** Without presence, JSON leaves out what is zero. */
function absentOf({ presence }: FieldInfo, look: Look): string {
  if (presence) return '';
  return look === 'number' ? '0' : look === 'bool' ? 'no' : '';
}

/** `ORDER_STATE_` for an enum whose values all begin so; a word that every value repeats says nothing. */
function prefixOf({ type }: FieldInfo, detail: MethodDetail): string {
  if (type.kind !== 'enum' || !Object.hasOwn(detail.enums, type.type)) return '';
  const wanted = `${shortName(type.type)
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toUpperCase()}_`;
  return detail.enums[type.type]!.values.every(({ name }) => name.startsWith(wanted)) ? wanted : '';
}

/** The value at a ProtoJSON path; undefined where there is none. */
export function valueAt(value: unknown, path: string): unknown {
  let at = value;
  for (const step of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Readonly<Record<string, unknown>>)[step]; // It is an object with that property.
  }
  return at;
}

/** What a cell shows of a value. */
export function cellOf(value: unknown, { look, prefix, absent }: Column): Cell {
  if (value === undefined || value === null) return absent === '' ? NONE : { ...NONE, text: absent };
  switch (look) {
    case 'id': {
      const text = plain(value);
      const cut = text.lastIndexOf('/') + 1;
      return { ...NONE, dim: text.slice(0, cut), text: text.slice(cut), title: text };
    }
    case 'money':
      return money(value);
    case 'time':
      return typeof value === 'string' ? { ...NONE, text: shortTime(value), title: value } : text(value);
    case 'enum':
      return typeof value === 'string' && value.startsWith(prefix)
        ? { ...NONE, text: value.slice(prefix.length), title: prefix === '' ? '' : value }
        : text(value);
    case 'bool':
      return { ...NONE, text: value === true ? 'yes' : value === false ? 'no' : plain(value) };
    case 'number':
      return { ...NONE, text: number(value) };
    case 'text':
    case 'other':
      return text(value);
    default:
      return look satisfies never;
  }
}

function text(value: unknown): Cell {
  const whole = plain(value);
  return { ...NONE, text: whole.length > 200 ? `${whole.slice(0, 200)}…` : whole, title: whole.slice(0, 1000) };
}

/** Any JSON in one line: texts as they are, lists by what they hold. */
function plain(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return String(value);
  if (Array.isArray(value))
    return value.every((one) => typeof one !== 'object') ? value.join(', ') : `${value.length} × {…}`;
  return Object.entries(value)
    .slice(0, 8)
    .map(([key, one]) => `${key}: ${typeof one === 'object' && one !== null ? '{…}' : String(one)}`)
    .join(', ');
}

function number(value: unknown): string {
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toPrecision(7)));
  const text = plain(value);
  return /^-?\d{5,15}$/.test(text) ? text.replace(/\B(?=(\d{3})+$)/g, ',') : text;
}

/** `google.type.Money`: units and nanos → `49.90`, with the currency behind it. */
function money(value: unknown): Cell {
  const units = plain(valueAt(value, 'units') ?? '0');
  const nanos = Number(valueAt(value, 'nanos') ?? 0);
  if (!/^-?\d{1,19}$/.test(units) || !Number.isInteger(nanos)) return text(value);
  const negative = units.startsWith('-') || nanos < 0;
  const fraction = String(Math.abs(nanos))
    .padStart(9, '0')
    .replace(/0{1,7}$/, '');
  const whole = units.replace('-', '').replace(/\B(?=(\d{3})+$)/g, ',');
  const code = valueAt(value, 'currencyCode');
  return { ...NONE, text: `${negative ? '−' : ''}${whole}.${fraction}`, unit: typeof code === 'string' ? code : '' };
}

/** `2026-08-14T09:30:12.5Z` → `2026-08-14 09:30`; the date alone at midnight. */
function shortTime(text: string): string {
  const [, date, time] = /^(\d{4,}-\d\d-\d\d)T(\d\d:\d\d)(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  if (date === undefined) return text;
  return /T00:00:00(\.0+)?Z$/.test(text) ? date : `${date} ${time}`;
}

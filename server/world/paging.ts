import { clone, isFieldSet, ScalarType, type DescMessage, type Message } from '@bufbuild/protobuf';
import { encodeMessage } from '../codec/encode-message.ts';
import { bytesKey, textKey, type Key } from '../generate/hash.ts';
import { nodesOf } from '../generate/size.ts';
import { fault, quoted, type Fault } from './fault.ts';
import { readPath, writePath } from './field-access.ts';
import { decodeToken, encodeToken } from './page-token.ts';
import type { FieldPath, RequestPlan, ResponsePlan } from './resource.ts';

/** The most values that an answer may have. */
const MOST_NODES = 10_000;
const LARGEST_PAGE = 1_000;
const USUAL_PAGE = 10;

/** How many entities of a type fit into one answer: at least 1, at most 1,000. */
export const largestPage = (desc: DescMessage): number =>
  Math.min(LARGEST_PAGE, Math.max(1, Math.floor(MOST_NODES / nodesOf(desc))));

/** Which part of a list was asked for. */
export interface PageAsk {
  /** At least 1; undefined where the method knows no pages: everything that fits. */
  readonly size: number | undefined;
  /** What the token said: the place of the last row of the page before. */
  readonly after: readonly string[] | undefined;
  /** Rows to leave out before the page, of methods that count: `offset`, `page`. */
  readonly skip: number;
  /** The checksum of everything else that was asked. */
  readonly sum: string;
}

/** One row of a sorted list. */
export interface Row {
  /**
   * Its place, from the most significant text to the least: the keys of `order_by`, then one text that orders rows
   * which are equal in those, and is unique. Texts are compared by code units; a row keeps its place for as long as it
   * is not changed, so that a token still fits when its row is gone.
   */
  readonly place: readonly string[];
}

/** Rows in their order, made when they are asked for. A list is such a thing. */
export interface Rows<T> {
  readonly length: number;
  at(index: number): T | undefined;
}

/** `a` before `b`: negative. */
export type ComparePlaces = (a: readonly string[], b: readonly string[]) => number;

/** One page of a list. */
export interface Page<T> {
  readonly rows: readonly T[];
  /** Empty on the last page. */
  readonly next: string;
  readonly total: number;
  /** How many pages of this size there are; at least 1 where there is a row. */
  readonly pages: number;
  /** Which of them this is, from 1. */
  readonly number: number;
  /** How many rows one has. */
  readonly size: number;
  /** Whether there are rows after these. */
  readonly more: boolean;
}

/**
 * What a request says of pages. `scope` is what the rows are besides the request: the key of the resource and the seed.
 * `desc`: of the rows.
 */
export function readPaging(
  request: Message,
  input: DescMessage,
  plan: RequestPlan,
  scope: string,
  desc: DescMessage,
): PageAsk | { readonly fault: Fault } {
  const { pageSize, pageToken, offset, pageNumber } = plan;
  const paged = pageSize ?? pageToken ?? offset ?? pageNumber;
  if (!paged) return { size: undefined, after: undefined, skip: 0, sum: '' };
  const most = largestPage(desc);
  const asked = numberAt(request, pageSize);
  if (asked < 0) return fault(nameOf(pageSize!), `${nameOf(pageSize!)} is ${asked}; it must not be negative.`);
  const size = asked === 0 ? Math.min(USUAL_PAGE, most) : Math.min(asked, most);
  const sum = pageToken ? checksum(request, input, plan, scope) : '';
  let skip = numberAt(request, offset);
  if (skip < 0) return fault(nameOf(offset!), `${nameOf(offset!)} is ${skip}; it must not be negative.`);
  const number = numberAt(request, pageNumber);
  if (number < 0) return fault(nameOf(pageNumber!), `${nameOf(pageNumber!)} is ${number}; pages count from 1.`);
  if (number > 1) skip += (number - 1) * size;
  const token = pageToken && readPath(request, pageToken);
  const text = token instanceof Uint8Array ? new TextDecoder().decode(token) : token;
  if (typeof text !== 'string' || text === '') return { size, after: undefined, skip, sum };
  const name = nameOf(pageToken!);
  const read = decodeToken(text);
  if (!read) return fault(name, `${name} ${quoted(text)} is none that this server gave. Leave it empty to begin.`);
  if (read.sum !== sum)
    return fault(
      name,
      `${name} belongs to another question: all fields but the page size must stay as they were when it was given. Leave it empty to begin.`,
    );
  return { size, after: read.place, skip, sum };
}

/** The page of sorted rows that was asked for. */
export function cutPage<T extends Row>(rows: Rows<T>, ask: PageAsk, compare: ComparePlaces = byPlace): Page<T> {
  const { size, after, skip, sum } = ask;
  const start = (after === undefined ? 0 : firstAfter(rows, after, compare)) + skip;
  const end = Math.min(rows.length, size === undefined ? Infinity : start + size);
  const page: T[] = [];
  for (let index = start; index < end; index++) page.push(rows.at(index)!);
  const pages = Math.ceil(rows.length / (size ?? Math.max(1, rows.length)));
  const more = end < rows.length && page.length > 0;
  const last = page.at(-1);
  return {
    rows: page,
    next: more && last ? encodeToken({ sum, place: last.place }) : '',
    total: rows.length,
    pages,
    number: 1 + Math.floor(start / (size ?? Math.max(1, rows.length))),
    size: size ?? page.length,
    more,
  };
}

/** Writes what an answer says of pages. */
export function writePaging(answer: Message, plan: ResponsePlan, page: Page<unknown>): void {
  const { nextPageToken, totalSize, pageCount, pageNumber, pageSize, hasMore } = plan;
  if (nextPageToken && page.next !== '') {
    const bytes = nextPageToken.at(-1)!.scalar === ScalarType.BYTES;
    writePath(answer, nextPageToken, bytes ? new TextEncoder().encode(page.next) : page.next);
  }
  if (totalSize) writePath(answer, totalSize, wholeNumber(totalSize, page.total));
  if (pageCount) writePath(answer, pageCount, wholeNumber(pageCount, page.pages));
  if (pageNumber) writePath(answer, pageNumber, wholeNumber(pageNumber, page.number));
  if (pageSize) writePath(answer, pageSize, wholeNumber(pageSize, page.size));
  if (hasMore) writePath(answer, hasMore, page.more);
}

/** Texts by code units, the first that differs. */
export function byPlace(a: readonly string[], b: readonly string[], from = 0): number {
  for (let index = from; index < a.length; index++) {
    const [left, right] = [a[index]!, b[index] ?? ''];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

function firstAfter(rows: Rows<Row>, place: readonly string[], compare: ComparePlaces): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(rows.at(middle)!.place, place) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const nameOf = (path: FieldPath): string => path.map(({ name }) => name).join('.');

/** A whole number of any type, of a wrapper too; 0 where it is unset. */
function numberAt(request: Message, path: FieldPath | undefined): number {
  const value = path && readPath(request, path);
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'string' ? Number(value) : 0;
}

/** A count as the field at the end of a path holds it. */
export function wholeNumber(path: FieldPath, count: number): unknown {
  const field = path.at(-1)!;
  const scalar = field.fieldKind === 'message' ? field.message.fields[0]?.scalar : field.scalar;
  switch (scalar) {
    case ScalarType.STRING:
      return String(count);
    case ScalarType.INT64:
    case ScalarType.UINT64:
    case ScalarType.SINT64:
    case ScalarType.FIXED64:
    case ScalarType.SFIXED64:
      return 'longAsString' in field && field.longAsString ? String(count) : BigInt(count);
    default:
      return count;
  }
}

const scopes = new Map<string, Key>();

/** Everything that was asked but for the part of the list, as bytes. */
export function questionBytes(request: Message, input: DescMessage, plan: RequestPlan): Uint8Array {
  const { pageSize, pageToken, offset, pageNumber, readMask } = plan;
  const steering = [pageSize, pageToken, offset, pageNumber, readMask].filter((path) => path !== undefined);
  const asked = steering.some((path) => isFieldSet(request, path[0]!)) ? clone(input, request) : request;
  if (asked !== request) for (const path of steering) writePath(asked, path, undefined);
  return encodeMessage(input, asked);
}

function checksum(request: Message, input: DescMessage, plan: RequestPlan, scope: string): string {
  let key = scopes.get(scope);
  if (!key) {
    if (scopes.size > 1_000) scopes.clear();
    scopes.set(scope, (key = textKey(`page of ${scope}`)));
  }
  const { a, b } = bytesKey(questionBytes(request, input, plan), key);
  return (a >>> 0).toString(36) + (b >>> 0).toString(36);
}

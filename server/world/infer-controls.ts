import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { splitWords } from '../generate/words.ts';
import { isCriteria } from './infer-conditions.ts';
import { boxOf, itemKindOf, kindOf, wordsOf, type Kind } from './infer-field.ts';
import type { FieldPath, RequestPlan, ResponsePlan } from './resource.ts';

type ListControl = 'pageSize' | 'pageToken' | 'offset' | 'pageNumber' | 'filter' | 'orderBy' | 'query' | 'showDeleted';
type ChangeControl = 'allowMissing' | 'etag' | 'force' | 'validateOnly';
type AnswerControl = 'pageNumber' | 'pageSize' | 'nextPageToken' | 'totalSize' | 'pageCount' | 'hasMore';

/** A row: what the field is for, the words of its name, and which kinds of value it may have. */
type Row<T> = readonly [T, RegExp, readonly Kind[]];

const LISTING: readonly Row<ListControl>[] = [
  [
    'pageSize',
    /^((max )?page (size|limit)|(max )?limit|max (results?|items|count)|(per|results per|items per) page|take|top|first|rows|max|count|batch size|num results|page ?size)$/,
    ['whole'],
  ],
  [
    'pageToken',
    /^((next |start )?(page|continuation|pagination) ?(token|cursor|key)|(next |start |after )?cursor|next token|continue|continuation|after|starting after|marker|start after)$/,
    ['text', 'bytes'],
  ],
  ['offset', /^(offset|skip|start|start index|start offset|page offset|from index)$/, ['whole']],
  ['pageNumber', /^(page|page (number|num|no)|current page)$/, ['whole']],
  ['filter', /^(filter|filter (string|expression|query))$/, ['text']],
  ['orderBy', /^(order by|sort by|sort|sort order|ordering|order)$/, ['text']],
  [
    'query',
    /^(query|q|search|search (text|term|query|string)|keywords?|text|term|query (text|string)|name contains)$/,
    ['text'],
  ],
  ['showDeleted', /^(show|include|with|return|list) (deleted|archived)( \w+)?$|^show removed$/, ['flag']],
];

const CHANGING: readonly Row<ChangeControl>[] = [
  ['allowMissing', /^(allow missing|create if missing|upsert|create if not exists)$/, ['flag']],
  ['etag', /^(etag|if match)$/, ['text']],
  ['force', /^force$/, ['flag']],
  ['validateOnly', /^(validate only|dry run)$/, ['flag']],
];

const ANSWER: readonly Row<AnswerControl>[] = [
  [
    'nextPageToken',
    /^((next )?(page|continuation|pagination) ?(token|cursor|key)|next( page)?( token| cursor| key)?|(end |next )?cursor|continue|continuation)$/,
    ['text', 'bytes'],
  ],
  [
    'totalSize',
    /^(total|total (size|count|results?|items|records|elements|number|rows|hits|matches)( estimate)?|num (total|results|items)|count|result count|item count|size)$/,
    ['whole'],
  ],
  [
    'pageCount',
    /^((total |num |number of )pages|(total )?page count|total page count|pages|last page( number)?)$/,
    ['whole'],
  ],
  ['pageNumber', /^(page|page (number|num|no)|current page)$/, ['whole']],
  ['pageSize', /^(page ?size|(items |results )?per page|limit)$/, ['whole']],
  ['hasMore', /^(has|have) (more|next)( \w+)?$|^(more|is truncated|truncated|more results)$/, ['flag']],
];

// Messages that say how a list is paged.
const PAGING =
  /^(((page|paging|pagination|paginator|list)( (request|req|info|options|opts|params|parameters|query|input|settings|control|spec|data|args|meta|metadata|response|result))?)|pager|cursor|meta|metadata|options)$/;

const isPaging = (field: DescField, desc: DescMessage): boolean =>
  PAGING.test(wordsOf(field)) || PAGING.test(splitWords(desc.name));

/** What may also stand among conditions. */
const ASKING: ReadonlySet<string> = new Set<ListControl>(['query', 'orderBy', 'showDeleted']);

/** A field of these words and kinds, in the message or in what says how it is paged. */
function findField(desc: DescMessage, words: RegExp, kinds: readonly Kind[], asks: boolean): FieldPath | undefined {
  for (const field of desc.fields) {
    const path = valueAt(field, words, kinds);
    if (path) return path;
  }
  for (const field of desc.fields)
    if (field.fieldKind === 'message' && (isPaging(field, field.message) || (asks && isCriteria(field))))
      for (const inner of field.message.fields) {
        const path = valueAt(inner, words, kinds);
        if (path) return [field, ...path];
      }
  return undefined;
}

function valueAt(field: DescField, words: RegExp, kinds: readonly Kind[]): FieldPath | undefined {
  if (!words.test(wordsOf(field))) return undefined;
  const kind = kindOf(field);
  if (kind) return kinds.includes(kind) ? [field] : undefined;
  const box = field.fieldKind === 'message' ? boxOf(field.message) : undefined;
  const inner = box && kindOf(box);
  return inner && kinds.includes(inner) ? [field, box] : undefined;
}

function rows<T extends string>(desc: DescMessage, table: readonly Row<T>[]): Partial<Record<T, FieldPath>> {
  const found: Partial<Record<T, FieldPath>> = {};
  for (const [use, words, kinds] of table) {
    const path = findField(desc, words, kinds, ASKING.has(use));
    if (path) found[use] = path;
  }
  return found;
}

/** The fields of a request that steer how it is answered. */
export function requestControls(desc: DescMessage, listing: boolean): RequestPlan {
  const masks = desc.fields.filter(
    (field) => field.fieldKind === 'message' && field.message.typeName === 'google.protobuf.FieldMask',
  );
  const read = masks.find((field) => listing || /(read|response|return|output) /.test(wordsOf(field)));
  const write = masks.find((field) => field !== read);
  return {
    ...(listing ? rows(desc, LISTING) : rows(desc, CHANGING)),
    ...(read ? { readMask: [read] } : {}),
    ...(!listing && write ? { mask: [write] } : {}),
  };
}

/** The fields of an answer that say where a list stands. */
export const responseControls = (desc: DescMessage): ResponsePlan => rows(desc, ANSWER);

const FLAG =
  /^(success|successful|succeeded|ok|done|deleted|removed|updated|created|added|saved|exists|found|result|acknowledged|is (success|deleted|ok|successful)|changed|restored|accepted|valid|present)$/;
const COUNT =
  /(^| )(count|total|affected|number|size|rows|deleted|updated|created|removed|modified|inserted|imported|uploaded|stored|received|accepted|succeeded|processed)$/;

/** `success`, `deleted`, `exists`. */
export function flagOf(desc: DescMessage): FieldPath | undefined {
  const flags = desc.fields.filter((field) => kindOf(field) === 'flag');
  const fit =
    flags.find((field) => FLAG.test(wordsOf(field))) ??
    (flags.length === 1 && desc.fields.length === 1 ? flags[0] : undefined);
  return fit && [fit];
}

/** `count`, `deleted_count`; not counts of what failed. */
export function countOf(desc: DescMessage): FieldPath | undefined {
  const fit = desc.fields.find(
    (field) =>
      kindOf(field) === 'whole' &&
      COUNT.test(wordsOf(field)) &&
      !/\b(fail|failed|error|errors|skipped|rejected|page)\b/.test(wordsOf(field)),
  );
  if (fit) return [fit];
  const [only, more] = desc.fields;
  return only && !more && kindOf(only) === 'whole' ? [only] : undefined;
}

/** A list of scalars of this kind, by the words of one item. */
export const listOf = (desc: DescMessage, kind: Kind, fits: (words: string) => boolean): FieldPath | undefined => {
  const field = desc.fields.find((one) => itemKindOf(one) === kind && fits(wordsOf(one)));
  return field && [field];
};

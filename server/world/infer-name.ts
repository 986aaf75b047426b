import { splitWords } from '../generate/words.ts';
import { singularOf, singularWords } from './infer-noun.ts';

/** What the words of a method's name say it does. Shapes decide in the end. */
export type Action =
  | 'get'
  | 'list'
  | 'search'
  | 'count'
  | 'exists'
  | 'create'
  /** A verb that creates in some APIs and does something else in others: `PlaceOrder`, `StartJob`. */
  | 'perhaps create'
  | 'update'
  | 'upsert'
  | 'delete'
  | 'undelete'
  | 'watch'
  | 'stream'
  | 'other';

/** A method's name, taken apart. */
export interface MethodName {
  readonly action: Action;
  /** The verb as it was written: `fetch`. Empty where there is none (`Users`). */
  readonly verb: string;
  /** `Batch`, `Bulk`, `Multi`. */
  readonly batch: boolean;
  /** `GetAllUsers`. */
  readonly all: boolean;
  /** What it works on, in the singular: `secret version`; empty for `Get`. */
  readonly noun: string;
  /** The same with the words that mostly say nothing (`info`, `list`, `stream`) but may belong to it: `user list`. */
  readonly wholeNoun: string;
  /** Both without spaces. */
  readonly flatNoun: string;
  readonly flatWhole: string;
  /** `GetUserList`: a list, unless there is a thing of that name. */
  readonly listed: boolean;
  /** The noun was written in the plural. */
  readonly plural: boolean;
  /** Words after `By`: `email` of `GetUserByEmail`. */
  readonly by: string;
}

const VERBS: ReadonlyMap<string, Action> = new Map(
  (
    [
      ['get', 'get fetch read retrieve find describe lookup show load view'],
      ['list', 'list browse enumerate index scan'],
      ['search', 'search query'],
      ['count', 'count'],
      ['exists', 'exists exist has'],
      ['create', 'create add insert new register post make'],
      [
        'perhaps create',
        'place submit open start schedule issue book log upload import enqueue store record append write push ingest launch enroll reserve send invite request provision onboard admit deploy allocate',
      ],
      ['update', 'update modify edit patch change set alter rename'],
      ['upsert', 'save put replace upsert'],
      ['delete', 'delete remove destroy drop erase del rm unregister deregister decommission disband dissolve'],
      ['undelete', 'undelete restore'],
      ['watch', 'watch subscribe observe follow track listen tail monitor'],
      ['stream', 'stream'],
    ] as const
  ).flatMap(([action, words]) => words.split(' ').map((word) => [word, action] as const)),
);

const ONE_WORD: readonly (readonly [RegExp, string])[] = [
  [/^look up\b/, 'lookup'],
  [/^un delete\b/, 'undelete'],
  [/^create or update\b|^update or create\b|^add or update\b|^insert or update\b|^create or replace\b/, 'upsert'],
  [/^get or create\b/, 'other'],
  [/^(batch|bulk|multi|mass|many) /, ''],
];
const TAIL = /(^| )(for|of|in|within|with|from|to|on|at|as|using|under|and|or|per|via|into)( .*)?$/;
const LEAD = /^(all|many|multiple|my|the|a|an|new|single|one|some|existing|to|batch|bulk|for)( |$)/;
const TRAIL =
  /(^| )(all|stream|streaming|async|sync|rpc|api|v\d+|v \d+|batch|bulk|details?|info|list|page|paged|paginated)$/;

/** Verbs that may stand behind (`UserGet`); others are nouns there: `LikePost`, `ResetIndex`. */
const BEHIND = new Set(
  'get fetch read retrieve list find search query create add insert register update modify edit patch upsert delete remove destroy erase count exists watch subscribe'.split(
    ' ',
  ),
);

const names = new Map<string, MethodName>();

/** Takes a name apart: any case, verb in front or behind. Remembered. */
export function methodName(name: string): MethodName {
  let found = names.get(name);
  if (!found) {
    if (names.size > 20_000) names.clear();
    names.set(name, (found = takeApart(splitWords(name))));
  }
  return found;
}

function takeApart(whole: string): MethodName {
  const batch = /^(batch|bulk|multi|mass) | (batch|bulk)$/.test(whole) || /^(batch|bulk)\b/.test(whole);
  let words = whole;
  for (const [pattern, one] of ONE_WORD) words = words.replace(pattern, one);
  const parts = words.split(' ').filter((part) => part !== '');
  let [verb, rest] = [parts[0] ?? '', parts.slice(1).join(' ')];
  let action = VERBS.get(verb);
  if (action === undefined) {
    const last = parts.at(-1) ?? '';
    const behind = VERBS.get(last);
    if (parts.length > 1 && behind !== undefined && BEHIND.has(last))
      [verb, rest, action] = [last, parts.slice(0, -1).join(' '), behind];
    else if (verb === 'other' || parts.length > 1) action = 'other';
    else [verb, rest, action] = ['', words, 'other'];
  }
  const by = /(?:^| )by (.+)$/.exec(rest)?.[1] ?? '';
  rest = rest.replace(/(^| )by .+$/, '');
  const wholeNoun = singularWords(rest.replace(LEAD, '').replace(TAIL, ''));
  const listed = / list$/.test(rest) && (action === 'get' || action === 'other');
  let all = false;
  for (let before = ''; before !== rest;) {
    before = rest;
    all ||= /^all\b|\ball$/.test(rest);
    rest = rest.replace(LEAD, '').replace(TRAIL, '');
  }
  const noun = rest.replace(TAIL, '');
  const lastWord = noun.slice(noun.lastIndexOf(' ') + 1);
  return {
    action: listed && action === 'other' ? 'list' : (action ?? 'other'),
    verb,
    batch,
    all,
    noun: singularWords(noun),
    wholeNoun,
    flatNoun: singularWords(noun).replaceAll(' ', ''),
    flatWhole: wholeNoun.replaceAll(' ', ''),
    listed,
    plural: lastWord !== '' && singularOf(lastWord) !== lastWord,
    by,
  };
}

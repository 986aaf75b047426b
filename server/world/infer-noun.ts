import { splitWords } from '../generate/words.ts';

/** Plurals that follow no rule. */
const IRREGULAR: ReadonlyMap<string, string> = new Map(
  Object.entries({
    people: 'person',
    skus: 'sku',
    children: 'child',
    men: 'man',
    women: 'woman',
    mice: 'mouse',
    geese: 'goose',
    feet: 'foot',
    teeth: 'tooth',
    oxen: 'ox',
    shelves: 'shelf',
    leaves: 'leaf',
    wolves: 'wolf',
    knives: 'knife',
    lives: 'life',
    halves: 'half',
    indices: 'index',
    indexes: 'index',
    vertices: 'vertex',
    matrices: 'matrix',
    appendices: 'appendix',
    analyses: 'analysis',
    theses: 'thesis',
    axes: 'axis',
    criteria: 'criterion',
    aliases: 'alias',
    statuses: 'status',
    buses: 'bus',
    viruses: 'virus',
    campuses: 'campus',
    bonuses: 'bonus',
    heroes: 'hero',
    movies: 'movie',
    cookies: 'cookie',
    series: 'series',
    news: 'news',
    media: 'media',
    metadata: 'metadata',
    data: 'data',
    databases: 'database',
    leases: 'lease',
    releases: 'release',
    purchases: 'purchase',
    licenses: 'license',
    licences: 'licence',
    expenses: 'expense',
    responses: 'response',
    phases: 'phase',
    bases: 'base',
    cases: 'case',
    courses: 'course',
    houses: 'house',
    warehouses: 'warehouse',
    nurses: 'nurse',
    horses: 'horse',
    exercises: 'exercise',
    diseases: 'disease',
    caches: 'cache',
    niches: 'niche',
    ids: 'id',
  }),
);
const NO_PLURAL = /(ss|us|is|os|as)$/;

/** `categories` → `category`, `boxes` → `box`, `shelves` → `shelf`; a word that is no plural stays. */
export function singularOf(word: string): string {
  const irregular = IRREGULAR.get(word);
  if (irregular !== undefined) return irregular;
  if (word.length < 3 || !word.endsWith('s') || (word.length < 4 && word !== 'ids')) return word;
  if (word.endsWith('ies') && word.length > 4) return `${word.slice(0, -3)}y`;
  if (/(ss|x|z|ch|sh)es$/.test(word)) return word.slice(0, -2);
  if (NO_PLURAL.test(word) && !/(eas|ias|oas|das|ras|tas|mas|nas|kos|pos|tos|dos|nos|eos|ios)$/.test(word)) return word;
  return word.slice(0, -1);
}

const PLURALS: ReadonlyMap<string, string> = new Map(
  [...IRREGULAR].filter(([plural]) => plural !== 'indexes').map(([plural, one]) => [one, plural]),
);

/** `category` → `categories`. */
export function pluralOf(words: string): string {
  const parts = words.split(' ');
  const last = parts.pop() ?? '';
  const plural =
    PLURALS.get(last) ??
    (singularOf(last) !== last
      ? last
      : /[^aeiou]y$/.test(last)
        ? `${last.slice(0, -1)}ies`
        : /(s|x|z|ch|sh)$/.test(last)
          ? `${last}es`
          : `${last}s`);
  return [...parts, plural].join(' ');
}

/** The words with the last one in the singular: `secret versions` → `secret version`. */
export function singularWords(words: string): string {
  const parts = words.split(' ');
  parts.push(singularOf(parts.pop() ?? ''));
  return parts.join(' ');
}

/** Words at the end of a message's name that say nothing of what it is. */
const FRAME_END =
  /( (response|reply|res|resp|result|dto|pb|proto|model|entity|msg|info|details?|data|object|obj|resource|record|view|v \d+))+$/;
const FRAME_START = /^(get|fetch|read|create|add|update|upsert|put|a|the|api|proto|pb|db) /;

/** What a message is, in words: `UserDto` → `user`, `GetUserResponse` → `user`, `ChatMessage` → `chat message`. */
export function nounsOf(messageName: string): readonly string[] {
  let found = nouns.get(messageName);
  if (!found) {
    if (nouns.size > 50_000) nouns.clear();
    nouns.set(messageName, (found = findNouns(messageName)));
  }
  return found;
}

const nouns = new Map<string, readonly string[]>();

function findNouns(messageName: string): readonly string[] {
  const whole = singularWords(
    splitWords(messageName)
      .replaceAll(/\b[vV] ?\d+\b/g, '')
      .trim(),
  );
  const bare = singularWords(whole.replace(FRAME_END, '').replace(FRAME_START, ''));
  return bare === whole || bare === '' ? [whole] : [bare, whole];
}

/**
 * Whether two nouns (singular) speak of one kind of thing: they are equal, or one is the other with more
 * words in front (`book` and `store book`).
 */
export function sameNoun(left: string, right: string): boolean {
  if (left === right) return left !== '';
  if (left === '' || right === '' || left.at(-1) !== right.at(-1)) return false;
  if (left.length > right.length) return left.endsWith(right) && left.at(-right.length - 1) === ' ';
  return right.length > left.length && right.endsWith(left) && right.at(-left.length - 1) === ' ';
}

/** `a user`, `an order`. */
export const withArticle = (noun: string): string =>
  `${/^[aeiou]/i.test(noun) && !/^(u(s|ni|ti|r[il])|eu|one\b)/i.test(noun) ? 'an' : 'a'} ${noun}`;

const PLURAL_KEEP = /(ss|(?:stat|bon|vir|camp|foc|radi|nucle|cens|\bb|\bpl)us|is|news|series|address)$/;

/** `addresses` → `address`, `categories` → `category`; good enough for field names. */
export function singular(word: string): string {
  if ((word.length < 4 && word !== 'ids') || PLURAL_KEEP.test(word)) return word;
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/(ss|x|ch|sh|us)es$/.test(word)) return word.slice(0, -2);
  return word.endsWith('s') ? word.slice(0, -1) : word;
}

const MOST_KNOWN = 20_000;
const LONGEST_KNOWN = 100;
const known = new Map<string, string>();

/**
 * `videoTitle`, `video_title`, `VideoTitle2` → `video title 2`; `userIDs` → `user ids`. Lower case. Remembered, within a
 * bound: one name is taken apart for many reasons.
 */
export function splitWords(name: string): string {
  let words = known.get(name);
  if (words === undefined) {
    words = findWords(name);
    if (known.size >= MOST_KNOWN) known.clear();
    if (name.length <= LONGEST_KNOWN) known.set(name, words);
  }
  return words;
}

function findWords(name: string): string {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replaceAll(/([A-Za-z])(\d)/g, '$1 $2')
    .replaceAll(/[^A-Za-z\d]+/g, ' ')
    .replaceAll(/\bI Ds\b/g, 'ids')
    .replaceAll(/\b(ip) v (\d)\b/gi, '$1v$2')
    .replaceAll(/\b(ipv|line|sha|md|oauth) (\d+)\b/gi, '$1$2')
    .trim()
    .toLowerCase();
}

/** The words with the last one in the singular, as the name of one item. */
export function itemWords(words: string): string {
  const parts = words.split(' ');
  parts.push(singular(parts.pop() ?? ''));
  return parts.join(' ');
}

/** `amber harbor` → `Amber Harbor`. */
export function titleCase(text: string): string {
  let title = '';
  let from = 0;
  let within = false;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    const small = unit >= 0x61 && unit <= 0x7a;
    if (small && !within) {
      title += text.slice(from, at) + String.fromCharCode(unit - 32);
      from = at + 1;
    }
    within = small || (unit >= 0x41 && unit <= 0x5a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x5f;
  }
  return from === 0 ? text : title + text.slice(from);
}

const slugs = new Map<string, string>();

/** The same, remembered: for words of our own lists, which are few. */
export function knownSlug(text: string): string {
  let slug = slugs.get(text);
  if (slug === undefined) {
    // Ids that say names are anybody's.
    if (slugs.size > 5_000) slugs.clear();
    slugs.set(text, (slug = slugOf(text)));
  }
  return slug;
}

/** Lower-case ASCII with hyphens: `Zoë's Café` → `zoes-cafe`. */
export const slugOf = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f'’]/g, '')
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');

import { digits, ean, iban, isbn, isbn10 } from './check-digits.ts';
import { calledAs } from './called.ts';
import { code, draw, hex, pick, uuid } from './hash.ts';
import { named } from './names.ts';
import { addressOf, ipOf, phoneOf, placeOf } from './contact.ts';
import {
  ARTISTS,
  AUTHORS,
  BOOK_GENRES,
  companyOf,
  genderOf,
  jobOf,
  JOB_AREAS,
  MUSIC_GENRES,
  NOUNS,
  personOf,
  phraseOf,
} from './pools.ts';
import { priceOf, productOf } from './catalog.ts';
import { tellers } from './things/facts.ts';
import { airlineOf } from './things/flights.ts';
import { carrierNameOf } from './things/orders.ts';
import { cardOf } from './things/payments.ts';
import { THINGS } from './things/things.ts';
import { plainText } from './plain-text.ts';
import { VOCABULARY } from './vocabulary.ts';
import {
  ALERT_RULES,
  ALERTS,
  ALT_TEXTS,
  NOTES,
  TOPICS,
  BIOS,
  CHAT,
  GREETINGS,
  LOG_LINES,
  QUESTIONS,
  REASONS,
  REFUSALS,
  REVIEWS,
  SENTENCES,
  TITLES,
  USER_AGENTS,
} from './sentences.ts';
import type { Subject } from './subjects.ts';
import { isoTime, momentAt, momentOf } from './times.ts';
import { slugOf, titleCase } from './words.ts';

/** What a text value is made from. `a`, `b`: the field's key; `s`: the key of what the message is about. */
export interface TextSource {
  /** What the field, or its message, is about. */
  readonly subject: Subject | undefined;
  /** The noun that an id is named after: `product` of `product_id`. */
  readonly noun: string;
  readonly words: string;
}

type Make = (a: number, b: number, s: number, source: TextSource) => string;

/** The facts about things are text like any other. */
const FACTS: Readonly<Record<string, Make>> = Object.fromEntries(
  [...tellers(THINGS, 'text')].map(([kind, tell]) => [kind, ((a, b, s) => tell(s, a, b)) satisfies Make]),
);

const oneOf =
  (words: string): Make =>
  (a) =>
    pick(list(words), a);
const lists = new Map<string, readonly string[]>();
const list = (words: string): readonly string[] => {
  let found = lists.get(words);
  if (!found) lists.set(words, (found = words.split('|')));
  return found;
};

const idOf: Make = (a, b, _s, { noun }) => `${(noun.split(' ').at(-1) ?? '').slice(0, 12) || 'id'}_${code(a, b, 10)}`;
const semver: Make = (a, b) => `${1 + ((a >>> 0) % 4)}.${(b >>> 0) % 12}.${draw(a, 2) & 7}`;

const starts = new Map<string, string>();
/** `CER` of `Ceramic Planter`; names of the catalog are few. */
function skuStart(name: string): string {
  let start = starts.get(name);
  if (start === undefined)
    starts.set(
      name,
      (start = name
        .replaceAll(/[^A-Za-z]/g, '')
        .slice(0, 3)
        .toUpperCase()),
    );
  return start;
}

const SHOP_TAGS = 'new|popular|sale|featured|limited|seasonal|essential|classic|handmade|recycled|bestseller|gift';
const TAGS = 'important|internal|external|review|customer|archive|priority|shared|team|follow-up|approved|2026';

/** What a thing of no known kind is called by its id. */
function ownName(s: number): string | undefined {
  const called = calledAs(s);
  return called === undefined ? undefined : titleCase(called);
}

/** One maker for each kind of `STRING_HINTS`. */
export const TEXT: Readonly<Record<string, Make>> = {
  empty: () => '',
  uuid,
  email: (_a, _b, s, { subject }) => (subject === 'company' ? `info@${companyOf(s).domain}` : personOf(s).email),
  phone: (a, _b, s) => phoneOf(s, a),
  'first name': (_a, _b, s) => personOf(s).first,
  'last name': (_a, _b, s) => personOf(s).last,
  'middle initial': (a) => 'ABCDEFGHJKLMNPRST'[(a >>> 0) % 17]!,
  salutation: oneOf('Ms|Mr|Dr|Mx'),
  'user name': (_a, _b, s) => personOf(s).user,
  'image url': (a, b) => `https://images.example.com/${code(a, b, 8)}.jpg`,
  'repo url': (a) => `https://git.example.com/${pick(NOUNS, a)}/${slugOf(phraseOf(a))}.git`,
  url: (a, _b, s, { subject }) =>
    subject === 'company' ? `https://www.${companyOf(s).domain}` : `https://www.example.com/${slugOf(phraseOf(a))}`,
  host: (a) => `${pick(NOUNS, a)}-${1 + (draw(a, 1) & 7)}.example.com`,
  ip: (a) => ipOf(a),
  ipv6: (a, b) => `2001:db8::${hex(a, b, 4)}:${hex(b, a, 4)}`,
  mac: (a, b) => `02:${hex(a, b, 10).match(/../g)!.join(':')}`,
  'user agent': (a) => pick(USER_AGENTS, a),
  jwt: (a, b) => `eyJhbGciOiJIUzI1NiJ9.${code(a, b, 24)}.${code(b, a, 32)}`,
  secret: (a, b) => `tok_${code(a, b, 24)}`,
  password: (a, b) => code(a, b, 12),
  etag: (a, b) => `"${hex(a, b, 16)}"`,
  hash: (a, b, _s, { words }) => hex(a, b, words.includes('md5') ? 32 : words.includes('commit') ? 40 : 64),
  'api version': oneOf('v1|v2|v1beta1'),
  version: semver,
  language: (_a, _b, s, { words }) =>
    words.includes('locale') || words.includes('tag')
      ? `${placeOf(s).language}-${placeOf(s).code}`
      : placeOf(s).language,
  'language name': oneOf('English|German|French|Spanish|Portuguese|Japanese|Swedish|Dutch'),
  zone: (_a, _b, s) => placeOf(s).zone,
  currency: (_a, _b, s) => placeOf(s).currency,
  country: (_a, _b, s) => placeOf(s).country,
  'country code': (_a, _b, s) => placeOf(s).code,
  city: (_a, _b, s) => placeOf(s).city,
  region: (_a, _b, s) => placeOf(s).region,
  street: (_a, _b, s) => addressOf(s).street,
  'house number': (_a, _b, s) => addressOf(s).number,
  'street line 2': (a) => `Apt ${1 + ((a >>> 0) % 40)}`,
  address: (_a, _b, s) => addressOf(s).whole,
  postal: (_a, _b, s) => placeOf(s).postal,
  'cloud region': oneOf('eu-west-1|us-east-1|us-west-2|eu-central-1|ap-southeast-2|europe-north1'),
  'cloud zone': oneOf('eu-west-1a|us-east-1b|us-west-2c|eu-central-1a'),
  color: oneOf('teal|indigo|coral|olive|navy|amber|crimson|ivory|slate|forest green|charcoal|sand'),
  'hex color': (a, b) => `#${hex(a, b, 6)}`,
  mime: oneOf('application/json|image/png|image/jpeg|application/pdf|text/plain|text/csv|video/mp4'),
  'file name': (a) => `${slugOf(phraseOf(a))}.${pick(['pdf', 'png', 'csv', 'docx', 'jpg', 'txt'], draw(a, 9))}`,
  path: (a) => `/${pick(NOUNS, a)}/${slugOf(phraseOf(a))}`,
  'container image': (a, b, s, source) => `registry.example.com/${pick(NOUNS, a)}:${semver(a, b, s, source)}`,
  isbn: (a, b, _s, { words }) => (words.endsWith('10') ? isbn10(a, b) : isbn(a, b)),
  barcode: (a, b, _s, { words }) =>
    ean((words.endsWith('upc') ? '0' : '4') + digits(a, b, words.endsWith('upc') ? 10 : 11)),
  iban: (a, b, s) => iban(placeOf(s).code, a, b),
  card: (_a, _b, s) => cardOf(s).number,
  'last four': (_a, _b, s) => cardOf(s).last4,
  decimal: (_a, _b, s) => priceOf(s).toFixed(2),
  'address label': oneOf('Home|Work|Home|Parents|Summer house'),
  sku: (a, b, s) => `${skuStart(productOf(s).name)}-${digits(a, b, 4)}-${hex(b, a, 2).toUpperCase()}`,
  'tax id': (_a, _b, s) => `${placeOf(s).code}${digits(draw(s, 120), s, 9)}`,
  coupon: (a) => `${pick(NOUNS, a).toUpperCase()}${5 * (1 + (draw(a, 1) & 3))}`,
  'number code': (a, b, _s, { words, noun }) =>
    `${(/^(number|no|reference)/.test(words) ? noun : words).slice(0, 3).toUpperCase() || 'REF'}-${digits(a, b, 6)}`,
  slug: (a, _b, s) => slugOf(calledAs(s) ?? phraseOf(a)),
  code: (a, b) => `${code(a, b, 3)}-${digits(a, b, 3)}`.toUpperCase(),
  id: idOf,
  'birth date': (a, _b, s) => isoTime(momentAt('birth', s, a)).slice(0, 10),
  date: (a, _b, s, { words }) => isoTime(momentOf(words, s, a)).slice(0, 10),
  time: (a, _b, s, { words }) => isoTime(momentOf(words, s, a)),
  clock: (a) => `${String(7 + ((a >>> 0) % 4)).padStart(2, '0')}:${draw(a, 1) & 1 ? '30' : '00'}`,
  'http method': oneOf('GET|POST|PUT|PATCH|DELETE'),
  protocol: oneOf('https|http|grpc|tcp'),
  environment: oneOf('production|staging|development'),
  platform: oneOf('linux|macos|windows|ios|android'),
  browser: oneOf('Firefox|Chrome|Safari|Edge'),
  'log level': oneOf('info|warning|error|debug'),
  priority: oneOf('low|normal|high|urgent'),
  unit: oneOf('kg|pcs|m|l|hours'),
  gender: (_a, _b, s) => genderOf(personOf(s).first),
  size: oneOf('XS|S|M|L|XL'),
  department: (a, _b, s, { subject }) => (subject === 'product' ? productOf(s).category : pick(JOB_AREAS, a)),
  greeting: (a, _b, s) => pick(GREETINGS, a).replace('%', personOf(s).first),
  reason: (a) => pick(REASONS, a),
  refusal: (a) => pick(REFUSALS, a),
  bio: (a) => pick(BIOS, a),
  about: (a, _b, s, { subject }) => (subject === 'product' ? productOf(s).about : pick(SENTENCES, a)),
  question: (a) => pick(QUESTIONS, a),
  chat: (a, _b, _s, { words }) => pick(/review|feedback/.test(words) ? REVIEWS : CHAT, a),
  'job title': (a) => jobOf(a),
  title: (a, _b, s, { subject }) => (subject ? named(subject, s) : ownName(s)) ?? pick(TITLES, a),
  author: (_a, _b, s, { subject }) => (subject === 'book' ? pick(AUTHORS, draw(s, 21)) : named('person', s)),
  artist: (_a, _b, s) => pick(ARTISTS, draw(s, 22)),
  'music genre': (a) => pick(MUSIC_GENRES, a),
  'book genre': (a) => pick(BOOK_GENRES, a),
  category: (_a, _b, s) => productOf(s).category,
  tag: (a, _b, _s, { subject }) => pick(list(subject === 'product' ? SHOP_TAGS : TAGS), a),
  'status text': oneOf(
    'Everything runs as expected.|The last change took 40 seconds.|Waiting for capacity in this zone.|Ready since the last restart.',
  ),
  status: oneOf('active|active|pending|completed|in progress|approved'),
  type: oneOf('standard|basic|premium|custom|default'),
  role: oneOf('admin|editor|viewer|member|owner'),
  plan: oneOf('free|starter|pro|business|enterprise'),
  room: (_a, _b, s) => named('room', s),
  team: (_a, _b, s) => named('team', s),
  model: (_a, _b, s, { subject }) => named(subject === 'vehicle' ? 'vehicle' : 'device', s),
  company: (_a, _b, s) => companyOf(s).name,
  product: (_a, _b, s) => productOf(s).name,
  project: (_a, _b, s) => named('project', s),
  person: (_a, _b, s) => named('person', s),
  name: (a, _b, s, { subject }) => (subject ? named(subject, s) : (ownName(s) ?? titleCase(phraseOf(a)))),
  query: (a) => phraseOf(a),
  format: oneOf('json|csv|pdf|png|utf-8'),
  emoji: oneOf('👍|❤️|😂|🎉|👀|🙏'),
  'image mime': oneOf('image/jpeg|image/png|image/webp'),
  'alt text': (a) => pick(ALT_TEXTS, a),
  note: (a) => pick(NOTES, a),
  topic: (a) => pick(TOPICS, a),
  'card brand': (_a, _b, s) => cardOf(s).brand,
  carrier: (_a, _b, s) => carrierNameOf(s),
  airline: (_a, _b, s) => airlineOf(s).name,
  'alert text': (a) => pick(ALERTS, a),
  'alert rule': (a) => pick(ALERT_RULES, a),
  'log line': (a) => pick(LOG_LINES, a),
  plain: plainText,
  ...VOCABULARY,
  ...FACTS,
};

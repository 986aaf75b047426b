import { ScalarType, type DescField } from '@bufbuild/protobuf';
import type { Draft, Make } from './context.ts';
import { productOf } from './catalog.ts';
import { draw, mixA, mixB, pick } from './hash.ts';
import type { FieldRuling } from './ruled-field.ts';
import { ruledMap } from './ruled-list.ts';
import { subjectOf } from './subjects.ts';
import { slugOf, splitWords } from './words.ts';
import { phraseOf } from './pools.ts';

// Pairs that go together; what labels look like in practice.
const LABELS = {
  environment: 'production',
  team: 'platform',
  tier: 'standard',
  region: 'eu-west-1',
  managed_by: 'console',
};
const FACTS = { material: '', color: 'natural', origin: 'Portugal', care: 'wipe clean', warranty: '2 years' };
const ENV = {
  LOG_LEVEL: 'info',
  PORT: '8080',
  DATABASE_URL: 'postgres://db.internal/app',
  CACHE_TTL: '300',
  REGION: 'eu-west-1',
};
const AMOUNTS = { cpu: '500m', memory: '512Mi', 'ephemeral-storage': '2Gi' };
const EMOJI = ['👍', '❤️', '😂', '🎉', '👀'];
const LANGUAGES = ['en', 'de', 'fr', 'es', 'ja'];
const METRICS = ['cpu_usage', 'memory_usage', 'requests_per_second', 'error_rate', 'queue_length'];
const CURRENCIES = ['EUR', 'USD', 'CHF', 'GBP', 'SEK'];
const OWN_PAIRS = [
  [/\b(env|environment|env vars?|environment variables?)$/, ENV],
  [/\b(limits|requests|capacity|allocatable)$/, AMOUNTS],
] as const;
const LABEL_LIKE =
  /\b(label|labels|annotation|annotations|tag|tags|metadata|attribute|attributes|property|properties|header|headers|option|options|param|params|parameters|config|settings)$/;

/** Two or three entries whose keys suit the field; one or two in a request. */
export function mapMaker(
  field: DescField & { fieldKind: 'map' },
  words: string,
  noun: string,
  make: Make,
  ruling?: FieldRuling,
): Make {
  const own = OWN_PAIRS.find(([names]) => names.test(words))?.[1];
  const labels = field.mapKey === ScalarType.STRING && (own !== undefined || LABEL_LIKE.test(words));
  const textual = labels && field.mapKind === 'scalar' && field.scalar === ScalarType.STRING;
  const pairs = own ?? (subjectOf(noun) === 'product' && !/label|annotation/.test(words) ? FACTS : LABELS);
  const key = keyMaker(field.mapKey, words, labels ? Object.keys(pairs) : undefined);
  const facts = Object.entries(pairs);
  if (ruling) return ruledMap(ruling, key, make);
  const currency = currencyField(field);
  return (a, b, s, gen, depth) => {
    const size = (gen.mode === 'request' ? 1 : 2) + (draw(a, 97) & 1);
    const entries: Draft = {};
    const first = draw(a, 96) >>> 0;
    for (let index = 0; index < size; index++) {
      const [name, value] = textual
        ? pairOf(facts[(first + index) % facts.length]!, a, s)
        : [
            key(first, index),
            make(mixA(a, index + 1), mixB(b, index + 1), currency ? mixA(s, index + 1) : s, gen, depth),
          ];
      if (value !== undefined) entries[name] = value;
      // What was made for a field of a message is a message.
      if (currency && value !== undefined && CURRENCIES.includes(name)) (value as Draft)[currency] = name;
    }
    return entries;
  };
}

/** Amounts by their currency are amounts of that currency, and each is another: where values of a map say theirs. */
const currencyField = (field: DescField & { fieldKind: 'map' }): string | undefined =>
  field.mapKind === 'message'
    ? field.message.fields.find(
        ({ fieldKind, scalar, name }) =>
          fieldKind === 'scalar' && scalar === ScalarType.STRING && /^currency( code)?$/.test(splitWords(name)),
      )?.localName
    : undefined;

const COLORS = ['natural', 'charcoal', 'sand', 'forest green', 'navy', 'ivory'];
const ORIGINS = ['Portugal', 'Italy', 'Denmark', 'Japan', 'Germany', 'India'];

/** A fact of the product, where it is one; the pair as it stands otherwise. */
function pairOf([name, value]: [string, string], a: number, s: number): readonly [string, string] {
  switch (value) {
    case FACTS.material:
      return [name, productOf(s).material];
    case FACTS.color:
      return [name, pick(COLORS, draw(a, 94))];
    case FACTS.origin:
      return [name, pick(ORIGINS, draw(a, 93))];
    case FACTS.care:
      return [name, CARE.find(([words]) => words.test(productOf(s).material))?.[1] ?? value];
    default:
      return [name, value];
  }
}

const CARE: readonly (readonly [material: RegExp, care: string])[] = [
  [/cotton|linen|polyester|nylon/, 'machine wash at 30°'],
  [/wool/, 'wash by hand'],
  [/iron|bamboo|steel/, 'wash by hand and dry'],
];

function keyMaker(
  type: ScalarType,
  words: string,
  labels: readonly string[] | undefined,
): (first: number, index: number) => string {
  if (type === ScalarType.BOOL) return (_first, index) => (index % 2 === 0 ? 'true' : 'false');
  if (type !== ScalarType.STRING) return (_first, index) => String(index + 1);
  if (labels) return (first, index) => labels[(first + index) % labels.length]!;
  if (/\b(translation|translations|locale|locales|language|languages|localized \w+)\b/.test(words))
    return (first, index) => LANGUAGES[(first + index) % 5]!;
  if (/\b(reaction|reactions|emoji|emojis)\b/.test(words)) return (first, index) => EMOJI[(first + index) % 5]!;
  if (/\b(metric|metrics|measurement|measurements|stat|stats|gauges|telemetry)\b/.test(words))
    return (first, index) => METRICS[(first + index) % 5]!;
  if (/\b(currency|currencies|price|prices|rate|rates|balance|balances)\b/.test(words))
    return (first, index) => CURRENCIES[(first + index) % 5]!;
  return (first, index) => slugOf(phraseOf(first + index * 7_919));
}

import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { hashText } from './hash.ts';
import { nounOf, subjectOf, type Subject } from './subjects.ts';
import { splitWords } from './words.ts';

/**
 * Messages whose name says too little: a `Listing` with bedrooms is a home. `named`: the last word of the noun; `fields`:
 * one of the fields must be called so; `as`: a word that the table of subjects knows.
 */
const EVIDENCE: readonly (readonly [named: RegExp, fields: RegExp, as: Subject])[] = [
  [
    /^(listing|property|real estate|house|apartment|rental|unit)$/,
    /^(bed ?rooms?|bath ?rooms?|.*(sqm|sqft|square (feet|meters|metres))|living area|floor area|year built|asking price)$/,
    'home',
  ],
  [/^(.* )?condition$/, /^(last (transition|update|probe|heartbeat|state change) time|reason)$/, 'condition'],
  [/^(.* )?port$/, /^(container port|target port|node port|service port|port|protocol)$/, 'port'],
  [/^(.* )?goal$/, /^(minute|scorer|assist|scored by)$/, 'goal'],
  [
    /^(.* )?(alert|warning|advisory)$/,
    /^(onset|urgency|certainty|area|areas|affected (areas|zones|regions)|headline)$/,
    'weather alert',
  ],
  [/^(ticket|pass|boarding pass)$/, /^(seat|flight.*|boarding.*|gate)$/, 'booking'],
  [
    /^(booking|reservation|segment|leg|itinerary)$/,
    /^(flight number|airline.*|carrier code|cabin.*|fare class)$/,
    'flight',
  ],
  [
    /^(ml|ai|model|ml model|metrics?|hyper ?parameters?|evaluation|training config|version|experiment|training run|run)$/,
    /^(framework|accuracy|epochs?|architecture|training.*|f 1.*|loss|batch size|learning rate|inference.*|parameter count|precision|recall|auc)$/,
    'model',
  ],
  [/^(model|car)$/, /^(vin|licen[sc]e plate|plate|mileage|engine.*)$/, 'vehicle'],
  [/^(match|game|fixture)$/, /^(home.*|away.*|.*score)$/, 'match'],
  [
    /^(deployment|service|pod|container|app|application|workload|spec|status|replica set|metadata|object meta|meta|resources?|resource requirements|probe)$/,
    /^(image|replicas|.* replicas|namespace|containers?|image tag|pull policy|cpu.*|memory.*|ready replicas)$/,
    'deployment',
  ],
  [
    /^(appointment|visit|encounter|consultation)$/,
    /^(patient.*|doctor.*|diagnos.*|specialty|practitioner.*|physician.*|symptoms?)$/,
    'appointment',
  ],
  [
    /^(job|position|opening|role|vacancy|offer)$/,
    /^(salary.*|.*salary|employment type|applicants?|seniority|remote|skills|requirements|responsibilities)$/,
    'posting',
  ],
  [/^(room|room type)$/, /^(.*rate|.*price.*|beds?|bed type|max occupancy|occupancy)$/, 'room type'],
  [/^(project|package|library)$/, /^(stars|star count|stargazers.*|default branch|forks.*|clone url)$/, 'repo'],
  [
    /^(reading|measurement|observation|sample|telemetry|metric|data point|point|record|datum|event|alert)$/,
    /^(sensor.*|quantity|unit|reading|measurement|rssi.*|battery.*)$/,
    'sensor',
  ],
  [/^(device|node|meter|gateway)$/, /^(sensor.*|readings?|unit|last reading|measurements?)$/, 'sensor'],
  [
    /^(current|conditions?|observation|day|hour|daily|hourly|report|station|forecast|period|reading)( conditions?| weather| forecast| report)?$/,
    /^(.*temperature.*|humidity|wind.*|precipitation.*|feels like.*|dew point.*)$/,
    'weather',
  ],
  [/^(account|member|profile)$/, /^(email|first name|last name|user ?name|display name|birth.*)$/, 'person'],
  [/^(class|lecture|module)$/, /^(instructor.*|credits?|lessons?|enrolled.*|syllabus)$/, 'course'],
];

const nouns = new WeakMap<DescMessage, string>();

/**
 * The words that say what a message is about: those of its name, what its fields give away, or those of the message
 * that it is declared in (`Deployment.Spec`).
 */
export function aboutOf(desc: DescMessage): string {
  let noun = nouns.get(desc);
  if (noun === undefined) nouns.set(desc, (noun = findNoun(desc)));
  return noun;
}

function findNoun(desc: DescMessage): string {
  const own = nounOf(desc.name) || splitWords(desc.name);
  const names = desc.fields.map((field) => splitWords(field.name));
  const last = own.split(' ').at(-1)!;
  const found = EVIDENCE.find(
    ([named, fields]) => (named.test(own) || named.test(last)) && names.some((name) => fields.test(name)),
  );
  if (found) return `${own} #${found[2]}`;
  if (subjectOf(own) === undefined && desc.parent) {
    const around = aboutOf(desc.parent);
    const subject = subjectOf(around);
    if (subject !== undefined) return around.includes('#') ? `${own} #${subject}` : `${around} ${own}`;
  }
  return own;
}

// A part that is about the same thing as its whole: the e-mail in a profile is that of the user around it.
const ASPECT =
  /\b(name|profile|contact|info|detail|details|personal|address|location|coordinates|coordinate|geo|position|identity|metadata|money|price|amount|cost|spec|status|statistic|stat|stats|measurement|reading|condition)$/;

/** Parts that are said of their whole, and are no things of their own. */
const SAID_OF: Readonly<Partial<Record<Subject, RegExp>>> = {
  product: /\bcategory$/,
  song: /\b(artist|album)$/,
  album: /\b(artist)$/,
  flight: /\b(airline|aircraft|carrier)$/,
  posting: /\b(salary|compensation|pay)\b/,
  model: /\b(metrics?|hyper ?parameters?|evaluation)\b/,
  dish: /\bnutrition/,
  payment: /\b(card|method|instrument)$/,
  order: /\b(payment|shipment)$/,
  sensor: /\b(measurement|reading|unit|range|threshold|calibration|value)$/,
  weather: /\b(wind|temperature|precipitation|condition)$/,
  deployment: /\b(metadata|meta|spec|status|container|image|resources?|strategy|template|probe|port)$/,
};

// Whom an order, a booking or a visit is for: their name, e-mail and address agree with those beside them.
const MAIN =
  /^(customer|client|buyer|purchaser|payer|recipient|receiver|contact|primary contact|cardholder|card holder|account holder|holder|billing|shipping|delivery|bill to|ship to|sold to|patient|guest|passenger|traveler|traveller|consignee|product|item|sku|article)( (address|details|detail|info|information|contact|person|data))?$/;
const ISSUER = /^(seller|issuer|supplier|vendor|biller|from|sender|merchant)( (address|details|info|company))?$/;

/** True for words that name the one whom, or the thing that, the message is about anyhow. */
export const isMain = (words: string, noun: string): boolean => (/\binvoice\b/.test(noun) ? ISSUER : MAIN).test(words);

/** `origin` of a flight is its origin under any of these names. */
const ROLES: readonly (readonly [RegExp, string])[] = [
  [/^(origin|departure|from|source)( airport| city| station)?$/, 'origin'],
  [/^(destination|arrival|to|dest)( airport| city| station)?$/, 'destination'],
];

/**
 * The salt under which a part shares what its whole is about: zero for an aspect of the same thing; the hash of the
 * words for another thing in a role (`customer`, `origin`), so that `customer_name` beside it names the same one.
 * Undefined for items of lists, which are things of their own.
 */
export function partSalt(field: DescField, desc: DescMessage, words: string, noun: string): number | undefined {
  const part = aboutOf(desc);
  const whole = subjectOf(noun);
  const said = whole !== undefined && (SAID_OF[whole]?.test(part) ?? false);
  if (field.fieldKind !== 'message') return whole === 'sensor' && subjectOf(part) === 'sensor' ? 0 : undefined;
  if (isMain(words, noun)) return 0;
  const own = splitWords(desc.name);
  // By its name alone: a second field of the same type must not change this one.
  const short = words.startsWith(`${noun} `) ? words.slice(noun.length + 1) : words;
  const plain = short
    .replace(/ (info|details?)$/, '')
    .replace(/^(home|main|primary|default|personal|current|own) (?=\w)/, '');
  const named =
    own === plain || own === words || own.endsWith(` ${plain}`) || (ASPECT.test(plain) && !plain.includes(' '));
  if (said || (named && (ASPECT.test(own) || (ASPECT.test(words) && subjectOf(words) === undefined)))) return 0;
  // Two amounts are two amounts of one thing; two addresses are two places.
  if (/\b(money|price|amount|cost|temperature|measurement)$/.test(part)) return 0;
  const role = ROLES.find(([names]) => names.test(words))?.[1];
  return hashText(role ?? words.replace(/ (address|location|place|info|details|profile|contact)$/, ''));
}

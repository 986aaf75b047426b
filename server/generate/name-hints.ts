import { row, type HintRow } from './hint-row.ts';
import { subjectOf, type Subject } from './subjects.ts';
import { factRows } from './things/facts.ts';
import { THINGS } from './things/things.ts';
import { VOCABULARY_ROWS } from './vocabulary.ts';
import { itemWords } from './words.ts';

/** Text fields. */
// prettier-ignore
export const STRING_HINTS: readonly HintRow[] = [
  ...factRows(THINGS, 'text'),
  row('empty', '(next |previous |prev )?(page |continuation |sync )token|(next |previous |prev )cursor|cursor'),
  row('empty', 'filter|order by|sort by|error( message| text| detail)?|failure( message| reason)?|warning|etag match'),
  row('uuid', 'uuid|guid|request id|trace id|correlation id|operation id|idempotency key'),
  row('email', 'e ?mail( address)?|mail address|email id'),
  row('phone', '(phone|telephone|mobile|cell|fax|contact)( number| no)|phone|telephone|mobile|msisdn|fax'),
  row('first name', '(first|given|fore) ?name|forename'),
  row('last name', '(last|family|sur) ?name|surname'),
  row('middle initial', 'middle (name|initial)'),
  row('salutation', 'salutation|honorific'),
  row('user name', 'user ?name|login( name)?|nick ?name|screen name|user handle|display handle'),
  row('image url', '(avatar|photo|picture|image|thumbnail|icon|logo|banner|cover|poster)( (url|uri|link|src|href))?'),
  row('repo url', '(repository|repo|git) (url|uri)'),
  row('url', 'url|uri|link|href|web ?site|home ?page|endpoint|web ?hook|callback|permalink'),
  row('host', 'host( ?name)?|domain( name)?|fqdn|server name'),
  row('ipv6', 'ipv6( address)?'),
  row('ip', 'ip(v4)?( address)?|(remote|client|source|peer) addr(ess)?'),
  row('mac', 'mac( address)?'),
  row('user agent', 'user agent'),
  row('jwt', 'jwt|id token|bearer'),
  row('secret', '(access |refresh |auth |session |csrf |api )?token|(api |secret |private )key|secret|client secret'),
  row('password', 'password|passphrase|pin'),
  row('etag', 'etag'),
  row('hash', 'hash|checksum|digest|sha1|sha256|sha512|md5|fingerprint|signature|commit( sha| id)?'),
  row('api version', 'api version'),
  row('version', '(version|release)( name| number)?'),
  row('language name', 'language name'),
  row('language', 'locale|language( code| tag)?|lang'),
  row('zone', 'time ?zone( id| name)?|tz'),
  row('currency', 'currency( code)?'),
  row('country code', '(country|nationality)( code| iso)|region code|iso code'),
  row('country', 'country( name)?|nationality'),
  row('city', '(city|town|municipality|locality)( name)?|birthplace|hometown'),
  row('street line 2', '(address )?line ?2|street 2|address 2|apartment|suite|unit number'),
  row('street', 'street( address| line| name)?|(address )?line ?1|address 1|(street |mailing )address line'),
  row('address', '(postal |shipping |billing |delivery |mailing |home |full |formatted )?address'),
  row('address', 'location|venue|place'),
  row('postal', '(zip|postal|post)( ?code)?|zipcode|postcode'),
  row('region', 'province|county|administrative area|state (code|name|province)'),
  row('region', 'state|region', 'address'),
  row('cloud region', 'region( name| id)?'),
  row('cloud zone', '(availability )?zone|datacenter'),
  row('hex color', '(hex|rgb)( colou?r)?|colou?r (code|hex)|background colou?r|colou?r hex'),
  row('color', 'colou?r( name)?'),
  row('image mime', '(mime|content|media) ?type|mimetype', 'file'),
  row('mime', '(mime|content|media) type|mime|mimetype'),
  row('file name', 'file ?name|(document|attachment|original) name'),
  row('path', 'path(name)?|directory|folder|dir|file'),
  row('container image', 'container image|image (name|ref)'),
  row('isbn', 'isbn( 13)?'),
  row('barcode', 'bar ?code|ean|gtin|upc'),
  row('iban', 'iban|account number'),
  row('last four', '(card )?last ?(4|four)( digit)?'),
  row('card', '(card|credit card) number'),
  row('house number', '(house|street|building) (number|no|num|nr)|house'),
  row('sku', 'sku|sku (code|id)|part number|product code|article number'),
  row('emoji', 'emoji|reaction'),
  row('coupon', '(coupon|promo|discount|voucher|gift|referral|invite)( code)'),
  row('number code', '(order|invoice|ticket|reference|tracking|serial|confirmation|booking|flight|case|receipt|policy)( number| no| code| ref)|reference|number|no'),
  row('tax id', '(vat|tax|gst)( registration| identification)? (number|no|id|code)|vat|tin'),
  row('slug', 'slug|handle|alias|(bucket|topic|queue|table|index|namespace|cluster|dataset) name|short name'),
  row('code', 'code'),
  row('id', 'id|identifier|pk|key'),
  row('birth date', 'birth ?day|birth ?date|date of birth|dob'),
  row('date', '(.*\\b)?date|(?!based)\\w+ed on|check ?(in|out)( day)?'),
  row('clock', '(opening|closing|start|end) hour|time of day|check ?(in|out) time|(opening|closing) time|opens|closes'),
  row('time', '(.*\\b)?(time|timestamp|datetime)|.+ at'),
  row('http method', '(http|request) (method|verb)|verb'),
  row('protocol', 'protocol|scheme'),
  row('environment', 'environment|env|stage'),
  row('platform', 'platform|os|operating system'),
  row('browser', 'browser'),
  row('log level', '(log )?level|severity'),
  row('priority', 'priority'),
  row('unit', 'unit( of measure)?|uom'),
  row('gender', 'gender|sex'),
  row('size', 'size', 'product'),
  row('department', 'department|division'),
  row('greeting', 'greeting'),
  row('greeting', 'message|greeting|text|reply|hello', 'greeting'),
  row('alt text', 'alt( text)?|alternative text'),
  row('note', 'note|notes|(delivery|special) instruction|instruction'),
  row('topic', 'topic|purpose', 'room'),
  row('log line', 'message|text|msg|line|body|summary', 'log'),
  row('alert rule', 'expression|expr|condition|query|promql', 'alert'),
  row('card brand', 'brand|network', 'card'),
  row('refusal', '(rejection|reject|rejected|decline|declined|denial|refusal) reason'),
  row('reason', 'reason|cause'),
  row('status text', '(status|state|condition|health) (message|detail|text|description|reason)'),
  row('bio', 'bio|biography|about( me)?', 'person'),
  row('alert text', 'message|text|title|summary|description|body|name|subject', 'alert'),
  row('about', 'subtitle|tagline|slogan|blurb|intro|introduction|description|summary|about|overview|detail|abstract|synopsis|excerpt|long description|short description'),
  row('question', 'question|prompt'),
  row('chat', 'message|text|body|content|comment|note|remark|review|caption|reply|answer|feedback|payload|transcript|msg|snippet|instruction|line'),
  row('job title', '(job |professional )(title|name)|position|occupation|profession'),
  row('job title', 'title', 'person'),
  row('title', 'title|headline|subject|topic|heading'),
  row('author', '(book |article )?(author|writer)( name)?'),
  row('artist', '(artist|band|musician|singer)( name)?'),
  row('music genre', 'genre', 'song', 'artist'),
  row('book genre', 'genre'),
  row('category', 'category( name)?|product type'),
  row('category', 'kind', 'product'),
  row('address label', 'label|title|nickname|type', 'address'),
  row('tag', 'tag|label|keyword|hashtag'),
  ...VOCABULARY_ROWS,
  row('status', 'status( text| message| name)?|state|phase'),
  row('type', 'type|kind'),
  row('role', 'role|permission'),
  row('plan', 'plan|tier|subscription|edition'),
  row('room', '(room|channel)( name)?'),
  row('team', '(team|group|squad)( name)?'),
  row('model', 'model( name)?', 'device', 'vehicle'),
  row('company', '(company|organi[sz]ation|employer|vendor|supplier|manufacturer|brand|merchant|publisher|seller|provider|bank|tenant|store|shop)( name)?'),
  row('carrier', '(carrier|courier)( name)?'),
  row('airline', 'airline( name)?'),
  row('product', '(product|item|article|goods)( name| title)?'),
  row('project', '(project|workspace|repository|repo|service|application|app|namespace|package)( name)?'),
  row('person', '(owner|customer|organizer|organiser|attendee|speaker|instructor|assignee|reviewer|manager|creator|contact|employee|driver|patient|doctor|teacher|student|host|guest|passenger|recipient|person|member|ceo|cto|cfo|founder|chair(man|woman|person)?|(vice )?president|(managing )?director|chief executive( officer)?|signatory|lawyer|attorney|accountant|account holder|card holder|cardholder|holder|coach|referee|umpire|captain|scorer|assist|tutor|guide|chef|landlord|agent|beneficiary|emergency contact|next of kin|technician|engineer|inspector|counterparty|payee|payer|debtor|creditor)( name)?'),
  row('company', '(legal|registered|trading|trade|business) name', 'company'),
  row('person', '(full|legal|real|preferred|author|sender|user|account holder|card holder|created by|beneficiary) name'),
  row('user name', 'user|sender|from|to|author|by|(created|updated|modified|deleted|approved|requested|submitted) by|actor|principal|participant|follower|mention'),
  row('name', '(display |friendly |common |public )?name'),
  row('decimal', '(.*\\b)?(amount|total|subtotal|balance|price|cost|fee|fare|tax|deposit|budget|revenue|msrp)( value)?'),
  row('query', 'query|search( term| text| query)?|q|keyword'),
  row('format', 'format|encoding|extension'),
];

/** Which moment of a thing's life a time is. */
// prettier-ignore
export const TIME_HINTS: readonly HintRow[] = [
  row('deleted', '(delete|deleted|removed|archived|purge)( at| time| date| on| timestamp)?'),
  row('expires', '(expire|expires|expired|expiry|expiration|valid (until|to|through)|not after|deadline)( at| time| date| on)?'),
  row('due', '(due|scheduled|schedule|next( .+)?|eta|estimated( .+)?|delivery|reminder|remind|renewal|renews)( at| time| date| on| for)?'),
  row('birth', 'birth ?(day|date|time)|date of birth|born( at| on)?|dob'),
  row('start', '(departure|departs|takeoff|boarding|(scheduled|estimated|actual) departure)( at| time| date| utc)?', 'flight', 'booking'),
  row('end', '(arrival|arrives|landing|(scheduled|estimated|actual) arrival)( at| time| date| utc)?', 'flight', 'booking'),
  row('created', '(issue|issued|invoice|billing)( at| time| date| on)?', 'invoice'),
  row('end', '(end|ends|ended|until|finish|finishes|departure|check ?out|checkout|close|closes|to)( at| time| date| on| timestamp)?'),
  row('start', '(start|starts|started|begin|begins|from|arrival|check ?in|open|opens|not before|valid from|effective|date|event)( at| time| date| on| timestamp)?', 'event'),
  row('start', '(start|starts|begin|begins|from|arrival|kick ?off|tip ?off|check ?in|opens|not before|effective)( at| time| date| on| timestamp)?'),
  row('updated', '(pushed|committed|calibrated|serviced|reported|update|updated|modified|modification|changed|last .+|synced|refreshed|seen|accessed|edited)( at| time| date| on| timestamp)?'),
  row('done', '(cancelled|canceled|revoked|rejected|failed|declined|refunded|settled|arrived|landed|merged|answered|completed|complete|delivered|finished|resolved|closed|done|returned|received|fulfilled|read|ended)( at| time| date| on)?'),
  row('sent', '(shipped|dispatched|sent|authorized|authorised|captured|assigned|activated|departed|boarded|validated|picked up|acknowledged|approved|confirmed|paid|accepted|started|processed|charged|verified)( at| time| date| on)?'),
  row('created', '(create|created|creation|inserted|registered|joined|signup|placed|ordered|posted|submitted|published|issued|uploaded|requested|booked|hired|since|opened|order|publish)( at| time| date| on| timestamp)?'),
];

/** Flags that are nearly always on, always on, or off; every other flag is even. */
// prettier-ignore
export const FLAG_HINTS: readonly HintRow[] = [
  row('off', '(all day|bot|sandbox|test mode|muted|deleted|removed|disabled|archived|blocked|banned|suspended|locked|expired|hidden|muted|cancelled|canceled|error|failed|failure|truncated|deprecated|draft|spam|dry run|validate only|read only|test|force|(has )?(more|next)( page| pages| results)?|more)'),
  row('on', '(success|successful|succeeded|ok|done|found|completed?|healthy|acknowledged|ack|accepted|finished|exists|ready|alive|serving)'),
  row('mostly', '((is )?(active|enabled|available|verified|valid|in stock|public|visible|published|confirmed|paid|online|open|supported|subscribed))'),
];

export interface Hint {
  readonly kind: string;
  /** The words before the ones that matched: `shipping` of `shipping city`. */
  readonly prefix: string;
  /** What is known of a thing (`things/`): its fields agree without regard to their words. */
  readonly fact?: true;
}

const MOST_KNOWN = 20_000;
const known = new WeakMap<readonly HintRow[], Map<string, Hint | null>>();

/**
 * The first row that fits; `noun` are the words of the message's name. Remembered, within a bound: large schemas say the
 * same words over and over, and a table is hundreds of patterns.
 */
export function hintFor(rows: readonly HintRow[], words: string, noun: string): Hint | undefined {
  const about = knownSubject(noun);
  let hints = known.get(rows);
  if (!hints) known.set(rows, (hints = new Map()));
  const key = `${words}|${about ?? ''}`;
  let hint = hints.get(key);
  if (hint === undefined) {
    if (hints.size >= MOST_KNOWN) hints.clear();
    hints.set(key, (hint = findHint(rows, words, about) ?? null));
  }
  return hint ?? undefined;
}

const subjects = new Map<string, Subject | undefined>();

function knownSubject(noun: string): Subject | undefined {
  let subject = subjects.get(noun);
  if (subject === undefined && !subjects.has(noun)) {
    if (subjects.size >= MOST_KNOWN) subjects.clear();
    subjects.set(noun, (subject = subjectOf(noun)));
  }
  return subject;
}

function findHint(rows: readonly HintRow[], words: string, noun: Subject | undefined): Hint | undefined {
  // A text in the plural (`instructions`) says what its singular says.
  const one = itemWords(words);
  for (const { kind, words: pattern, about, exact } of rows) {
    const match = pattern.exec(words) ?? (one === words ? null : pattern.exec(one));
    if (!match) continue;
    const prefix = words.slice(0, match.index).trim();
    if (about) {
      const subject = exact && prefix !== '' ? subjectOf(prefix) : (subjectOf(prefix) ?? noun);
      if (!subject || !about.includes(subject)) continue;
    }
    return exact ? { kind, prefix, fact: true } : { kind, prefix };
  }
  return undefined;
}

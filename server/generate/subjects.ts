import { itemWords, splitWords } from './words.ts';

/** What a message, or the front of a field's name, is about; it decides what a `name` or a `title` looks like. */
export type Subject =
  | 'person'
  | 'company'
  | 'product'
  | 'country'
  | 'city'
  | 'file'
  | 'book'
  | 'movie'
  | 'song'
  | 'artist'
  | 'event'
  | 'project'
  | 'team'
  | 'room'
  | 'category'
  | 'tag'
  | 'device'
  | 'vehicle'
  | 'pet'
  | 'dish'
  | 'language'
  | 'currency'
  | 'role'
  | 'task'
  | 'job'
  | 'greeting'
  | 'chat'
  | 'article'
  | 'card'
  | 'address'
  | 'flight'
  | 'airport'
  | 'airline'
  | 'passenger'
  | 'seat'
  | 'album'
  | 'playlist'
  | 'sensor'
  | 'repo'
  | 'commit'
  | 'ticket'
  | 'invoice'
  | 'order'
  | 'shipment'
  | 'carrier'
  | 'payment'
  | 'account'
  | 'transaction'
  | 'hotel'
  | 'booking'
  | 'room type'
  | 'home'
  | 'weather'
  | 'posting'
  | 'course'
  | 'appointment'
  | 'medicine'
  | 'model'
  | 'dataset'
  | 'deployment'
  | 'match'
  | 'ingredient'
  | 'salary'
  | 'alert'
  | 'setting'
  | 'condition'
  | 'port'
  | 'weather alert'
  | 'goal'
  | 'log'
  | 'binding';

/** The table: the last word that is found decides (`ProductReview` is about a review, `review_author` about a person). */
const NOUNS: readonly (readonly [Subject, string])[] = [
  ['person', 'user person people customer client author writer employee member contact owner buyer patient doctor'],
  [
    'person',
    'student teacher driver rider guest profile sender recipient receiver participant attendee player reviewer',
  ],
  [
    'person',
    'assignee reporter creator manager admin subscriber candidate applicant cardholder friend follower speaker',
  ],
  [
    'person',
    'instructor traveler traveller beneficiary payee payer voter resident nurse agent operator editor winner referee coach landlord cardholder billing contact traveler organizer organiser scorer captain practitioner physician tutor technician engineer inspector counterparty debtor creditor',
  ],
  [
    'company',
    'company organization organisation vendor supplier merchant manufacturer brand store shop business employer',
  ],
  ['company', 'publisher tenant bank agency seller partner provider insurer sponsor franchise'],
  ['product', 'product item sku good goods merchandise listing variant'],
  ['country', 'country nation nationality'],
  ['city', 'city town municipality'],
  ['file', 'file document attachment blob upload image photo'],
  ['book', 'book novel'],
  ['movie', 'movie film show episode video'],
  ['song', 'song track'],
  ['artist', 'artist band musician'],
  ['event', 'event meeting conference session webinar'],
  ['project', 'project workspace service app application cluster'],
  ['team', 'team group squad guild club'],
  ['room', 'room channel topic conversation thread forum queue'],
  ['category', 'category genre department section collection'],
  ['tag', 'tag label keyword'],
  ['device', 'device thermostat machine printer phone gadget'],
  ['vehicle', 'vehicle car truck'],
  ['pet', 'pet animal dog cat'],
  ['dish', 'dish recipe meal menu'],
  ['language', 'language'],
  ['currency', 'currency'],
  ['role', 'role permission'],
  ['task', 'task todo story'],
  ['job', 'job run operation build execution import export migration pipeline workflow backup'],
  ['greeting', 'hello greeting greet greeter hi welcome'],
  ['chat', 'chat message msg comment note reply post'],
  ['card', 'card'],
  ['address', 'address'],
  ['article', 'article blog news headline lesson chapter page'],
  ['flight', 'flight leg'],
  ['airport', 'airport'],
  ['airline', 'airline'],
  ['passenger', 'passenger'],
  ['seat', 'seat'],
  ['album', 'album'],
  ['playlist', 'playlist'],
  ['sensor', 'sensor'],
  ['repo', 'repository repo'],
  ['commit', 'commit'],
  ['ticket', 'ticket issue bug'],
  ['invoice', 'invoice bill'],
  ['order', 'order checkout'],
  ['shipment', 'shipment parcel delivery'],
  ['carrier', 'carrier courier'],
  ['payment', 'payment charge refund'],
  ['account', 'account'],
  ['transaction', 'transaction'],
  ['hotel', 'hotel'],
  ['booking', 'booking reservation'],
  ['weather', 'weather forecast'],
  ['posting', 'posting vacancy'],
  ['course', 'course'],
  ['appointment', 'appointment'],
  ['medicine', 'medication medicine prescription drug'],
  ['dataset', 'dataset'],
  ['deployment', 'deployment pod'],
  ['ingredient', 'ingredient'],
  ['salary', 'salary compensation'],
  ['alert', 'alert alarm warning incident notification'],
  ['log', 'log syslog logline'],
  ['setting', 'env environment variable'],
  ['dish', 'nutrition'],
  ['binding', 'binding'],
];

const BY_WORD = new Map(NOUNS.flatMap(([subject, words]) => words.split(' ').map((word) => [word, subject] as const)));

/** What words are about, by the last of them that the table knows. */
export function subjectOf(words: string): Subject | undefined {
  const mark = /#([a-z ]+)$/.exec(words);
  // Only `aboutOf` makes marks, of subjects.
  if (mark) return mark[1] as Subject;
  // Whatever a greeter is asked for, its names are people.
  if (/\b(hello|greet|greeting|greeter)\b/.test(words)) return 'greeting';
  for (const word of words.split(' ').toReversed()) {
    const found = BY_WORD.get(word) ?? BY_WORD.get(itemWords(word));
    if (found) return found;
  }
  return undefined;
}

const FRAME =
  /\b(get|list|create|update|delete|batch|search|watch|stream|request|response|reply|req|res|resp|result|results|info|details|data|dto|summary|entity|record|model|pb|proto|v \d+)\b/g;

/** A noun without the mark that `aboutOf` may have added: `listing #home` is called a listing. */
export const calledNoun = (noun: string): string => noun.replace(/ ?#[a-z ]+$/, '');

/** The words of a message's name without what every name has: `GetUserResponse` → `user`. */
export function nounOf(messageName: string): string {
  const words = splitWords(messageName);
  return itemWords(words.replaceAll(FRAME, ' ').replaceAll(/ +/g, ' ').trim());
}

import { faker } from '@faker-js/faker/locale/en';
import { calledAs } from './called.ts';
import { placeOf } from './contact.ts';
import { draw, pick } from './hash.ts';
import { NAMES_OF } from './names-by-language.ts';
import { knownSlug, slugOf, titleCase } from './words.ts';

// The lists of faker's English locale are the pools: nothing is drawn from faker itself, so nothing is ever reseeded,
// and the choice is ours, by hash (see README.md, "Decisions").
const lists = faker.rawDefinitions;

/** A list of the locale; the fallback keeps the types honest should a version of faker drop one. */
const list = (found: readonly string[] | null | undefined, fallback: string): readonly string[] =>
  found && found.length > 0 ? found : [fallback];

// Faker's first and last names make people that nobody has met (`Toy Leannon`): these are names of many countries.
export const FIRST_NAMES =
  'Ada Aisha Akira Alba Alice Amara Amir Ana Anders Anna Ben Camille Carlos Chiara Chloe Clara Daniel David Diego Elena Elias Elif Emil Emma Erik Fatima Felix Finn Freya Grace Hana Hannah Hugo Ines Ingrid Ivan Jack Jakub James Jana Jonas Jun Kai Karim Kofi Lars Laura Lea Leila Leo Lina Louis Lucia Lukas Maja Marco Maria Mateo Maya Mei Mia Milan Mina Nadia Nina Noah Nora Olga Oliver Omar Paul Pedro Priya Rafael Ravi Rosa Sam Sara Selma Simon Sofia Tariq Theo Thomas Tomas Uma Victor Wanjiru Yara Yuki Zoe'.split(
    ' ',
  );
export const LAST_NAMES =
  'Adeyemi Ahmed Almeida Andersen Bauer Becker Berg Bianchi Brown Carter Castro Chen Clark Costa Dahl Davies Diaz Dubois Eriksson Evans Farah Fernandez Fischer Fontaine Garcia Gomez Green Gruber Haddad Hansen Hassan Hill Hoffmann Hughes Ibrahim Ito Ivanova Jansen Johnson Jones Kamau Kaya Keller Khan Kim Klein Kowalski Kumar Larsen Laurent Lee Lindqvist Lopez Marino Martin Mbeki Mehta Meier Mensah Molina Moreau Moretti Murphy Nakamura Ncube Nguyen Nielsen Novak Okafor Okoye Olsen Park Patel Pereira Petrov Popescu Reyes Ricci Roberts Rossi Sato Schmidt Schneider Silva Singh Smith Sousa Suzuki Svensson Takahashi Tanaka Taylor Torres Vasquez Virtanen Wagner Walker Wang Weber Williams Wilson Wood Yamamoto Yilmaz Zhang'.split(
    ' ',
  );
const MALE = new Set(
  'Akira Amir Anders Ben Carlos Daniel David Diego Elias Emil Erik Felix Finn Hugo Ivan Jack Jakub James Jonas Jun Karim Kofi Lars Leo Louis Lukas Marco Mateo Milan Noah Oliver Omar Paul Pedro Rafael Ravi Samuel Simon Tariq Theo Thomas Tomas Victor'.split(
    ' ',
  ),
);
/** What a first name of the list suggests. */
export const genderOf = (first: string): string => (MALE.has(first) ? 'male' : 'female');
export const NOUNS = [
  ...'anchor arbor atlas aurora beacon birch bridge brook canyon cedar comet compass coral cove delta ember falcon fern field forge garden glacier grove harbor haven hazel heron island jasper juniper lagoon lantern lark laurel ledger lighthouse maple meadow mesa mill mosaic north oak orchard orbit otter peak pine pioneer prairie quarry raven reef ridge river sage sierra signal slate spruce summit thistle tide timber trail valley vista willow wren'.split(
    ' ',
  ),
];
export const ADJECTIVES =
  'amber autumn bold bright calm clear copper coral crimson deep early emerald fair fresh gentle golden grand green hidden high indigo ivory keen lively lucky lunar mellow merry misty modern noble northern open pale polished prime quiet rapid royal rustic sandy scarlet silent silver simple smooth solar southern spring steady still stone sunny swift tall true velvet vivid warm western wide winter'.split(
    ' ',
  );
export const BOOKS = list(lists.book?.title, 'Walden');
export const AUTHORS = list(lists.book?.author, 'Jane Austen');
export const BOOK_GENRES = list(lists.book?.genre, 'Novel');
export const ARTISTS = list(lists.music?.artist, 'Nina Simone');
export const MUSIC_GENRES = list(lists.music?.genre, 'Jazz');
export const CARS = list(lists.vehicle?.manufacturer, 'Volvo');
export const CAR_MODELS = list(lists.vehicle?.model, 'Golf');
export const ANIMALS = list(lists.animal?.type, 'cat');
export const PET_NAMES = list(lists.animal?.pet_name, 'Luna');
export const JOB_AREAS = list(lists.person?.job_area, 'Product');
const JOB_TYPES = list(lists.person?.job_type, 'Engineer');

const DOMAINS = ['example.com', 'example.org', 'example.net'];
export const COMPANY_FORMS = [
  'Labs',
  'Systems',
  'Group',
  'Works',
  'Trading',
  'Logistics',
  'Partners',
  'Studio',
  'Foods',
  'Energy',
];

export interface Person {
  readonly first: string;
  readonly last: string;
  readonly user: string;
  readonly email: string;
}

const namesAt = new Map<string, readonly [first: readonly string[], last: readonly string[]]>();
const ANY = [FIRST_NAMES, LAST_NAMES] as const;

/** Most people are called as people are where they live; some have moved there. */
function namesFor(subject: number): readonly [first: readonly string[], last: readonly string[]] {
  if ((draw(subject, 9) & 7) === 0) return ANY;
  const { code, language, city } = placeOf(subject);
  let found = namesAt.get(city);
  if (!found) {
    const names = NAMES_OF[code] ?? NAMES_OF[language];
    found = names ? [names[0].split(' '), names[1].split(' ')] : ANY;
    namesAt.set(city, found);
  }
  return found;
}

/** The one that was asked for last: a message asks for name, user name and e-mail one after the other. */
let last: { readonly subject: number; readonly called: string | undefined; readonly person: Person } | undefined;

/** One person for each subject: name, user name and e-mail agree. */
export function personOf(subject: number): Person {
  const called = calledAs(subject);
  if (last?.subject === subject && last.called === called) return last.person;
  const person = makePerson(subject, called);
  last = { subject, called, person };
  return person;
}

function makePerson(subject: number, called: string | undefined): Person {
  const [given, ...family] = called === undefined ? [] : called.split(' ');
  const [firsts, lasts] = given !== undefined && family.length > 0 ? ANY : namesFor(subject);
  const first = given === undefined ? pick(firsts, draw(subject, 1)) : titleCase(given);
  const last = family.length === 0 ? pick(lasts, draw(subject, 2)) : titleCase(family.join(' '));
  const user = `${knownSlug(first)}.${knownSlug(last)}`;
  return { first, last, user, email: `${user}@${pick(DOMAINS, draw(subject, 3))}` };
}

export function companyOf(subject: number): { readonly name: string; readonly domain: string } {
  const form = pick(COMPANY_FORMS, draw(subject, 5));
  const called = calledAs(subject);
  const name =
    called !== undefined
      ? titleCase(called)
      : draw(subject, 6) % 3 === 0
        ? `${pick(LAST_NAMES, draw(subject, 4))} & ${pick(LAST_NAMES, draw(subject, 7))}`
        : `${titleCase(pick(NOUNS, draw(subject, 4)))} ${form}`;
  return { name, domain: `${slugOf(name)}.${pick(DOMAINS, draw(subject, 3))}` };
}

/** `quiet harbor`. */
export const phraseOf = (lane: number): string => `${pick(ADJECTIVES, draw(lane, 1))} ${pick(NOUNS, draw(lane, 2))}`;

export const jobOf = (lane: number): string => `${pick(JOB_AREAS, draw(lane, 1))} ${pick(JOB_TYPES, draw(lane, 2))}`;

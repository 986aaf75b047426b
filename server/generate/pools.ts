import { faker } from '@faker-js/faker/locale/en';
import { draw, pick } from './hash.ts';
import { slugOf, titleCase } from './words.ts';

// The lists of faker's English locale are the pools: nothing is drawn from faker itself, so nothing is ever reseeded,
// and the choice is ours, by hash (see README.md, "Decisions").
const lists = faker.rawDefinitions;

/** A list of the locale; the fallback keeps the types honest should a version of faker drop one. */
const list = (found: readonly string[] | null | undefined, fallback: string): readonly string[] =>
  found && found.length > 0 ? found : [fallback];

const simple = (words: readonly string[]): readonly string[] => words.filter((word) => /^[a-z]{3,9}$/.test(word));

export const FIRST_NAMES = list(lists.person?.first_name?.generic, 'Robin');
export const LAST_NAMES = list(lists.person?.last_name?.generic, 'Miller');
export const NOUNS = [
  ...'anchor arbor atlas aurora beacon birch bridge brook canyon cedar comet compass coral cove delta ember falcon fern field forge garden glacier grove harbor haven hazel heron island jasper juniper lagoon lantern lark laurel ledger lighthouse maple meadow mesa mill mosaic north oak orchard orbit otter peak pine pioneer prairie quarry raven reef ridge river sage sierra signal slate spruce summit thistle tide timber trail valley vista willow wren'.split(
    ' ',
  ),
];
export const ADJECTIVES =
  'amber autumn bold bright calm clear copper coral crimson deep early emerald fair fresh gentle golden grand green hidden high indigo ivory keen lively lucky lunar mellow merry misty modern noble northern open pale polished prime quiet rapid royal rustic sandy scarlet silent silver simple smooth solar southern spring steady still stone sunny swift tall true velvet vivid warm western wide winter'.split(
    ' ',
  );
export const VERBS = simple(list(lists.word?.verb, 'carry'));
export const BOOKS = list(lists.book?.title, 'Walden');
export const AUTHORS = list(lists.book?.author, 'Jane Austen');
export const BOOK_GENRES = list(lists.book?.genre, 'Novel');
export const PUBLISHERS = list(lists.book?.publisher, 'Penguin Books');
export const SONGS = list(lists.music?.song_name, 'Imagine').filter((song) => !song.includes('{'));
export const ARTISTS = list(lists.music?.artist, 'Nina Simone');
export const MUSIC_GENRES = list(lists.music?.genre, 'Jazz');
export const DISHES = list(lists.food?.dish, 'Lasagne');
export const CARS = list(lists.vehicle?.manufacturer, 'Volvo');
export const CAR_MODELS = list(lists.vehicle?.model, 'Golf');
export const ANIMALS = list(lists.animal?.type, 'cat');
export const PET_NAMES = list(lists.animal?.pet_name, 'Luna');
export const JOB_AREAS = list(lists.person?.job_area, 'Product');
const JOB_TYPES = list(lists.person?.job_type, 'Engineer');

const DOMAINS = ['example.com', 'example.org', 'example.net'];
const COMPANY_FORMS = [
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

/** One person for each subject: name, user name and e-mail agree. */
export function personOf(subject: number): Person {
  const first = pick(FIRST_NAMES, draw(subject, 1));
  const last = pick(LAST_NAMES, draw(subject, 2));
  const user = `${slugOf(first)}.${slugOf(last)}`;
  return { first, last, user, email: `${user}@${pick(DOMAINS, draw(subject, 3))}` };
}

export function companyOf(subject: number): { readonly name: string; readonly domain: string } {
  const form = pick(COMPANY_FORMS, draw(subject, 5));
  const name =
    draw(subject, 6) % 3 === 0
      ? `${pick(LAST_NAMES, draw(subject, 4))} & ${pick(LAST_NAMES, draw(subject, 7))}`
      : `${titleCase(pick(NOUNS, draw(subject, 4)))} ${form}`;
  return { name, domain: `${slugOf(name)}.${pick(DOMAINS, draw(subject, 3))}` };
}

/** `quiet harbor`. */
export const phraseOf = (lane: number): string => `${pick(ADJECTIVES, draw(lane, 1))} ${pick(NOUNS, draw(lane, 2))}`;

export const jobOf = (lane: number): string => `${pick(JOB_AREAS, draw(lane, 1))} ${pick(JOB_TYPES, draw(lane, 2))}`;

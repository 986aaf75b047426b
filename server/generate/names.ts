import { productOf } from './catalog.ts';
import { draw, pick } from './hash.ts';
import { placeOf } from './contact.ts';
import {
  ANIMALS,
  ARTISTS,
  BOOKS,
  CAR_MODELS,
  CARS,
  companyOf,
  DISHES,
  JOB_AREAS,
  NOUNS,
  PET_NAMES,
  personOf,
  phraseOf,
  SONGS,
} from './pools.ts';
import { TITLES } from './sentences.ts';
import type { Subject } from './subjects.ts';
import { slugOf, titleCase } from './words.ts';

/** The name of a thing of some kind; `s` is the key of the thing, so that all that is said of it agrees. */
export function named(subject: Subject, s: number): string {
  const lane = draw(s, 20);
  switch (subject) {
    case 'person': {
      const { first, last } = personOf(s);
      return `${first} ${last}`;
    }
    case 'company':
      return companyOf(s).name;
    case 'product':
      return productOf(s).name;
    case 'country':
      return placeOf(s).country;
    case 'city':
      return placeOf(s).city;
    case 'file':
      return `${slugOf(phraseOf(lane))}.${pick(['pdf', 'png', 'csv', 'docx', 'jpg'], draw(s, 21))}`;
    case 'book':
      return pick(BOOKS, lane);
    case 'movie':
      return `The ${titleCase(phraseOf(lane))}`;
    case 'song':
      return pick(SONGS, lane);
    case 'artist':
      return pick(ARTISTS, lane);
    case 'event':
      return `${titleCase(pick(NOUNS, lane))} ${pick(['Summit', 'Workshop', 'Meetup', 'Review', 'Conference'], draw(s, 21))}`;
    case 'project':
      return slugOf(phraseOf(lane));
    case 'team':
      return `${pick(JOB_AREAS, lane)} Team`;
    case 'room':
      return pick(['general', 'random', 'design', 'support', 'releases', 'coffee', 'incidents', 'planning'], lane);
    case 'category':
      return productOf(s).category;
    case 'tag':
      return pick(['new', 'popular', 'sale', 'featured', 'seasonal', 'classic', 'gift'], lane);
    case 'device':
      return `${titleCase(pick(NOUNS, lane))} ${100 * (1 + (draw(s, 21) & 7))}`;
    case 'vehicle':
      return `${pick(CARS, lane)} ${pick(CAR_MODELS, draw(s, 21))}`;
    case 'pet':
      return draw(s, 21) & 7 ? pick(PET_NAMES, lane) : titleCase(pick(ANIMALS, lane));
    case 'dish':
      return pick(DISHES, lane);
    case 'language':
      return pick(['English', 'German', 'French', 'Spanish', 'Japanese'], lane);
    case 'currency':
      return pick(['Euro', 'US Dollar', 'Swiss Franc', 'Pound Sterling', 'Japanese Yen'], lane);
    case 'role':
      return pick(['admin', 'editor', 'viewer', 'member', 'owner'], lane);
    case 'task':
    case 'article':
      return pick(TITLES, lane);
    case 'job':
      return `${pick(['nightly', 'weekly', 'initial', 'manual'], lane)}-${pick(['import', 'export', 'backup', 'sync', 'report'], draw(s, 21))}`;
    case 'greeting':
      return personOf(s).first;
    case 'address':
      return placeOf(s).city;
    case 'card':
      return pick(['Visa', 'Mastercard', 'American Express'], lane);
    case 'chat':
      return titleCase(phraseOf(lane));
    default:
      return subject satisfies never;
  }
}

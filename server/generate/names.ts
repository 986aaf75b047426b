import { calledAs } from './called.ts';
import { productOf } from './catalog.ts';
import { draw, pick } from './hash.ts';
import { addressOf, placeOf } from './contact.ts';
import {
  ANIMALS,
  BOOKS,
  CAR_MODELS,
  CARS,
  companyOf,
  JOB_AREAS,
  NOUNS,
  PET_NAMES,
  personOf,
  phraseOf,
} from './pools.ts';
import { ALERTS, TITLES } from './sentences.ts';
import type { Subject } from './subjects.ts';
import { fileNameOf } from './things/files.ts';
import { airportOf } from './things/airports.ts';
import { eventOf } from './things/calendar.ts';
import { courseTitleOf } from './things/courses.ts';
import { airlineOf, flightOf } from './things/flights.ts';
import { hotelOf } from './things/hotels.ts';
import { postingTitleOf } from './things/jobs.ts';
import { matchTitleOf, recipeTitleOf } from './things/leisure.ts';
import { carrierNameOf } from './things/orders.ts';
import { cardOf } from './things/payments.ts';
import { repoOf } from './things/repos.ts';
import { measureOf } from './things/sensors.ts';
import { playlistOf, songOf } from './things/songs.ts';
import { datasetNameOf, modelNameOf, settingOf, workloadNameOf } from './things/systems.ts';
import { ticketTitleOf } from './things/tickets.ts';
import { knownSlug, slugOf, titleCase } from './words.ts';

/** Things that may be called by any words, and those that are called in lower case with hyphens. */
const FREE: ReadonlySet<Subject> = new Set(['team', 'category', 'device', 'task', 'article', 'address', 'account']);
const SLUGS: ReadonlySet<Subject> = new Set(['project', 'room', 'tag', 'role', 'job']);

/** The name of a thing of some kind; `s` is the key of the thing, so that all that is said of it agrees. */
export function named(subject: Subject, s: number): string {
  const lane = draw(s, 20);
  const called = calledAs(s);
  if (called !== undefined) {
    if (FREE.has(subject)) return titleCase(called);
    if (SLUGS.has(subject)) return called.replaceAll(' ', '-');
    if (subject === 'book')
      return BOOKS.find((title) => knownSlug(title) === called.replaceAll(' ', '-')) ?? titleCase(called);
  }
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
      return fileNameOf(s);
    case 'book':
      return pick(BOOKS, lane);
    case 'movie':
      return `The ${titleCase(phraseOf(lane))}`;
    case 'song':
      return songOf(s).title;
    case 'artist':
      return songOf(s).artist;
    case 'event':
      return eventOf(s);
    case 'project':
      return slugOf(phraseOf(lane));
    case 'team':
      return `${pick(JOB_AREAS, lane)} Team`;
    case 'room':
      return pick(['general', 'random', 'design', 'support', 'releases', 'coffee', 'incidents', 'planning'], lane);
    case 'category':
      return productOf(s).category;
    case 'tag':
      return pick(['important', 'internal', 'review', 'customer', 'priority', 'shared', 'follow-up'], lane);
    case 'device':
      return `${titleCase(pick(NOUNS, lane))} ${100 * (1 + (draw(s, 21) & 7))}`;
    case 'vehicle':
      return `${pick(CARS, lane)} ${pick(CAR_MODELS, draw(s, 21))}`;
    case 'pet':
      return draw(s, 21) & 7 ? pick(PET_NAMES, lane) : titleCase(pick(ANIMALS, lane));
    case 'dish':
      return recipeTitleOf(s);
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
    case 'payment':
      return cardOf(s).brand;
    case 'flight':
      return flightOf(s).number;
    case 'airport':
      return airportOf(s).name;
    case 'airline':
      return airlineOf(s).name;
    case 'passenger':
      return named('person', s);
    case 'seat':
      return `${1 + ((lane >>> 0) % 30)}A`;
    case 'album':
      return songOf(s).album;
    case 'playlist':
      return playlistOf(s);
    case 'sensor':
      return `${titleCase(measureOf(s).quantity)} Sensor`;
    case 'repo':
      return repoOf(s).name;
    case 'commit':
    case 'ticket':
      return ticketTitleOf(s);
    case 'invoice':
    case 'order':
    case 'shipment':
    case 'transaction':
      return companyOf(s).name;
    case 'carrier':
      return carrierNameOf(s);
    case 'account':
      return pick(['Household', 'Travel fund', 'Savings', 'Everyday account'], lane);
    case 'hotel':
    case 'booking':
      return hotelOf(s);
    case 'room type':
      return pick(['Single', 'Double', 'Twin', 'Suite'], lane);
    case 'home':
      return `${addressOf(s).street}, ${placeOf(s).city}`;
    case 'weather':
      return placeOf(s).city;
    case 'posting':
      return postingTitleOf(s);
    case 'course':
      return courseTitleOf(s);
    case 'appointment':
      return pick(['Check-up', 'Follow-up visit', 'Consultation'], lane);
    case 'medicine':
      return pick(['Ibuprofen', 'Bisoprolol', 'Vitamin D'], lane);
    case 'model':
      return modelNameOf(s);
    case 'dataset':
      return datasetNameOf(s);
    case 'deployment':
      return workloadNameOf(s);
    case 'match':
      return matchTitleOf(s);
    case 'salary':
      return 'base salary';
    case 'alert':
      return pick(ALERTS, lane);
    case 'setting':
      return settingOf(s)[0];
    case 'log':
      return `${pick(NOUNS, lane)}.log`;
    case 'ingredient':
      return pick(['flour', 'butter', 'eggs', 'tomatoes', 'olive oil'], lane);
    case 'condition':
      return 'Ready';
    case 'binding':
      return 'roles/viewer';
    case 'port':
      return 'http';
    case 'weather alert':
      return 'Wind Warning';
    case 'goal':
      return named('person', s);
    case 'chat':
      return titleCase(phraseOf(lane));
    default:
      return subject satisfies never;
  }
}

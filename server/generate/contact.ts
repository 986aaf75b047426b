import { calledAs } from './called.ts';
import { between, draw, pick } from './hash.ts';
import { spokenByName } from './names-by-language.ts';
import { PLACES, type Place } from './places.ts';

/** The one that was asked for last: a message asks for city, country and the rest one after the other. */
let last: { readonly s: number; readonly called: string | undefined; readonly place: Place } | undefined;

/** One place for each subject: city, country, postal code, time zone and position agree. */
export function placeOf(s: number): Place {
  const called = calledAs(s);
  if (last?.s === s && last.called === called) return last.place;
  const place = findPlace(s, called);
  last = { s, called, place };
  return place;
}

function findPlace(s: number, called: string | undefined): Place {
  // Most people live where their names come from.
  const spoken = called === undefined || (draw(s, 9) & 7) === 0 ? undefined : spokenByName(called);
  return pick(spoken ? placesOf(spoken) : PLACES, draw(s, 31));
}

const placesOf = (spoken: ReadonlySet<string>): readonly Place[] => {
  const there = PLACES.filter(({ code, language }) => spoken.has(code) || spoken.has(language));
  return there.length > 0 ? there : PLACES;
};

/** Street with number, the number alone, and the address in one line. */
export function addressOf(s: number): { readonly street: string; readonly number: string; readonly whole: string } {
  const place = placeOf(s);
  const number = between(draw(s, 32), 1, 180);
  const before = ['US', 'GB', 'IE', 'CA', 'AU', 'NZ', 'FR', 'IN', 'SG', 'KE', 'ZA'].includes(place.code);
  const street = before ? `${number} ${place.street}` : `${place.street} ${number}`;
  return { street, number: String(number), whole: `${street}, ${place.postal} ${place.city}, ${place.country}` };
}

/** A number with the prefix of the place; 555 01xx where that range is kept for fiction. */
export function phoneOf(s: number, lane: number): string {
  const place = placeOf(s);
  const tail = String(between(draw(lane, 1), 0, 99)).padStart(2, '0');
  if (place.dial === '+1') return `+1 ${between(draw(lane, 2), 201, 989)} 555 01${tail}`;
  return `${place.dial} ${between(draw(lane, 2), 20, 79)} ${between(draw(lane, 3), 100, 999)} ${between(draw(lane, 4), 10, 99)} ${tail}`;
}

/** An address of the three networks that are kept for documentation (RFC 5737). */
export const ipOf = (lane: number): string =>
  `${pick(['192.0.2', '198.51.100', '203.0.113'], lane)}.${between(draw(lane, 1), 1, 254)}`;

/** A position near the place. */
export function positionOf(s: number): { readonly lat: number; readonly lng: number } {
  const place = placeOf(s);
  const near = (lane: number): number => between(lane, -300, 300) / 10_000;
  return { lat: round(place.lat + near(draw(s, 33))), lng: round(place.lng + near(draw(s, 34))) };
}

const round = (value: number): number => Math.round(value * 10_000) / 10_000;

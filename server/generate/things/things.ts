import type { Facts } from './facts.ts';
import { FILES_KNOWN } from './files.ts';
import { FLIGHTS } from './flights.ts';
import { LEISURE } from './leisure.ts';
import { PAPERS } from './papers.ts';
import { STAYS } from './places-to-stay.ts';
import { PARTS_KNOWN } from './parts.ts';
import { PRODUCTS_KNOWN } from './products.ts';
import { REPOSITORIES } from './repos.ts';
import { SENSORS } from './sensors.ts';
import { MUSIC } from './songs.ts';
import { SYSTEMS } from './systems.ts';
import { TICKETS } from './tickets.ts';
import { WORK } from './work.ts';

/** Everything that is known of things; the first fact that fits is the one that is told. */
export const THINGS: readonly Facts[] = [
  ...FLIGHTS,
  ...MUSIC,
  ...SENSORS,
  ...REPOSITORIES,
  ...TICKETS,
  ...PAPERS,
  ...STAYS,
  ...WORK,
  ...SYSTEMS,
  ...LEISURE,
  ...FILES_KNOWN,
  ...PRODUCTS_KNOWN,
  ...PARTS_KNOWN,
];

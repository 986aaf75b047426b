import { CALENDAR } from './calendar.ts';
import { APPOINTMENTS, MEDICINES } from './care.ts';
import { COURSES_KNOWN } from './courses.ts';
import type { Facts } from './facts.ts';
import { FILES_KNOWN } from './files.ts';
import { FLIGHTS } from './flights.ts';
import { HOMES_KNOWN } from './homes.ts';
import { HOTELS } from './hotels.ts';
import { JOBS, PAY } from './jobs.ts';
import { LEISURE } from './leisure.ts';
import { ORDERS } from './orders.ts';
import { PARTS_KNOWN } from './parts.ts';
import { PAYMENTS } from './payments.ts';
import { PRODUCTS_KNOWN } from './products.ts';
import { REPOSITORIES } from './repos.ts';
import { SENSORS } from './sensors.ts';
import { MUSIC } from './songs.ts';
import { SYSTEMS } from './systems.ts';
import { TICKETS } from './tickets.ts';
import { WEATHER } from './weather.ts';

/** Everything that is known of things; the first fact that fits is the one that is told. */
export const THINGS: readonly Facts[] = [
  ...FLIGHTS,
  ...MUSIC,
  ...SENSORS,
  ...REPOSITORIES,
  ...TICKETS,
  ...ORDERS,
  ...PAYMENTS,
  ...HOTELS,
  ...HOMES_KNOWN,
  ...WEATHER,
  ...JOBS,
  ...COURSES_KNOWN,
  ...APPOINTMENTS,
  ...PAY,
  ...MEDICINES,
  ...CALENDAR,
  ...SYSTEMS,
  ...LEISURE,
  ...FILES_KNOWN,
  ...PRODUCTS_KNOWN,
  ...PARTS_KNOWN,
];

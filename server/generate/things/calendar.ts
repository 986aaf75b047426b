import { between, draw, pick } from '../hash.ts';
import type { Facts } from './facts.ts';

const EVENTS = [
  'Design review',
  'Weekly team meeting',
  'Customer workshop',
  'Budget planning',
  'One-on-one',
  'Lunch with the new colleagues',
  'Sprint planning',
  'Board meeting',
];
export const eventOf = (s: number): string => pick(EVENTS, draw(s, 174));
const AGENDAS = [
  'Please read the document beforehand; we decide at the end.',
  'The agenda is in the shared notes.',
  'Bring questions and last week’s figures.',
];

/** Events of a calendar. */
export const CALENDAR: readonly Facts[] = [
  {
    about: ['event'],
    text: [
      ['title', '(event |meeting )?(title|summary|subject|name|headline)', (s) => eventOf(s)],
      ['about', 'description|agenda|details|body|note', (s) => pick(AGENDAS, draw(s, 189))],
      [
        'place',
        '(location|place|venue|room)( name)?',
        (s) => pick(['Room Aurora', 'Room Delta, 2nd floor', 'Cafeteria', 'Online'], draw(s, 190)),
      ],
      [
        'video call',
        '(conference|meeting|video|hangout|join|video call|conferencing)( call)? (url|uri|link)',
        (s) =>
          `https://meet.example.com/${pick(['aurora', 'delta', 'harbor'], draw(s, 190))}-${between(draw(s, 191), 100, 999)}`,
      ],
      [
        'recurrence',
        'recurrence( rule)?|rrule',
        (s) => pick(['RRULE:FREQ=WEEKLY;BYDAY=TU', 'RRULE:FREQ=MONTHLY;BYDAY=1MO'], draw(s, 192)),
      ],
      [
        'response',
        '(response|rsvp|attendance)( status)?',
        (_s, a) => pick(['accepted', 'accepted', 'tentative', 'declined'], a),
      ],
      [
        'status',
        '(event )?(status|state)',
        (s) => pick(['confirmed', 'confirmed', 'tentative', 'cancelled'], draw(s, 119)),
      ],
      ['visibility', 'visibility|transparency', (s) => pick(['default', 'private'], draw(s, 193))],
    ],
    numbers: [
      [
        'reminder',
        '(reminder|reminders|alert)( minutes| before minutes| minutes before)?|minutes before( start)?',
        (_s, a) => pick([5, 10, 15, 30], a),
      ],
    ],
  },
];

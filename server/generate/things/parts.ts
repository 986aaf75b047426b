import { between, draw, pick } from '../hash.ts';
import { placeOf } from '../contact.ts';
import { personOf } from '../pools.ts';
import type { Facts } from './facts.ts';

// type, status, reason, message
const CONDITIONS = [
  ['Available', 'True', 'MinimumReplicasAvailable', 'All replicas that are needed are available.'],
  ['Ready', 'True', 'Ready', 'Everything that was asked for is there.'],
  ['Progressing', 'True', 'RolloutFinished', 'The last rollout has finished.'],
  ['Degraded', 'False', 'AsExpected', 'Nothing is degraded.'],
] as const;
const conditionOf = (s: number): (typeof CONDITIONS)[number] => pick(CONDITIONS, draw(s, 231));
const asMember = ([type, status, reason, message]: (typeof CONDITIONS)[number]): Record<string, string> => ({
  type,
  status,
  reason,
  '(status )?message': message,
});

// name, port, protocol
const PORTS = [
  ['http', 8080, 'TCP'],
  ['grpc', 50_051, 'TCP'],
  ['metrics', 9_090, 'TCP'],
  ['https', 8_443, 'TCP'],
] as const;
const portOf = (s: number): (typeof PORTS)[number] => pick(PORTS, draw(s, 232));

// event, severity, urgency, certainty, headline, description, instruction, wind in km/h
const WARNINGS = [
  ['Thunderstorm Warning', 'Severe', 'Immediate', 'Observed', 'Thunderstorms with hail until the evening', 'Thunderstorms move in from the west with gusts, hail and up to 30 mm of rain within an hour.', 'Stay indoors and away from trees.', 88],
  ['Wind Warning', 'Moderate', 'Expected', 'Likely', 'Gusts of up to 75 km/h', 'A front brings strong wind from the northwest, with gusts of up to 75 km/h on high ground.', 'Secure what stands loose outside.', 75],
  ['Heat Advisory', 'Moderate', 'Expected', 'Likely', 'Heat of up to 36 °C in the afternoon', 'High pressure brings hot and dry air for several days.', 'Drink enough water and avoid the sun at noon.', 12],
  ['Flood Watch', 'Severe', 'Future', 'Possible', 'Rivers may rise above their banks', 'Persistent rain may let small rivers rise quickly.', 'Keep away from the banks and do not drive through water.', 34],
  ['Snow Warning', 'Minor', 'Expected', 'Likely', 'Up to 15 cm of fresh snow overnight', 'Snow falls down to the valleys; roads become slippery.', 'Drive only with winter tyres.', 22],
] as const; // prettier-ignore
const warningOf = (s: number): (typeof WARNINGS)[number] => pick(WARNINGS, draw(s, 233));

const ROLES = ['roles/viewer', 'roles/editor', 'roles/owner', 'roles/browser', 'roles/iam.securityReviewer'];
const GROUPS = ['group:developers@example.com', 'group:operations@example.com', 'serviceAccount:deploy@example.com'];

const GOALS = ['open play', 'header', 'penalty', 'free kick', 'open play', 'own goal'];

/** Parts of other things that many schemas have: conditions of a resource, ports of a container, goals of a match; and weather alerts. */
export const PARTS_KNOWN: readonly Facts[] = [
  {
    about: ['condition'],
    text: [
      ['type', '(condition )?type', (s) => conditionOf(s)[0]],
      ['value', '(condition )?(status|state)', (s) => conditionOf(s)[1]],
      ['reason', 'reason', (s) => conditionOf(s)[2]],
      ['message', '(.*\\b)?message', (s) => conditionOf(s)[3]],
    ],
  },
  {
    about: ['deployment'],
    members: [['conditions', '(status )?condition', () => CONDITIONS.map(asMember)]],
  },
  {
    about: ['port'],
    text: [
      ['name', '(port )?name', (s) => portOf(s)[0]],
      ['protocol', 'protocol', (s) => portOf(s)[2]],
    ],
    numbers: [
      ['number', '(container |target |service )?port( number)?|number', (s) => portOf(s)[1]],
      ['node port', 'node port', (_s, a) => between(a, 30_000, 32_767)],
    ],
  },
  {
    about: ['deployment'],
    members: [
      [
        'ports',
        '(container |service )?port',
        () =>
          PORTS.map(([name, port, protocol]) => ({
            '(port )?name': name,
            '(container |target |service )?port( number)?|number': port,
            protocol,
          })),
      ],
    ],
  },
  {
    about: ['weather alert'],
    text: [
      ['event', '(alert |weather )?(event|type|name|kind|title)', (s) => warningOf(s)[0]],
      ['severity', 'severity|level', (s) => warningOf(s)[1]],
      ['urgency', 'urgency', (s) => warningOf(s)[2]],
      ['certainty', 'certainty', (s) => warningOf(s)[3]],
      ['headline', 'headline|summary|message|text|subject', (s) => warningOf(s)[4]],
      ['description', 'description|details?|body', (s) => warningOf(s)[5]],
      ['instruction', '(safety )?(instruction|advice|recommendation)', (s) => warningOf(s)[6]],
      ['area', '(affected )?(area|region|zone|location|county)( description| desc| name)?', (s) => placeOf(s).region],
      ['sender', 'sender( name)?|source|issuer|issued by|agency', (s) => `Weather Service ${placeOf(s).country}`],
    ],
    numbers: [['wind', '(.*\\b)?(wind|gust)( speed)?( kmh| kph)?', (s) => warningOf(s)[7]]],
    lists: [
      ['areas', '(affected )?(area|region|zone|county)', (s) => [...new Set([placeOf(s).region, placeOf(s).city])]],
    ],
  },
  {
    about: ['binding'],
    text: [['role', 'role( name)?', (_s, a) => pick(ROLES, a)]],
    lists: [['members', 'member|principal', (s) => [`user:${personOf(s).email}`, pick(GROUPS, draw(s, 234))]]],
  },
  {
    about: ['goal'],
    text: [['type', '(goal )?(type|kind)', (_s, a) => pick(GOALS, a)]],
  },
];

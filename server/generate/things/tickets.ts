import { idOf } from '../called.ts';
import { between, draw, pick } from '../hash.ts';
import type { Facts } from './facts.ts';

interface Theme {
  readonly project: string;
  readonly key: string;
  readonly component: string;
  readonly issues: readonly (readonly [title: string, about: string, type: string])[];
  readonly labels: readonly string[];
}

// prettier-ignore
const THEMES: readonly Theme[] = [
  { project: 'Web Shop', key: 'SHOP', component: 'checkout', labels: ['checkout', 'payments', 'regression'], issues: [
    ['Checkout fails when the cart holds a gift card', 'Steps: add a gift card, choose express delivery, press Pay. The page shows error 500.', 'bug'],
    ['Show delivery date before payment', 'Customers ask support for it. The carrier’s API already tells us.', 'story'],
    ['Discount is applied twice on reload', 'Reloading the cart page after entering a code subtracts it again.', 'bug'],
  ] },
  { project: 'Mobile App', key: 'APP', component: 'login', labels: ['ios', 'android', 'login'], issues: [
    ['App asks for login after every update', 'The token is lost when the app is updated from the store.', 'bug'],
    ['Dark mode for the settings screen', 'All other screens follow the system’s choice.', 'story'],
    ['Push notifications arrive twice on Android', 'Seen since 4.2 on devices with two profiles.', 'bug'],
  ] },
  { project: 'Billing', key: 'BILL', component: 'invoices', labels: ['invoices', 'vat', 'export'], issues: [
    ['Invoice PDF cuts off long company names', 'Names above 40 characters run into the address.', 'bug'],
    ['Export invoices as CSV', 'Accounting wants one file per month with VAT in its own column.', 'story'],
    ['Wrong VAT rate for orders to Switzerland', 'We charge 19 % instead of 8.1 %.', 'bug'],
  ] },
  { project: 'Platform', key: 'PLAT', component: 'deployments', labels: ['infrastructure', 'reliability', 'on-call'], issues: [
    ['Rotate the database credentials', 'They are older than 90 days. The runbook is in the wiki.', 'task'],
    ['Alerts fire during planned maintenance', 'The silence ends ten minutes too early.', 'bug'],
    ['Move nightly backups to object storage', 'The disk is 92 % full.', 'task'],
  ] },
];

const KEY = /^([A-Z][A-Z\d]*)-(\d{1,9})$/;

/** `SHOP-123`: the key of the project, and the number. */
const keyOf = (s: number): RegExpExecArray | null => KEY.exec(idOf(s) ?? '');

function themeOf(s: number): Theme {
  const prefix = keyOf(s)?.[1];
  return THEMES.find(({ key }) => key === prefix) ?? pick(THEMES, draw(s, 101));
}

const issueOf = (s: number): Theme['issues'][number] => pick(themeOf(s).issues, draw(s, 102));
const numberOf = (s: number): number => Number(keyOf(s)?.[2] ?? between(draw(s, 103), 104, 4_980));

const projectKeyOf = (s: number): string => keyOf(s)?.[1] ?? themeOf(s).key;

export const ticketTitleOf = (s: number): string => issueOf(s)[0];

const COMMENTS = [
  'I can reproduce it on staging.',
  'Fixed on the branch, waiting for review.',
  'Happens for three customers so far.',
  'Could you attach a screenshot?',
  'Lowered the priority: there is a workaround.',
  'Released with this morning’s deployment.',
];

export const TICKETS: readonly Facts[] = [
  {
    about: ['ticket'],
    text: [
      ['key', '(ticket |issue |task )?(key|number|no|ref|reference|code)', (s) => `${projectKeyOf(s)}-${numberOf(s)}`],
      ['title', '(ticket |issue |task )?(title|subject|summary|headline|name)', (s) => issueOf(s)[0]],
      ['about', 'description|body|details|detail|steps to reproduce|text|content', (s) => issueOf(s)[1]],
      ['project key', 'project (key|code|id)', (s) => projectKeyOf(s)],
      ['project', '(project|product|board|space)( name)?', (s) => themeOf(s).project],
      ['component', '(component|area|module|category|queue)( name)?', (s) => themeOf(s).component],
      ['type', '(ticket |issue |task )?(type|kind)', (s) => issueOf(s)[2]],
      [
        'priority',
        '(priority|urgency)( name)?',
        (s) => pick(['low', 'medium', 'medium', 'high', 'urgent'], draw(s, 104)),
      ],
      ['severity', 'severity', (s) => pick(['minor', 'minor', 'major', 'critical'], draw(s, 104))],
      [
        'status',
        '(ticket |issue |task )?(status|state|column)( name)?',
        (s) => pick(['open', 'in progress', 'in review', 'done'], draw(s, 105)),
      ],
      ['resolution', 'resolution', (s) => pick(['fixed', 'fixed', 'won’t fix', 'duplicate'], draw(s, 106))],
      ['sprint', '(sprint|iteration)( name)?', (s) => `Sprint ${between(draw(s, 107), 31, 46)}`],
      [
        'milestone',
        '(milestone|fix version|epic|release)( name| title)?',
        (s) => pick(['Autumn release', '4.3', 'Q4 reliability'], draw(s, 108)),
      ],
      ['channel', '(channel|source|origin)', (s) => pick(['e-mail', 'web form', 'chat', 'phone'], draw(s, 109))],
    ],
    numbers: [
      ['number', '(ticket |issue |task )?(number|no)', (s) => numberOf(s)],
      ['story points', '(story )?(points?|estimate)', (_s, a) => pick([1, 2, 3, 5, 8], a)],
    ],
    lists: [['labels', '(label|tag|keyword|component)( name)?', (s) => themeOf(s).labels]],
    members: [
      [
        'comments',
        'comments?',
        (s) =>
          [0, 1, 2].map((index) => ({
            'body|text|content|message|comment': COMMENTS[((draw(s, 110) >>> 0) + index) % COMMENTS.length]!,
          })),
      ],
    ],
  },
];

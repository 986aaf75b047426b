import { between, draw, pick } from '../hash.ts';
import { placeOf } from '../contact.ts';
import type { Facts } from './facts.ts';

// title, department, skills, low and high salary in thousands, about
const POSTINGS = [
  ['Backend Engineer', 'Engineering', ['Go', 'PostgreSQL', 'gRPC'], 68, 95, 'You build the services that our customers rely on every day.'],
  ['Frontend Engineer', 'Engineering', ['TypeScript', 'Svelte', 'accessibility'], 62, 88, 'You make complex things easy to use.'],
  ['Data Analyst', 'Analytics', ['SQL', 'Python', 'dashboards'], 52, 72, 'You find out what the numbers mean and tell everybody.'],
  ['Product Manager', 'Product', ['roadmaps', 'user research', 'communication'], 70, 98, 'You decide with the team what we build next, and why.'],
  ['Site Reliability Engineer', 'Infrastructure', ['Kubernetes', 'Terraform', 'observability'], 74, 104, 'You keep it running and sleep well.'],
  ['UX Designer', 'Design', ['Figma', 'prototyping', 'usability tests'], 54, 78, 'You design with those who will use it.'],
  ['Account Manager', 'Sales', ['negotiation', 'CRM', 'German'], 48, 70, 'You look after forty customers who like us already.'],
  ['Nurse, Intensive Care', 'Nursing', ['intensive care', 'teamwork', 'shift work'], 42, 56, 'You care for patients on a ward with twelve beds.'],
  ['Payroll Specialist', 'Finance', ['payroll', 'labour law', 'Excel'], 46, 62, 'You see to it that 400 people are paid on time.'],
] as const; // prettier-ignore
const postingOf = (s: number): (typeof POSTINGS)[number] => pick(POSTINGS, draw(s, 171));
export const postingTitleOf = (s: number): string => postingOf(s)[0];

/** Jobs that are offered. */
export const JOBS: readonly Facts[] = [
  {
    about: ['posting'],
    text: [
      ['title', '(job |position )?(title|position|role|name|headline)', (s) => postingOf(s)[0]],
      ['department', '(department|team|division|function|category)( name)?', (s) => postingOf(s)[1]],
      ['about', '(job )?(description|summary|about|overview|text)', (s) => postingOf(s)[5]],
      [
        'employment type',
        '(employment|job|contract|work|position)? ?type|(employment|schedule)( kind)?',
        (s) => pick(['full-time', 'full-time', 'part-time', 'contract'], draw(s, 175)),
      ],
      [
        'seniority',
        '(seniority|experience)( level)?|level',
        (s) => pick(['junior', 'mid-level', 'senior'], draw(s, 176)),
      ],
      [
        'workplace',
        '(workplace|remote|work)( type| model| policy| mode)|workplace',
        (s) => pick(['hybrid', 'remote', 'on site'], draw(s, 177)),
      ],
      ['place', '(job |office )?(location|place|office)( name)?', (s) => `${placeOf(s).city}, ${placeOf(s).country}`],
      ['status', '(status|state)', (s) => pick(['open', 'open', 'open', 'closed'], draw(s, 119))],
      [
        'education',
        '(education|degree)( level)?',
        (s) => pick(['Bachelor’s degree', 'Vocational training', 'Master’s degree'], draw(s, 178)),
      ],
      ['pay period', '(salary|pay)? ?(period|interval|frequency)', () => 'year'],
      [
        'benefit',
        'benefit|perk',
        (_s, a) => pick(['30 days of holiday', 'public transport pass', 'flexible hours', 'home office budget'], a),
      ],
      [
        'requirement',
        '(requirement|qualification|responsibility)',
        (_s, a) =>
          pick(
            ['Three years of experience in a similar role', 'Good spoken English', 'Enjoys working in a small team'],
            a,
          ),
      ],
    ],
    numbers: [
      [
        'lowest salary',
        '(min|minimum|lower|from|base)? ?(salary|pay|compensation)( min| from| low| minimum| lower)|(min|minimum) (salary|pay|compensation)',
        (s) => postingOf(s)[3] * 1000,
      ],
      [
        'highest salary',
        '(salary|pay|compensation) (max|to|high|maximum|upper)|(max|maximum|upper) (salary|pay|compensation)',
        (s) => postingOf(s)[4] * 1000,
      ],
      [
        'experience',
        '(.*\\b)?(experience|years experience|years of experience)( years)?',
        (s) => between(draw(s, 176), 1, 5),
      ],
      ['openings', '(opening|openings|vacancies|positions|headcount)( count)?', (_s, a) => pick([1, 1, 1, 2], a)],
      ['applicants', '(applicant|application|candidate)s?( count)?', (_s, a) => between(a, 8, 140)],
    ],
    lists: [['skills', '(skill|technology|requirement skill|tag|keyword|required skill)', (s) => postingOf(s)[2]]],
  },
];

/** What one of them pays, in a message of its own. */
export const PAY: readonly Facts[] = [
  {
    about: ['salary'],
    text: [['pay period', '(salary |pay )?(period|interval|frequency)', () => 'year']],
    numbers: [
      ['lowest', '(min|minimum|from|low|lower)( amount| value)?', (s) => postingOf(s)[3] * 1000],
      ['highest', '(max|maximum|to|high|upper|amount|value)( amount| value)?', (s) => postingOf(s)[4] * 1000],
    ],
  },
];

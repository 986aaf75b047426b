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

// title, topic, level, hours, lessons
const COURSES = [
  ['Introduction to Statistics', 'Mathematics', 'beginner', 12, ['What data can tell', 'Mean, median, mode', 'Chance and probability', 'Your first test']],
  ['Python for Data Work', 'Programming', 'beginner', 18, ['Values and names', 'Lists and loops', 'Reading files', 'Charts that say something']],
  ['Spanish for Travellers', 'Languages', 'beginner', 8, ['Greetings', 'At the restaurant', 'Asking the way', 'Small talk']],
  ['Machine Learning in Practice', 'Data Science', 'advanced', 26, ['Framing the problem', 'Features', 'Choosing a model', 'Evaluating honestly']],
  ['Photography Basics', 'Arts', 'beginner', 6, ['Light', 'Aperture and depth', 'Composition', 'Editing']],
  ['Project Management Essentials', 'Business', 'intermediate', 10, ['Goals and scope', 'Estimating', 'Risks', 'Leading without authority']],
] as const; // prettier-ignore
const courseOf = (s: number): (typeof COURSES)[number] => pick(COURSES, draw(s, 172));
export const courseTitleOf = (s: number): string => courseOf(s)[0];
export const postingTitleOf = (s: number): string => postingOf(s)[0];

// specialty, reason, diagnosis, medicine, dose
const CARE = [
  ['General Practice', 'Annual check-up', 'No findings', 'Vitamin D', '1000 IU once a day', 'Z00.0'],
  ['Cardiology', 'Palpitations', 'Benign arrhythmia', 'Bisoprolol', '2.5 mg once a day', 'I49.9'],
  [
    'Dermatology',
    'Itchy rash on both arms',
    'Contact dermatitis',
    'Hydrocortisone cream',
    'twice a day for 7 days',
    'L25.9',
  ],
  ['Orthopaedics', 'Knee pain after running', 'Runner’s knee', 'Ibuprofen', '400 mg as needed', 'M22.2'],
  ['Paediatrics', 'Vaccination', 'Healthy child', 'MMR vaccine', 'single dose', 'Z23'],
  ['Ophthalmology', 'Blurred distance vision', 'Myopia', 'Eye drops', 'three times a day', 'H52.1'],
  ['Dentistry', 'Routine cleaning', 'No cavities', 'Fluoride rinse', 'once a day', 'Z01.2'],
] as const;
const careOf = (s: number): (typeof CARE)[number] => pick(CARE, draw(s, 173));

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

export const WORK: readonly Facts[] = [
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
  {
    about: ['course'],
    text: [
      ['title', '(course )?(title|name|headline)', (s) => courseOf(s)[0]],
      ['subject', '(subject|topic|category|field|area|department)( name)?', (s) => courseOf(s)[1]],
      ['level', '(difficulty|level|course level)', (s) => courseOf(s)[2]],
      [
        'code',
        '(course )?(code|number)',
        (s) => `${courseOf(s)[1].slice(0, 3).toUpperCase()}-${between(draw(s, 179), 101, 320)}`,
      ],
      [
        'about',
        'description|summary|about|overview',
        (s) =>
          `${courseOf(s)[0]}: ${String(courseOf(s)[3])} hours in ${String(courseOf(s)[4].length)} lessons, with exercises after each.`,
      ],
      ['language', 'language', () => 'English'],
      [
        'format',
        'format|delivery( mode)?|mode',
        (s) => pick(['online', 'online', 'in person', 'hybrid'], draw(s, 180)),
      ],
      ['semester', '(semester|term)( name)?', () => 'Autumn 2026'],
      ['status', '(status|state)', (s) => pick(['open for enrolment', 'in progress', 'finished'], draw(s, 119))],
    ],
    numbers: [
      ['hours', '(total |estimated )?(hours|duration hours|effort hours|duration)', (s) => courseOf(s)[3]],
      ['minutes', '(total |estimated )?(duration |length )?minutes|duration (min|mins)', (s) => courseOf(s)[3] * 60],
      [
        'lessons',
        '(lesson|lecture|module|chapter)s?( count)|total lessons|number of (lessons|lectures|modules)',
        (s) => courseOf(s)[4].length,
      ],
      [
        'students',
        '(enrolled|student|students|enrollment|participants|enrolled students|learners)( count)?',
        (_s, a) => between(a, 24, 1_480),
      ],
      ['credits', 'credits?( points| hours)?|ects', (s) => pick([3, 5, 6], draw(s, 181))],
      ['price', '(course )?(price|fee|tuition)', (s) => pick([0, 29, 49, 79, 119], draw(s, 182))],
      ['weeks', '(duration )?weeks?( count)?', (s) => Math.ceil(courseOf(s)[3] / 3)],
    ],
    lists: [['lessons', '(lesson|lecture|module|chapter|outline|syllabus)( title| name)?', (s) => courseOf(s)[4]]],
    members: [
      [
        'lessons',
        '(lesson|lecture|module|chapter|section)',
        (s) => courseOf(s)[4].map((title) => ({ 'title|name|heading': title })),
      ],
    ],
  },
  {
    about: ['appointment'],
    text: [
      ['specialty', '(specialty|speciality|department|discipline|clinic|practice)( name)?', (s) => careOf(s)[0]],
      [
        'reason',
        '(reason|complaint|chief complaint|symptom|purpose|reason for visit|visit reason|concern|title|subject)( text)?',
        (s) => careOf(s)[1],
      ],
      ['ICD code', '(icd|icd 10|diagnosis|icd10)( code)', (s) => careOf(s)[5]],
      ['diagnosis', 'diagnosis|finding|assessment', (s) => careOf(s)[2]],
      ['medicine', '(medication|medicine|drug|prescription)( name)?', (s) => careOf(s)[3]],
      ['dose', 'dosage|dose|directions|instruction', (s) => careOf(s)[4]],
      [
        'type',
        '(appointment |visit |encounter )?(type|kind|class)',
        (s) => pick(['first visit', 'follow-up', 'video call'], draw(s, 183)),
      ],
      ['room', '(examination |exam |consulting )?(room)( number)?', (s) => String(between(draw(s, 184), 1, 12))],
      [
        'status',
        '(appointment )?(status|state)',
        (s) => pick(['confirmed', 'scheduled', 'checked in', 'completed', 'cancelled'], draw(s, 119)),
      ],
      [
        'insurance',
        '(insurance|insurer|payer|health plan)( provider| name| company)?',
        (s) => pick(['AOK', 'Helsana', 'Allianz', 'AXA'], draw(s, 185)),
      ],
      [
        'insurance number',
        '(insurance|policy|member|insurance policy) (number|no|id)',
        (s) => `A${between(draw(s, 186), 100_000_000, 999_999_999)}`,
      ],
      [
        'note',
        '(.*\\b)?(note|remark|comment)',
        (s) => `${careOf(s)[2]}. Come back if it does not get better within two weeks.`,
      ],
      ['allergy', 'allergy|allergen', (_s, a) => pick(['penicillin', 'pollen', 'peanuts', 'latex'], a)],
      ['blood type', 'blood (type|group)', (s) => pick(['O+', 'A+', 'B+', 'AB+', 'O-', 'A-'], draw(s, 187))],
    ],
    numbers: [['minutes', '(duration|length)( minutes| mins| min)?', (s) => pick([15, 20, 30, 45], draw(s, 188))]],
    parts: [
      [
        'doctor',
        'doctor|physician|practitioner|provider|specialist',
        (s) => ({ 'specialty|speciality|department|specialization': careOf(s)[0] }),
      ],
    ],
  },
  {
    about: ['salary'],
    text: [['pay period', '(salary |pay )?(period|interval|frequency)', () => 'year']],
    numbers: [
      ['lowest', '(min|minimum|from|low|lower)( amount| value)?', (s) => postingOf(s)[3] * 1000],
      ['highest', '(max|maximum|to|high|upper|amount|value)( amount| value)?', (s) => postingOf(s)[4] * 1000],
    ],
  },
  {
    about: ['medicine'],
    text: [
      ['name', '(medication |drug |generic |brand )?(name|medication|medicine|drug)', (s) => careOf(s)[3]],
      ['dose', 'dosage|dose|directions|instruction|sig|frequency', (s) => careOf(s)[4]],
    ],
  },
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

import { between, draw, pick } from '../hash.ts';
import type { Facts } from './facts.ts';

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

/** Courses with their lessons. */
export const COURSES_KNOWN: readonly Facts[] = [
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
];

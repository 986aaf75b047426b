import { between, draw, pick } from '../hash.ts';
import type { Facts } from './facts.ts';

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

/** Visits to a doctor. */
export const APPOINTMENTS: readonly Facts[] = [
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
];

/** What is prescribed there. */
export const MEDICINES: readonly Facts[] = [
  {
    about: ['medicine'],
    text: [
      ['name', '(medication |drug |generic |brand )?(name|medication|medicine|drug)', (s) => careOf(s)[3]],
      ['dose', 'dosage|dose|directions|instruction|sig|frequency', (s) => careOf(s)[4]],
    ],
  },
];

import { between, draw, pick } from '../hash.ts';
import type { Facts } from './facts.ts';

// name, extension, type, from and to in KiB
const FILES = [
  ['offer-autumn', 'pdf', 'application/pdf', 80, 900],
  ['meeting-notes', 'docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 24, 180],
  ['site-plan', 'png', 'image/png', 240, 2_400],
  ['harbour-at-dawn', 'jpg', 'image/jpeg', 900, 5_200],
  ['customers-q3', 'csv', 'text/csv', 12, 800],
  ['delivery-note', 'pdf', 'application/pdf', 40, 220],
  ['team-photo', 'jpg', 'image/jpeg', 1_100, 6_400],
  ['release-notes', 'txt', 'text/plain', 2, 24],
] as const;

const kindOf = (s: number): (typeof FILES)[number] => pick(FILES, draw(s, 231));

/** `site-plan.png`: the extension is that of the type. */
export function fileNameOf(s: number): string {
  const [name, extension] = kindOf(s);
  return `${name}-${between(draw(s, 232), 1, 40)}.${extension}`;
}

export const FILES_KNOWN: readonly Facts[] = [
  {
    about: ['file'],
    text: [
      ['name', '(file |document |original |display |attachment )?(file ?)?name|title', (s) => fileNameOf(s)],
      ['media type', '(mime|content|media) ?type|mime|mimetype', (s) => kindOf(s)[2]],
      ['extension', '(file )?(extension|ext|format)', (s) => kindOf(s)[1]],
      ['path', '(file )?path|object name', (s) => `/shared/${fileNameOf(s)}`],
    ],
    numbers: [
      [
        'bytes',
        '(file |content )?(size|length|bytes)( bytes| in bytes)?',
        (s) => 1024 * between(draw(s, 233), kindOf(s)[3], kindOf(s)[4]),
      ],
    ],
  },
];

import { readFileSync, statSync } from 'node:fs';
import { problemPlace, type Problem } from '../contract/problem.ts';

/** Longest piece of a line that is shown; the problem is kept in view. */
const WIDTH = 140;
const MAX_BYTES = 16 * 1024 * 1024;

const COLOURS = { error: '\x1b[31m', warning: '\x1b[33m', dim: '\x1b[2m', off: '\x1b[0m' };

/** How problems are printed: in colour for a terminal, unless `NO_COLOR` is set; with the lines that they are about. */
export interface ProblemPrinter {
  /** `file:line:col: severity: message hint [code]`, and below it the line with a caret under the place. */
  print(problem: Problem): string;
}

/** `sourceOf` gives the text of a file as the person named it; undefined where there is none. */
export function createProblemPrinter(
  colour: boolean,
  sourceOf: (file: string) => string | undefined = cachedSource(),
): ProblemPrinter {
  const paint = (text: string, tone: Exclude<keyof typeof COLOURS, 'off'>): string =>
    colour ? `${COLOURS[tone]}${text}${COLOURS.off}` : text;
  return {
    print(problem) {
      const place = problemPlace(problem);
      const hint = problem.hint ? ` ${problem.hint}` : '';
      const what = `${paint(`${problem.severity}:`, problem.severity)} ${plain(problem.message)}${plain(hint)}`;
      const first = `${place ? `${plain(place)}: ` : ''}${what} ${paint(`[${problem.code}]`, 'dim')}`;
      const { file, line, column } = problem;
      const text = file === undefined || line === undefined ? undefined : sourceOf(file)?.split('\n')[line - 1];
      if (text === undefined || column === undefined || column > text.length + 1) return first;
      const number = String(line);
      const { shown, before, under } = excerpt(text.replace(/\r$/, ''), column - 1);
      return [
        first,
        `  ${paint(`${number} |`, 'dim')} ${shown}`,
        `  ${paint(`${' '.repeat(number.length)} |`, 'dim')} ${before}${paint(under, problem.severity)}`,
      ].join('\n');
    },
  };
}

/** The line around a place, what stands before the caret below it, and the caret with the length of the word. */
function excerpt(line: string, at: number): { shown: string; before: string; under: string } {
  const from = at > WIDTH - 40 ? at - Math.floor(WIDTH / 2) : 0;
  const text = plain(line.slice(from, from + WIDTH), true);
  const lead = from > 0 ? '… ' : '';
  const word = /^[\w.]+|^"[^"]*"?/.exec(line.slice(at))?.[0].length ?? 1;
  const room = Math.max(1, Math.min(word, from + WIDTH - at));
  // Tabs stay tabs, so that the caret moves as the text does; wide characters take two columns.
  const before = [...text.slice(0, at - from)]
    .map((char) => (char === '\t' ? '\t' : WIDE.test(char) ? '  ' : ' '))
    .join('');
  return { shown: `${lead}${text}`, before: `${' '.repeat(lead.length)}${before}`, under: `^${'~'.repeat(room - 1)}` };
}

const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** Without what would move the cursor of a terminal: file names and texts can hold anything. */
function plain(text: string, tabs = false): string {
  return text.replace(/\p{Cc}/gu, (char) => (tabs && char === '\t' ? char : '\uFFFD'));
}

/** The last file is kept: problems come file by file. */
function cachedSource(): (file: string) => string | undefined {
  let last: { readonly file: string; readonly text: string | undefined } | undefined;
  return (file) => {
    if (last?.file !== file) last = { file, text: readSource(file) };
    return last.text;
  };
}

function readSource(file: string): string | undefined {
  try {
    const stat = statSync(file);
    return stat.isFile() && stat.size <= MAX_BYTES ? readFileSync(file, 'utf8') : undefined;
  } catch {
    return undefined;
  }
}

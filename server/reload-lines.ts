import { relative } from 'node:path';
import type { Problem } from './contract/problem.ts';
import type { Reloaded } from './reload.ts';

/** How many problems and files one reload prints before it only counts. */
const PRINTED = 20;
const NAMED = 3;

/** What the terminal says of one change of the protos: the new problems, then one line that sums up. */
export function reloadLines(reloaded: Reloaded, printProblem: (problem: Problem) => string): string[] {
  const { files, counts, problems, held } = reloaded;
  const lines = problems.slice(0, PRINTED).map(printProblem);
  if (problems.length > PRINTED) lines.push(`… and ${problems.length - PRINTED} more`);
  const names = files.slice(0, NAMED).map((file) => relative('', file));
  const what = files.length > NAMED ? `${names[0]} and ${files.length - 1} more files` : names.join(', ');
  const now = `${counts.services} services, ${counts.methods} methods`;
  const left = counts.errors > 0 ? `, ${counts.errors} errors` : '';
  lines.push(
    held.length > 0
      ? `not reloaded: the last good version of ${listed(held)} is served; ${now}${left}`
      : `reloaded ${what}: ${now}${left}`,
  );
  return lines;
}

function listed(names: readonly string[]): string {
  return names.length > NAMED ? `${names[0]} and ${names.length - 1} more files` : names.join(', ');
}

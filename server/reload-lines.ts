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
  const now = `${counts.services} services, ${counts.methods} methods`;
  const left = counts.errors > 0 ? `, ${counts.errors} errors` : '';
  if (held.length > 0) lines.push(`last good version served: ${listed(held)}`);
  lines.push(`reloaded ${listed(files.map((file) => relative('', file)))}: ${now}${left}`);
  return lines;
}

function listed(names: readonly string[]): string {
  return names.length > NAMED ? `${names.length} files` : names.join(', ');
}

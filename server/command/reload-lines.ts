import { relative, resolve } from 'node:path';
import type { Problem } from '../contract/problem.ts';
import type { HandlerReport } from '../handlers/handlers.ts';
import type { DataReloaded, Reloaded } from '../workspace/reload.ts';
import type { StubReport } from '../workspace/stub-files.ts';
import type { SideReport } from '../workspace/world-files.ts';

/** How many problems and files one reload prints before it only counts. */
const PRINTED = 20;
const NAMED = 3;

/** What the terminal says of one change of the protos: the new problems, then one line that sums up. */
export function reloadLines(reloaded: Reloaded, printProblem: (problem: Problem) => string): string[] {
  const { files, counts, problems, held } = reloaded;
  const lines = problems.slice(0, PRINTED).map(printProblem);
  if (problems.length > PRINTED) lines.push(`… and ${problems.length - PRINTED} more`);
  const now = `${count(counts.services, 'service')}, ${count(counts.methods, 'method')}`;
  const left = counts.errors > 0 ? `, ${count(counts.errors, 'error')}` : '';
  if (held.length > 0) lines.push(`last good version served: ${listed(held)}`);
  lines.push(`reloaded ${listed(files.map((file) => relative('', file)))}: ${now}${left}`);
  return lines;
}

/** The same of the files that say what is answered. */
export function dataLines(
  { files, report, stubs, handlers, problems }: DataReloaded,
  printProblem: (problem: Problem) => string,
): string[] {
  const told = problems.filter((problem) => !isHeld(problem));
  const lines = told.slice(0, PRINTED).map(printProblem);
  if (told.length > PRINTED) lines.push(`… and ${told.length - PRINTED} more`);
  const held = new Set(
    [...report.problems.filter(isHeld), ...[...stubs.files, ...handlers.files].filter((one) => one.held)].flatMap(
      ({ file }) => (file === undefined ? [] : [resolve(file)]),
    ),
  );
  const [taken, kept] = [files.filter((file) => !held.has(file)), files.filter((file) => held.has(file))];
  const names = (some: readonly string[]): string => listed(some.map((file) => relative('', file)));
  if (kept.length > 0) lines.push(`last good version in force: ${names(kept)}`);
  if (taken.length > 0)
    lines.push(`reloaded ${names(taken)}: ${sideText(report, stubs, handlers) || 'nothing is left of them'}`);
  return lines;
}

/** Said again with each save that is not taken, and not only with the first. */
const isHeld = ({ code }: Problem): boolean => code.endsWith('-held');

/** `2 world files (14 entities), 3 hints, 8 stubs, 2 handlers`; empty where there is nothing. */
export function sideText({ worlds, hints }: SideReport, { files }: StubReport, handlers: HandlerReport): string {
  const stubs = files.reduce((sum, one) => sum + one.stubs, 0);
  const handled = handlers.files.reduce((sum, { methods }) => sum + methods.length, 0);
  const entities = worlds.reduce((sum, one) => sum + one.entities, 0);
  return [
    ...(worlds.length > 0 ? [`${count(worlds.length, 'world file')} (${count(entities, 'entity')})`] : []),
    ...(hints ? [count(hints.lines, 'hint')] : []),
    ...(files.length > 0 ? [count(stubs, 'stub')] : []),
    ...(handlers.files.length > 0 ? [count(handled, 'handler')] : []),
  ].join(', ');
}

const count = (number: number, noun: string): string =>
  `${number} ${number === 1 ? noun : noun.replace(/y$/, 'ie').concat('s')}`;

function listed(names: readonly string[]): string {
  return names.length > NAMED ? `${names.length} files` : names.join(', ');
}

import type { Problem } from '#contract/problem';
import { findPath } from './json-locate.ts';
import { parseJson } from './json-parse.ts';
import type { JsonProblem } from './json-tree.ts';
import { rangeOf } from './text-place.ts';

/** A problem of the server at its place in a JSON text; undefined where it names no place in it. */
export function placedIn(problem: Problem, text: string): JsonProblem | undefined {
  const { path, line, severity, message, hint } = problem;
  const said = { severity, message: hint === undefined ? message : `${message} ${hint}` };
  if (line !== undefined) return { ...said, ...rangeOf(text, problem) };
  const node = path === undefined || path === '' ? null : findPath(parseJson(text).root, path);
  return node ? { ...said, from: node.from, to: node.kind === 'object' ? node.from + 1 : node.to } : undefined;
}

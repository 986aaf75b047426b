import type { Explanation } from './contract/origin.ts';
import type { Schema } from './schema/registry.ts';

/** Most fields of an answer that are listed. */
const MOST_FIELDS = 60;

/** How a call to a method will be answered; undefined where there is no such method. */
export function explainMethod(schema: Schema, path: string): Explanation | undefined {
  schema.method(path);
  return undefined;
}

/** What the terminal says of a method: paragraphs of lines, in columns where there are several values to a line. */
export function explanationLines(explanation: Explanation): readonly string[] {
  const { method, summary, why, resource, request, response, statuses } = explanation;
  const shown = response.slice(0, MOST_FIELDS);
  const parts: readonly (readonly string[])[] = [
    [method, summary],
    resource
      ? [
          `Resource   ${resource.type}`,
          ...(resource.message === resource.type ? [] : [`Message    ${resource.message}`]),
          `Verb       ${resource.verb}`,
        ]
      : [],
    titled(
      'Why',
      why.map((reason) => [reason]),
    ),
    titled(
      'Request',
      request.map(({ field, use }) => [field, use]),
    ),
    titled('Answer', [
      ...shown.map(({ field, type, from }) => [field, type, from]),
      ...(response.length > shown.length ? [[`… and ${response.length - shown.length} more`]] : []),
    ]),
    titled(
      'Statuses',
      statuses.map(({ status, when }) => [status, when]),
    ),
  ];
  return parts.filter((lines) => lines.length > 0).flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}

function titled(title: string, rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const widths: number[] = [];
  for (const row of rows)
    if (row.length > 1) row.forEach((cell, at) => (widths[at] = Math.max(widths[at] ?? 0, cell.length)));
  return [
    title,
    ...rows.map(
      (row) => `  ${row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at] ?? 0))).join('  ')}`,
    ),
  ];
}

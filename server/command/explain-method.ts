import type { Config } from '../config/config.ts';
import type { Explanation } from '../contract/origin.ts';
import { explain, type ExplainOptions } from '../engine/explain.ts';
import { methodsNamed, nearestName, serviceNamed } from '../engine/methods-named.ts';
import { createHandlerFiles } from '../workspace/handler-files.ts';
import type { Loaded } from '../workspace/load.ts';
import { Registry, type Schema } from '../schema/registry.ts';
import type { StubStore } from '../stubs/store.ts';
import { createStubFiles } from '../workspace/stub-files.ts';
import { createWorldFiles } from '../workspace/world-files.ts';
import { World } from '../world/world.ts';

/** Most fields of an answer that are listed. */
const MOST_FIELDS = 60;

/** How a call to a method will be answered, by its full path; undefined where there is no such method. */
export function explainMethod(schema: Schema, path: string, options: ExplainOptions = {}): Explanation | undefined {
  const method = schema.method(path);
  return method && explain(method, options);
}

/** What the command prints, and how it exits. */
export interface ExplainReport {
  readonly out: readonly string[];
  readonly err: readonly string[];
  readonly code: number;
}

const MOST_CANDIDATES = 20;

/** `understudy explain METHOD`. */
export async function explainCommand(loaded: Loaded, config: Config): Promise<ExplainReport> {
  const { schema } = loaded;
  const text = (config.method ?? '').replace(/^\//, '');
  const [path, ...others] = methodsNamed(schema, text);
  if (path === undefined) return { out: [], err: noSuchMethod(schema, text, config.paths), code: 1 };
  if (others.length > 0) {
    const shown = [path, ...others].slice(0, MOST_CANDIDATES);
    const more = others.length + 1 - shown.length;
    return {
      out: [],
      err: [
        `understudy: ${text} may be ${others.length + 1} methods. Say which:`,
        ...shown.map((one) => `  ${one.slice(1)}`),
        ...(more > 0 ? [`  … and ${more} more`] : []),
      ],
      code: 1,
    };
  }
  const { strict, strictWorld, validate } = config;
  const hints = await hintsBeside(loaded, config.seed);
  await using handlerFiles = createHandlerFiles({ registry: new Registry(schema), disk: loaded.source.disk });
  const { problems } = await handlerFiles.load(loaded.beside.handlers);
  const handlers = { find: handlerFiles.source.find, problems };
  const store = await stubsBeside(loaded);
  const stubs = store?.list();
  const unmatched = store?.unmatched(strict ? 'refuse' : 'world', '').find((one) => one.method === path);
  const explanation = explainMethod(schema, path, { strict, strictWorld, validate, hints, stubs, unmatched, handlers });
  if (!explanation) throw new Error(`${path} was found and is not there.`);
  return {
    out: config.json ? [JSON.stringify(explanation, null, 2)] : explanationLines(explanation),
    err: [],
    code: 0,
  };
}

/** Why nothing is explained, and what to ask instead. */
function noSuchMethod(schema: Schema, text: string, paths: readonly string[]): readonly string[] {
  const service = serviceNamed(schema, text);
  if (service) {
    const shown = service.methods.slice(0, MOST_CANDIDATES);
    const more = service.methods.length - shown.length;
    if (shown.length === 0) return [`understudy: ${service.name} is a service, and has no methods.`];
    return [
      `understudy: ${service.name} is a service. Name one of its methods:`,
      ...shown.map(({ path }) => `  ${path.slice(1)}`),
      ...(more > 0 ? [`  … and ${more} more`] : []),
    ];
  }
  const near = nearestName(schema, text);
  const own = schema.services.filter(({ file }) => schema.files.get(file)?.path !== undefined);
  const [one] = own.flatMap(({ methods }) => methods);
  const hint =
    near !== undefined
      ? `Did you mean ${near}?`
      : one
        ? `Name it as ${one.path.slice(1)} or ${one.name}.`
        : `There is none at all in ${paths.join(', ')}.`;
  const broken = schema.problems.some(({ severity }) => severity === 'error');
  return [
    `understudy: There is no method ${text}. ${hint}`,
    ...(broken ? [`The protos have errors, which may be why: understudy check ${paths.join(' ')}`] : []),
  ];
}

/** The hints that `serve` would follow here. What is wrong in them is for `check`. */
async function hintsBeside({ schema, beside }: Loaded, seed: string): Promise<ExplainOptions['hints']> {
  if (beside.hints.length === 0) return undefined;
  const files = createWorldFiles({
    world: new World({ now: () => 0, strict: false }),
    registry: new Registry(schema),
    seed,
  });
  await files.load({ worlds: [], hints: beside.hints, stubs: [], handlers: [] });
  return files.hints.current;
}

/** The stubs that `serve` would ask here. What is wrong in their files is for `check`. */
async function stubsBeside({ schema, beside }: Loaded): Promise<StubStore | undefined> {
  if (beside.stubs.length === 0) return undefined;
  const files = createStubFiles(new Registry(schema), () => 0);
  await files.load(beside.stubs);
  return files.source.current;
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

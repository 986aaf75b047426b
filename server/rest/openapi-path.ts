import type { PathTemplate } from '../schema/path-template.ts';

/** A template as a path of OpenAPI, whose parameters are one segment each. */
export interface OpenApiPath {
  readonly path: string;
  readonly parameters: readonly PathParameter[];
}

export interface PathParameter {
  readonly name: string;
  /** The field that it goes into, alone or as a part of it. */
  readonly field: string | undefined;
  /** It is all of the field. */
  readonly whole: boolean;
  /** It may span segments. */
  readonly open: boolean;
}

/** Names parameters; paths that differ in nothing but their names must have the same. */
export class OpenApiPaths {
  readonly #known = new Map<string, OpenApiPath>();

  /** `/v1/{name=shelves/*}` → `/v1/shelves/{shelf}`. Names are words: generators of clients make identifiers of them. */
  of(template: PathTemplate): OpenApiPath {
    const { segments, variables, verb } = template;
    const names = new Set<string>();
    const parameters: PathParameter[] = [];
    const parts = segments.map((segment, at) => {
      if (segment.kind === 'literal') return segment.text;
      const variable = variables.find(({ start, end }) => start <= at && at < end);
      const before = segments[at - 1];
      const whole = variable !== undefined && variable.end - variable.start === 1;
      const wanted = whole ? variable.field : before?.kind === 'literal' ? singular(before.text) : 'segment';
      const name = unused(names, wanted.replaceAll(/[^A-Za-z0-9_]/g, '_').replace(/^(?=\d)/, '_'));
      parameters.push({ name, field: variable?.field, whole, open: segment.kind === 'rest' });
      return `{${name}}`;
    });
    const end = verb === '' ? '' : `:${verb}`;
    const shape = `/${parts.map((part) => (part.startsWith('{') ? '{}' : part)).join('/')}${end}`;
    const known = this.#known.get(shape);
    if (!known) {
      const made = { path: `/${parts.join('/')}${end}`, parameters };
      this.#known.set(shape, made);
      return made;
    }
    return {
      path: known.path,
      parameters: parameters.map((one, at) => ({ ...one, name: known.parameters[at]?.name ?? one.name })),
    };
  }
}

function unused(names: Set<string>, wanted: string): string {
  let name = wanted;
  for (let count = 2; names.has(name); count++) name = `${wanted}${count}`;
  names.add(name);
  return name;
}

/** `shelves` → `shelf`: good enough for a name that nothing depends on. */
function singular(word: string): string {
  if (/ves$/.test(word)) return word.replace(/ves$/, 'f');
  if (/ies$/.test(word)) return word.replace(/ies$/, 'y');
  if (/(ss|us|is)$/.test(word)) return word;
  return word.replace(/(?<=(s|x|z|ch|sh))es$|s$/, '');
}

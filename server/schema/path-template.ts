/** One segment of a template: `shelves`, `*` or `**`. */
export type TemplateSegment =
  { readonly kind: 'literal'; readonly text: string } | { readonly kind: 'one' } | { readonly kind: 'rest' };

/** A part of a path that goes into a field. */
export interface TemplateVariable {
  /** As written in the template: `book.name`. */
  readonly field: string;
  /** Its segments among those of the template: from `start` to before `end`. */
  readonly start: number;
  readonly end: number;
  /** It spans several segments, or may: slashes stay as they are in it. */
  readonly multi: boolean;
}

/** A path template of `google.api.http`. */
export interface PathTemplate {
  readonly text: string;
  readonly segments: readonly TemplateSegment[];
  readonly variables: readonly TemplateVariable[];
  /** What stands behind the last colon: `cancel`; empty for none. */
  readonly verb: string;
}

/** Why a text is no template, and where: an offset in UTF-16 code units. */
export interface TemplateFault {
  readonly fault: string;
  readonly at: number;
}

const IDENT = /[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*/y;
const LITERAL = /[^/{}*:=]+/y;
const VERB = /:([^/{}*:=]+)$/y;

/**
 * Reads a template by the grammar of `google/api/http.proto`: `/v1/{parent=shelves/*}/books/**:move`. One `**` at most, and
 * variables do not nest.
 */
export function parseTemplate(text: string): PathTemplate | TemplateFault {
  const segments: TemplateSegment[] = [];
  const variables: TemplateVariable[] = [];
  let at = 0;
  let rest = false;
  const fault = (words: string): TemplateFault => ({ fault: words, at });
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at += match[0].length;
    return match?.[1] ?? match?.[0];
  };
  const segment = (): TemplateFault | undefined => {
    if (text.startsWith('**', at)) {
      if (rest) return fault('"**" stands in it twice');
      at += 2;
      rest = true;
      segments.push({ kind: 'rest' });
    } else if (text[at] === '*') {
      at += 1;
      segments.push({ kind: 'one' });
    } else {
      const literal = take(LITERAL);
      if (literal === undefined) return fault(`a segment was expected, and ${found(text, at)} stands there`);
      segments.push({ kind: 'literal', text: literal });
    }
    return undefined;
  };
  const variable = (): TemplateFault | undefined => {
    at += 1;
    const field = take(IDENT);
    if (field === undefined) return fault('the name of a field was expected after "{"');
    const start = segments.length;
    if (text[at] === '=') {
      do {
        at += 1;
        if (text[at] === '{') return fault('variables do not nest');
        const wrong = segment();
        if (wrong) return wrong;
      } while (text[at] === '/');
    } else segments.push({ kind: 'one' });
    if (text[at] !== '}') return fault(`"}" was expected, and ${found(text, at)} stands there`);
    at += 1;
    const end = segments.length;
    if (variables.some((one) => one.field === field)) return fault(`the field ${field} is bound twice`);
    variables.push({ field, start, end, multi: end - start > 1 || segments[start]?.kind === 'rest' });
    return undefined;
  };
  if (text[0] !== '/') return fault('it does not begin with "/"');
  while (at < text.length && text[at] === '/') {
    at += 1;
    // The root alone has no segment.
    if (at === text.length && segments.length === 0) break;
    const wrong = text[at] === '{' ? variable() : segment();
    if (wrong) return wrong;
  }
  const verb = take(VERB) ?? '';
  if (at < text.length) return fault(`"/", a verb or the end was expected, and ${found(text, at)} stands there`);
  return { text, segments, variables, verb };
}

const found = (text: string, at: number): string => (at >= text.length ? 'its end' : `"${text[at]}"`);

/** How a segment is written again. */
export const segmentText = (segment: TemplateSegment): string =>
  segment.kind === 'literal' ? segment.text : segment.kind === 'one' ? '*' : '**';

/** The template without the names of variables: `shelves/*`. */
export function patternOf({ segments }: PathTemplate, { start, end }: TemplateVariable): string {
  return segments.slice(start, end).map(segmentText).join('/');
}

/**
 * The path of a request: fields are put into a template, percent-encoded. `valueOf` gives the text of a field, undefined
 * where it is not set. Answers the field whose value is missing or does not fit its pattern.
 */
export function expandTemplate(
  template: PathTemplate,
  valueOf: (field: string) => string | undefined,
):
  { readonly path: string } | { readonly field: string; readonly pattern: string; readonly value: string | undefined } {
  const parts: string[] = [];
  let next = 0;
  for (let at = 0; at < template.segments.length;) {
    const variable = template.variables[next];
    if (variable?.start !== at) {
      parts.push(segmentText(template.segments[at++]!));
      continue;
    }
    const value = valueOf(variable.field);
    const own = template.segments.slice(variable.start, variable.end);
    // Half of a surrogate pair has no encoding.
    const fits =
      value !== undefined &&
      !/[\ud800-\udfff]/u.test(value) &&
      fitsSegments(own, variable.multi ? value.split('/') : [value]);
    if (!fits) return { field: variable.field, pattern: patternOf(template, variable), value };
    parts.push(variable.multi ? value.split('/').map(encodeSegment).join('/') : encodeSegment(value));
    next += 1;
    at = variable.end;
  }
  return { path: `/${parts.join('/')}${template.verb === '' ? '' : `:${template.verb}`}` };
}

/** All but unreserved characters are encoded; `encodeURIComponent` leaves five more. */
const encodeSegment = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

function fitsSegments(segments: readonly TemplateSegment[], values: readonly string[]): boolean {
  const open = segments.findIndex(({ kind }) => kind === 'rest');
  if (open < 0 ? values.length !== segments.length : values.length < segments.length - 1) return false;
  const more = values.length - segments.length;
  return segments.every((segment, index) => {
    if (segment.kind === 'rest') return true;
    const value = values[open >= 0 && index > open ? index + more : index];
    return segment.kind === 'literal' ? value === segment.text : value !== undefined && value !== '';
  });
}

/** A template where the segments of a path stand for its variables: name and text of each, or undefined for bad encoding. */
export function bindVariables(
  { segments, variables }: PathTemplate,
  path: readonly string[],
): readonly (readonly [field: string, value: string])[] | undefined {
  const more = path.length - segments.length;
  const open = segments.findIndex(({ kind }) => kind === 'rest');
  const place = (index: number): number => (open >= 0 && index > open ? index + more : index);
  const bound: (readonly [string, string])[] = [];
  for (const { field, start, end, multi } of variables) {
    const value = path.slice(place(start), place(end));
    try {
      bound.push([field, multi ? value.map(decodeKeepingSlashes).join('/') : decodeURIComponent(value[0] ?? '')]);
    } catch {
      return undefined;
    }
  }
  return bound;
}

/** In what spans segments, an encoded slash is no separator, and stays encoded (`google/api/http.proto`). */
const decodeKeepingSlashes = (segment: string): string =>
  segment
    .split(/(%2f)/i)
    .map((part) => (/^%2f$/i.test(part) ? part : decodeURIComponent(part)))
    .join('');

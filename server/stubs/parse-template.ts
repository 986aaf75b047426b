/** A part of a template: text as it is, or an expression and where it begins in the template. */
export type TemplatePart = string | { readonly cel: string; readonly at: number };

export interface TemplateFault {
  /** Where, in the template. */
  readonly at: number;
  readonly message: string;
  readonly hint: string;
}

/**
 * `a ${x} b` → `['a ', {cel: 'x'}, ' b']`. `$${` is a literal `${`. An expression ends at the brace that closes it:
 * braces, texts and comments of CEL within it are read as such. Text without expressions has at most one part.
 */
export function splitTemplate(
  text: string,
): { readonly parts: readonly TemplatePart[] } | { readonly fault: TemplateFault } {
  const parts: TemplatePart[] = [];
  let plain = '';
  let from = 0;
  for (;;) {
    const at = text.indexOf('${', from);
    if (at < 0) break;
    if (at > from && text[at - 1] === '$') {
      plain += `${text.slice(from, at - 1)}\${`;
      from = at + 2;
      continue;
    }
    const end = closingBrace(text, at + 2);
    if (end === undefined)
      return {
        fault: {
          at,
          message: 'This ${ is not closed.',
          hint: 'Close it with }, or write $${ for the characters themselves.',
        },
      };
    const cel = text.slice(at + 2, end);
    if (cel.trim() === '')
      return { fault: { at, message: 'There is nothing within ${ }.', hint: 'Write an expression: ${request.name}.' } };
    plain += text.slice(from, at);
    if (plain !== '') parts.push(plain);
    plain = '';
    parts.push({ cel, at: at + 2 });
    from = end + 1;
  }
  plain += text.slice(from);
  if (plain !== '') parts.push(plain);
  return { parts };
}

/** True for a template that is one expression: its value keeps its type. */
export const isExpression = (parts: readonly TemplatePart[]): boolean =>
  parts.length === 1 && typeof parts[0] !== 'string';

/** True for text that is the same for each call. */
export const isConstant = (parts: readonly TemplatePart[]): boolean => parts.every((part) => typeof part === 'string');

function closingBrace(text: string, from: number): number | undefined {
  let depth = 0;
  for (let at = from; at < text.length; at++) {
    const char = text[at]!;
    if (char === '{') depth += 1;
    else if (char === '}' && depth-- === 0) return at;
    else if (char === '"' || char === "'") {
      const end = endOfText(text, at);
      if (end === undefined) return undefined;
      at = end;
    } else if (char === '/' && text[at + 1] === '/') {
      const end = text.indexOf('\n', at);
      // A comment that reaches the end of the text takes the closing brace with it.
      if (end < 0) return undefined;
      at = end;
    }
  }
  return undefined;
}

/** The last quote of a CEL text that begins at `at`; undefined where it is not closed. */
function endOfText(text: string, at: number): number | undefined {
  const quote = text[at]!;
  const raw = /[rR]/.test(text[at - 1] ?? '') || (/[bB]/.test(text[at - 1] ?? '') && /[rR]/.test(text[at - 2] ?? ''));
  const triple = text.startsWith(quote.repeat(3), at);
  const close = triple ? quote.repeat(3) : quote;
  for (let next = at + close.length; next < text.length; next++) {
    if (text[next] === '\\' && !raw) next += 1;
    else if (text.startsWith(close, next)) return next + close.length - 1;
  }
  return undefined;
}

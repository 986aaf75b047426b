/** One parameter of a query, decoded. */
export interface Parameter {
  readonly name: string;
  readonly value: string;
}

/** Parameters beyond these are a mistake, or meant to hurt. */
const MOST = 2_000;

/** `a=1&b=x+y` → its parameters in their order; or what in it cannot be read. */
export function readQuery(text: string): readonly Parameter[] | { readonly fault: string } {
  const parameters: Parameter[] = [];
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const [name, value] = equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
    try {
      parameters.push({ name: decode(name), value: decode(value) });
    } catch {
      return { fault: `"${part.slice(0, 60)}" is no percent-encoded UTF-8` };
    }
    if (parameters.length > MOST) return { fault: `it has more than ${MOST} parameters` };
  }
  return parameters;
}

const decode = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '));

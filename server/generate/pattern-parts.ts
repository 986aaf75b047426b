/** One part of a pattern between slashes. */
export type PatternPart =
  | { readonly kind: 'text'; readonly text: string }
  /** `{book}`; `before` and `after` stand around it in the same part. `any`: it may hold slashes (`{path=**}`). */
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly before: string;
      readonly after: string;
      readonly any: boolean;
      /** What a shop sells whose products it stands for (`assortment`). */
      readonly kinds: string | undefined;
    };

const patterns = new Map<string, readonly PatternPart[]>();

/** `projects/{project}/topics/{topic}` in parts. Remembered, within a bound. */
export function patternParts(pattern: string): readonly PatternPart[] {
  let parts = patterns.get(pattern);
  if (!parts) {
    if (patterns.size > 10_000) patterns.clear();
    parts = (pattern.match(/(?:\{[^}]*\}|[^/{])+/g) ?? []).map((text): PatternPart => {
      const match = /^([^{]*)\{([^}=]*)(=[^}]*)?\}(.*)$/.exec(text);
      if (!match) return { kind: 'text', text };
      return {
        kind: 'variable',
        name: match[2]!,
        before: match[1]!,
        // Two variables in one part (`{a}~{b}`) are one id to us.
        after: match[4]!.includes('{') ? '' : match[4]!,
        any: (match[3] ?? '').includes('**'),
        kinds: undefined,
      };
    });
    patterns.set(pattern, parts);
  }
  return parts;
}

export function lastVariable(parts: readonly PatternPart[]): number {
  for (let index = parts.length - 1; index >= 0; index--) if (parts[index]!.kind === 'variable') return index;
  return -1;
}

/** `projects/{project}/topics/{topic}` → `projects/{project}`: a parent, as far as the pattern has one. */
export const parentPattern = (pattern: string): string => {
  const parts = pattern.match(/(?:\{[^}]*\}|[^/{])+/g) ?? [];
  return parts.slice(0, -2).join('/');
};

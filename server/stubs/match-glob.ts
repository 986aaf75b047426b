/**
 * `*` any characters but `/`, `**` any characters, `?` one character, `[a-z]` and `[!a-z]` one of these, `{a,b}` either,
 * `\` takes the next character as it is. The whole text is meant. As a pattern of RE2; a glob is never wrong.
 */
export function globPattern(glob: string): string {
  const chars = [...glob];
  let pattern = '^(?s:';
  let depth = 0;
  for (let at = 0; at < chars.length; at++) {
    const char = chars[at]!;
    if (char === '\\' && at + 1 < chars.length) pattern += quoted(chars[++at]!);
    else if (char === '*') {
      if (chars[at + 1] === '*') {
        while (chars[at + 1] === '*') at++;
        pattern += '.*';
      } else pattern += '[^/]*';
    } else if (char === '?') pattern += '[^/]';
    else if (char === '[') {
      const end = chars.indexOf(']', at + (chars[at + 1] === '!' || chars[at + 1] === '^' ? 3 : 2));
      const set = end < 0 ? undefined : classOf(chars.slice(at + 1, end));
      if (set === undefined) pattern += '\\[';
      else {
        pattern += set;
        at = end;
      }
    } else if (char === '{' && chars.indexOf('}', at) > 0) {
      depth += 1;
      pattern += '(?:';
    } else if (char === '}' && depth > 0) {
      depth -= 1;
      pattern += ')';
    } else if (char === ',' && depth > 0) pattern += '|';
    else pattern += quoted(char);
  }
  return `${pattern}${')'.repeat(depth)})$`;
}

const quoted = (char: string): string => (/[\\^$.|?*+()[\]{}-]/.test(char) ? `\\${char}` : char);

/** A class as RE2 writes it; undefined where a range runs backwards. */
function classOf(chars: readonly string[]): string | undefined {
  const not = chars[0] === '!' || chars[0] === '^';
  let text = '';
  const rest = not ? chars.slice(1) : chars;
  for (let at = 0; at < rest.length; at++) {
    const [low, high] = [rest[at]!, rest[at + 2]];
    if (rest[at + 1] === '-' && high !== undefined) {
      if (low.codePointAt(0)! > high.codePointAt(0)!) return undefined;
      text += `${quoted(low)}-${quoted(high)}`;
      at += 2;
    } else text += quoted(low);
  }
  return `[${not ? '^' : ''}${text}]`;
}

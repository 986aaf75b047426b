/** Text of a built-in file. */
export function builtInText(_name: string): string | undefined {
  return undefined;
}

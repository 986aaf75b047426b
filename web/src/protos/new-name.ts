/** Why a name cannot be that of a new proto file; null where it can. The server judges again. */
export function nameProblem(name: string, taken: readonly string[]): string | null {
  if (!/^[\w.@+-]+(\/[\w.@+-]+)*$/.test(name))
    return 'Letters, digits and the signs _ - . @ + only, with / between folders.';
  if (name.split('/').some((part) => part.startsWith('.'))) return 'No part of it may begin with a dot.';
  if (taken.includes(name)) return 'There is such a file already.';
  return null;
}

/** What stands in a new file: its syntax, and the package that its folder suggests. */
export function firstText(name: string): string {
  const folder = name
    .split('/')
    .slice(0, -1)
    .filter((part) => /^[A-Za-z_]\w*$/.test(part));
  return `syntax = "proto3";\n\n${folder.length > 0 ? `package ${folder.join('.')};\n\n` : ''}`;
}

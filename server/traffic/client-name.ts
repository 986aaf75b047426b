/** A short name of a client: the first product of its user agent, or `you` for the playground's own calls. */
export function clientName(userAgent: string, invocation: string | null): string {
  if (invocation !== null) return 'you';
  const name = /^[^\s/(]+/.exec(userAgent.trimStart())?.[0];
  return name === undefined ? 'unknown' : name.slice(0, 64);
}

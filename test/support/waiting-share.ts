/**
 * How many times longer work takes than on a machine that has nothing else to do: the time of the wall by that of the
 * processor, over a moment's work. 1 where nobody else works; limits of speed are multiplied by it.
 */
export function waitingShare(): number {
  const before = process.cpuUsage();
  const began = performance.now();
  while (performance.now() - began < 80);
  const { user, system } = process.cpuUsage(before);
  return Math.max(1, ((performance.now() - began) * 1000) / (user + system));
}

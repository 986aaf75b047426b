import type { Problem } from '#contract/problem';

/** True where a problem names a place in the request: it is told there. Others are told of the call. */
export function isPlaced({ path, line }: Problem): boolean {
  return path !== undefined || line !== undefined;
}

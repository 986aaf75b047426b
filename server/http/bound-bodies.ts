import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { problem } from '../contract/problem.ts';
import { ApiRefusal } from './api-request.ts';

/** Bytes of bodies that are read at a time, by what their heads say; what is small is always read. */
const MOST = 128 * 1024 * 1024;
const SMALL = 64 * 1024;

/**
 * Refuses a large body while as many others are being read as may be: each has a bound of its own, and hundreds of
 * them would be gigabytes. `largest`: of a request whose head does not say how long its body is.
 */
export function boundBodies(largest: (path: string) => number, most = MOST): RequestHandler {
  let reading = 0;
  return (request: Request, response: Response, next: NextFunction) => {
    const length = request.headers['content-length'];
    const declared = length === undefined ? undefined : Number(length);
    const chunked = request.headers['transfer-encoding'] !== undefined;
    const limit = largest(request.path);
    const size = Math.min(declared ?? (chunked ? limit : 0), limit);
    if (size <= SMALL) return next();
    if (reading + size > most)
      throw new ApiRefusal(429, [
        problem('too-many-bodies', 'Too many large requests are being read at a time.', 'Try again in a moment.'),
      ]);
    reading += size;
    response.once('close', () => (reading -= size));
    next();
  };
}

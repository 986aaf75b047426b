import { constants } from 'node:http2';
import type { Status } from '../contract/status.ts';
import type { CallDesk } from '../serving/call-desk.ts';
import type { Intake } from './intake.ts';

export interface ShutDown {
  readonly intake: Intake;
  /** Milliseconds for open calls to finish. */
  readonly graceMs: number;
  readonly desk: CallDesk;
  readonly ending: Status;
}

/** Milliseconds for the last frames to reach clients that still read. */
const FLUSH_MS = 250;

/** Says goodbye on every connection, waits for the grace, ends what is left, and closes by force what does not close. */
export async function shutDown({ intake, graceMs, desk, ending }: ShutDown): Promise<void> {
  const sessions = intake.sessions();
  const gone = Promise.all(
    sessions.map((session) => new Promise<void>((done) => (session.destroyed ? done() : session.once('close', done)))),
  );
  // A GOAWAY: new calls go elsewhere, open ones go on.
  for (const session of sessions) if (!session.closed && !session.destroyed) session.close();
  // Health watches and reflection streams stay open for as long as their client lives: they are not waited for.
  desk.end('standing', ending);
  // Calls that come by HTTP/1.1 as well.
  if (desk.size > 0 && graceMs > 0) await within(graceMs, Promise.all([gone, desk.quiet()]));
  desk.end('all', ending);
  await within(FLUSH_MS, gone);
  for (const session of sessions) if (!session.destroyed) session.destroy(undefined, constants.NGHTTP2_CANCEL);
  await within(FLUSH_MS, gone);
}

async function within(ms: number, done: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([done, new Promise((late) => (timer = setTimeout(late, ms)))]);
  clearTimeout(timer);
}

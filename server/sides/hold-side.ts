import type { Problem } from '../contract/problem.ts';
import type { MethodPath } from '../contract/schema.ts';
import type { HeldDoor, Holds } from '../engine/holds.ts';
import type { HoldSource } from '../http/hold-routes.ts';
import type { Refused } from '../http/world-routes.ts';
import type { Registry } from '../schema/registry.ts';

/** What cannot be done now, though it was well said. */
const CONFLICTS = new Set(['held-headers-sent', 'held-one-message', 'held-backlog']);

/** Connects the routes of answering by hand to the calls that wait. */
export function createHoldSide(holds: Holds, registry: Registry): HoldSource {
  const withDoor = <T extends object>(call: string, act: (door: HeldDoor) => T | Refused): T | Refused => {
    const door = holds.find(call);
    return door ? act(door) : { status: 409, refused: [notHeld(call)] };
  };
  return {
    knows: (method): method is MethodPath => registry.current.method(method) !== undefined,
    info: () => holds.info(),
    set(request) {
      if ('releaseBeforeMs' in request) holds.setReleaseBefore(request.releaseBeforeMs);
      else {
        const problem = holds.set(request.method, request.on);
        if (problem) return { status: 409, refused: [problem] };
      }
      return holds.info();
    },
    act: (call, action) =>
      withDoor(call, (door) => {
        const problems = door.act(action);
        if (!problems) return holds.info();
        return { status: problems.some(({ code }) => CONFLICTS.has(code)) ? 409 : 400, refused: problems };
      }),
    reply: (call, from, seed) => withDoor(call, (door) => door.reply(from, seed)),
  };
}

const notHeld = (call: string): Problem => ({
  severity: 'error',
  code: 'call-not-held',
  message: `The call ${JSON.stringify(call.slice(0, 100))} does not wait for a person.`,
  hint: 'It is over, or whoever would have answered went on. GET /api/hold lists the calls that wait.',
});

import { createServer, type Server as HttpServer } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../contract/clock.ts';
import { createGrpcServer, type GrpcServer } from '../grpc/grpc-server.ts';
import { takeAbsolute } from '../http/absolute-target.ts';
import type { CallDesk } from '../serving/call-desk.ts';
import type { Failure } from '../serving/failures.ts';
import { createWebRpc } from '../web-rpc/web-rpc.ts';

/** Takes connections that can only be told why nothing is served to them. */
export interface ClosedDoors {
  http2(socket: Socket, why: Failure): void;
  http1(socket: Socket, why: Failure): void;
  close(graceMs: number): Promise<void>;
}

interface Door {
  readonly grpc: GrpcServer;
  readonly http: HttpServer;
}

/**
 * A gRPC call is answered with a gRPC status, a Connect call with Connect's error, and a browser with a sentence; calls
 * are in the traffic. It is the same protocols with a desk that refuses: nothing of it is in the way of calls elsewhere.
 */
export function createClosedDoors(desk: CallDesk, clock: Clock): ClosedDoors {
  // There are as many as there are ways to fail: a handful. Of what a client says of itself nothing may be in the key.
  const doors = new Map<string, Door>();
  const doorFor = (why: Failure): Door => {
    let door = doors.get(why.problem.code);
    if (!door) doors.set(why.problem.code, (door = createDoor(desk, clock, why)));
    return door;
  };
  return {
    http2: (socket, why) => doorFor(why).grpc.inject(socket),
    http1: (socket, why) => void doorFor(why).http.emit('connection', socket),
    close: async (graceMs) => {
      await Promise.all(
        [...doors.values()].map(({ grpc, http }) => {
          http.closeAllConnections();
          return grpc.close(graceMs);
        }),
      );
    },
  };
}

function createDoor(desk: CallDesk, clock: Clock, { status, problem }: Failure): Door {
  const refusing: CallDesk = {
    get size() {
      return desk.size;
    },
    method: (path) => desk.method(path),
    serve: (incoming) => desk.serve({ ...incoming, refused: status }),
    refuse: (incoming, failure) => desk.refuse(incoming, failure),
    takenBack: (incoming) => desk.takenBack(incoming),
    // Each is over as soon as it has begun.
    quiet: () => Promise.resolve(),
    end: () => undefined,
  };
  const web = createWebRpc({ desk: refusing });
  const body = `${JSON.stringify({ code: 'unavailable', message: status.message, problems: [problem] })}\n`;
  const http = createServer({ headersTimeout: 10_000, requestTimeout: 10_000 }, (request, response) => {
    response.setHeader('Connection', 'close');
    takeAbsolute(request);
    if (web.http1(request, response)) return;
    response.writeHead(400, { 'Content-Type': 'application/json; charset=utf-8', 'Cache-Control': 'no-store' });
    response.end(request.method === 'HEAD' ? undefined : body);
  });
  // The timeouts are looked after once the server "listens", and this one never does.
  http.emit('listening');
  return { grpc: createGrpcServer({ desk: refusing, clock, other: web.http2 }), http };
}

// The load, in a process of its own: `node attack.mjs <port> <path> <seconds> <seed> <text> [<names>]`; prints its result as JSON.
// Every request has another body: the name in it counts up from `seed`, so no cache of answers flatters the figure. With
// `names`, so many of them come again and again, as the ids of a test do.
import { flood, textMessage } from './flood.mjs';

const [port, path, seconds, seed, text, names] = process.argv.slice(2);
const CONNECTIONS = 2;

const results = await Promise.all(
  Array.from({ length: CONNECTIONS }, (_, connection) =>
    flood({
      port: Number(port),
      path,
      seconds: Number(seconds),
      streams: 50,
      body: (at) => textMessage(names ? `${text}-${at % Number(names)}` : `${text}-${seed}-${connection}-${at}`),
    }),
  ),
);
const { user, system } = process.cpuUsage();
const took = Math.max(...results.map((result) => result.seconds));
console.log(
  JSON.stringify({
    ok: results.reduce((sum, { ok }) => sum + ok, 0),
    failed: results.reduce((sum, { failed }) => sum + failed, 0),
    seconds: took,
    /** Share of a core that the load itself took: near 1, it is the bottleneck. */
    clientLoad: (user + system) / 1e6 / took,
  }),
);

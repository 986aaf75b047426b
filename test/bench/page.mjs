// A page that looks at the traffic, as far as the server can tell: `node page.mjs <port>`; prints a line once it is told of calls.
import { io } from 'socket.io-client';

const [port] = process.argv.slice(2);
const page = io(`http://127.0.0.1:${port}`, { transports: ['websocket'], reconnection: false, forceNew: true });
await new Promise((done, fail) => page.once('connect', done).once('connect_error', fail));
await new Promise((done) => page.emit('traffic:subscribe', null, done));
page.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => page.disconnect());
console.log('open');

/** The routes of our own API by the segment behind `/api`; REST has what else the protos put there. */
const API = new Set(
  (
    'calls compare connections curl example explain faults held hold health openapi.json protos reset rest scenarios ' +
    'schema status stubs verify world'
  ).split(' '),
);

/** Whether the API, the page or its socket has something at a path: a rule of REST does not hide it. */
export function isOurs(path: string): boolean {
  const [first = '', second = ''] = path.toLowerCase().slice(1).split('/', 2);
  if (first === 'api') return second === '' || API.has(second);
  return (
    first === '' || first === 'index.html' || first === 'assets' || first === 'favicon.svg' || first === 'socket.io'
  );
}

import { expect, test } from 'vitest';
import type { Origins } from '../../../server/contract/origin.ts';
import type { CallList } from '../../../server/contract/rest.ts';
import { SESSION_KEY } from '../../../server/contract/invocation.ts';
import { serveStubs, type Served } from './served.ts';

/** A service that remembers customers, and one method that nothing stands behind. */
const PROTO = `
  syntax = "proto3";
  package shop.v1;
  message Customer { string id = 1; string email = 2; }
  message CreateCustomerRequest { Customer customer = 1; }
  message GetCustomerRequest { string id = 1; }
  message DeleteCustomerRequest { string id = 1; }
  message DeleteCustomerResponse {}
  message ListCustomersRequest { int32 page_size = 1; string page_token = 2; }
  message ListCustomersResponse { repeated Customer customers = 1; string next_page_token = 2; }
  message Note { string text = 1; int32 left = 2; repeated string more = 3; Customer customer = 4; }
  service Shop {
    rpc CreateCustomer(CreateCustomerRequest) returns (Customer);
    rpc GetCustomer(GetCustomerRequest) returns (Customer);
    rpc ListCustomers(ListCustomersRequest) returns (ListCustomersResponse);
    rpc DeleteCustomer(DeleteCustomerRequest) returns (DeleteCustomerResponse);
    rpc Pay(Note) returns (Note);
    rpc Look(Note) returns (Note);
  }
`;
const WORLD = { 'shop.world.yaml': 'Customer: [{ id: file, email: file@example.com }]\n' };
const STUBS = `
service: shop.v1.Shop
stubs:
  - { method: Look, reply: { message: { text: '\${world("Customer", request.text).email}' } } }
`;

const inSession = (session: string): Readonly<Record<string, string>> =>
  session === '' ? {} : { [SESSION_KEY]: session };
const listed = async (s: Served, session: string): Promise<readonly string[]> => {
  const [list] = (await s.call('ListCustomers', [{ pageSize: 1000 }], inSession(session))).messages;
  return (list as { customers: { id: string }[] }).customers.map(({ id }) => id);
};

const SESSIONS = 50;
const ROUNDS = 40;

test(
  'fifty sessions at once, two hundred calls each: none sees stubs, counts, states, things or calls of another',
  { timeout: 120_000 },
  async () => {
    await using s = await serveStubs(STUBS, { proto: PROTO, files: WORLD });
    const before = await listed(s, '');
    const names = Array.from({ length: SESSIONS }, (_, index) => `session-${index}`);

    await Promise.all(
      names.map(async (name, index) => {
        const added = await s.app.stubFiles.memory.add({
          service: 'shop.v1.Shop',
          session: name,
          stubs: [
            // An even count of calls is answered by the session's name, an odd one by its state.
            { method: 'Pay', scenario: { name: 'order', requires: 'paid', then: 'started' }, priority: 1, reply: { message: { text: `paid ${name}`, left: '${count}' } } }, // prettier-ignore
            { method: 'Pay', scenario: { name: 'order', then: 'paid' }, reply: { message: { text: '${request.text}', left: '${count}' } } }, // prettier-ignore
          ],
        });
        expect(added).not.toHaveProperty('refused');
        const call = (method: string, request: object): ReturnType<Served['call']> =>
          s.call(method, [request as never], inSession(name)); // what it says is JSON
        // Every session writes the same ids.
        for (let round = 1; round <= ROUNDS; round += 1) {
          const [email, id] = [`${name}-${round}@example.com`, `c${round % 8}`];
          if (round > 8) expect((await call('DeleteCustomer', { id })).code).toBe(0);
          else expect((await call('GetCustomer', { id: 'file' })).messages).toEqual([{ id: 'file', email: 'file@example.com' }]); // prettier-ignore
          expect((await call('CreateCustomer', { customer: { id, email } })).code).toBe(0);
          expect((await call('GetCustomer', { id })).messages).toEqual([{ id, email }]);
          expect((await call('Look', { text: id })).messages).toEqual([{ text: email }]);
          const odd = round % 2 === 1;
          expect((await call('Pay', { text: name })).messages).toEqual([
            { text: odd ? name : `paid ${name}`, left: Math.ceil(round / 2) },
          ]);
        }
        if (index % 10 === 0) await s.call('CreateCustomer', [{ customer: { id: `common-${index}` } }]);
      }),
    );

    expect(await listed(s, '')).toEqual([...[0, 10, 20, 30, 40].map((index) => `common-${index}`), ...before]);
    for (const name of names) {
      const { calls } = (await s.api(`calls?session=${name}`)) as CallList;
      expect(calls).toHaveLength(5 * ROUNDS);
      expect(calls.every(({ session, status }) => session === name && status === 'OK')).toBe(true);
      expect((await listed(s, name)).filter((id) => !before.includes(id))).toEqual(['c0', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7']); // prettier-ignore
    }
    // Nothing of all that answers calls without a session: they have no stub there.
    expect((await s.call('Pay', [{ text: 'x' }])).messages).not.toEqual([expect.objectContaining({ left: 1 })]);
    expect(s.app.stubFiles.source.current?.scenarios()).toMatchObject([{ name: 'order', state: 'started' }]);
  },
);

test('a name of a session that is too long is refused, not cut', async () => {
  await using s = await serveStubs(STUBS, { proto: PROTO });
  const { code, details } = await s.call('ListCustomers', [{}], inSession('x'.repeat(201)));
  expect([code, details]).toEqual([
    3,
    'The session in x-understudy-session has 201 characters; it may have at most 200.',
  ]);
  expect((await s.call('ListCustomers', [{}], inSession('x'.repeat(200)))).code).toBe(0);
});

test('where a value came from is told of the world that the call saw', async () => {
  await using s = await serveStubs(STUBS, { proto: PROTO });
  await s.call('CreateCustomer', [{ customer: { id: 'a', email: 'mine@example.com' } }], inSession('one'));
  await s.call('GetCustomer', [{ id: 'a' }], inSession('one'));
  const [, { id }] = ((await s.api('calls?session=one')) as CallList).calls as [unknown, { id: string }];
  const { values } = (await s.api(`calls/${id}/origins`)) as Origins;
  expect(values.find(({ path }) => path === 'email')?.origin).toMatchObject({ by: 'stored', entity: 'a' });
});

test('a stub may send a thing of the world whole, or a list of them, as the call’s seed has it', async () => {
  await using s = await serveStubs(
    `
service: shop.v1.Shop
stubs:
  - { method: Look, when: { request: { text: all } }, reply: { message: { left: '\${size(world("Customer"))}', more: '\${world("shop.v1.Customer").map(c, c.id)}' } } }
  - { method: Look, reply: { message: { customer: '\${world("Customer", request.text)}' } } }
`,
    { proto: PROTO },
  );
  for (const seed of ['42', 'red']) {
    const metadata = { 'x-understudy-seed': seed };
    const [list] = (await s.call('ListCustomers', [{ pageSize: 1000 }], metadata)).messages;
    const { customers } = list as { customers: { id: string }[] };
    const [all] = (await s.call('Look', [{ text: 'all' }], metadata)).messages;
    expect(all).toEqual({ left: customers.length, more: customers.map(({ id }) => id) });
    const [one] = (await s.call('Look', [{ text: customers[0]!.id }], metadata)).messages;
    expect(one).toEqual({ customer: customers[0] });
  }
});

test('a thing that the world does not have ends the call, and the problem stands on it with its place', async () => {
  await using s = await serveStubs(STUBS, { proto: PROTO });
  await s.call('DeleteCustomer', [{ id: 'gone' }]);
  const { code, details } = await s.call('Look', [{ text: 'gone' }]);
  const why = '${world("Customer", request.text).email} fails: the world has no Customer "gone".';
  expect(code).toBe(13);
  expect(details).toContain(`shop.stubs.yaml:4: stubs[0].reply.message.text: ${why}`);
  const { id } = s.app.journal.list().calls.at(-1)!;
  expect(s.app.journal.get(id)?.events.at(-1)).toMatchObject({
    type: 'ended',
    problem: { severity: 'error', code: 'stub-template-failed', message: why, line: 4, path: 'stubs[0].reply.message.text' }, // prettier-ignore
  });
});

test('a name that is no resource never passes', async () => {
  await using s = await serveStubs(STUBS.replace('world("Customer"', 'world("Custumer"'), { proto: PROTO });
  const [problem] = s.app.stubFiles.report.problems;
  expect(problem).toMatchObject({ severity: 'error', code: 'stub-template', line: 4, hint: 'Did you mean Customer?' });
  expect(problem?.message).toContain('There is no resource Custumer.');
});

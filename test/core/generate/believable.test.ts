import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { toBinary } from '@bufbuild/protobuf';
import { expect, test } from 'vitest';
import { decodeJson } from '../../../server/codec/decode-json.ts';
import { remainder } from '../../../server/generate/check-digits.ts';
import { generateMessage } from '../../../server/generate/generate-message.ts';
import { textKey } from '../../../server/generate/hash.ts';
import { PLACES } from '../../../server/generate/places.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import type { Json } from '../../support/json.ts';

// The protos of the pictures in server/generate/README.md: what the pictures point at holds for other seeds as well.
const folder = resolve(import.meta.dirname, '../../fixtures/gallery');
const schema = schemaFrom(
  Object.fromEntries(readdirSync(folder).map((path) => [path, readFileSync(join(folder, path), 'utf8')])),
);

function* messages(domain: string, count = 30): Iterable<Json> {
  const service = schema.services.find(({ name }) => name.startsWith(`gallery.${domain}.`))!; // a folder of ours
  const { desc, types } = schema.method(service.methods[0]!.path)!;
  for (let index = 0; index < count; index++) {
    const seed = textKey(`seed ${index}`);
    const message = generateMessage(desc.output, { types, seed, key: textKey(`entity ${index}`, seed) });
    yield JSON.parse(decodeJson(desc.output, toBinary(desc.output, message), types).json!) as Json;
  }
}

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replaceAll(' ', '.');
const at = (time: string): number => Date.parse(time);
const amount = (money: { units?: string; nanos?: number } | undefined): number =>
  Number(money?.units ?? 0) + (money?.nanos ?? 0) / 1e9;

test('users: name, user name and e-mail are one person’s; age and birth date agree; phone and locale are of the country', () => {
  for (const user of messages('users')) {
    const { firstName, lastName, username, email, birthDate, age, homeAddress, phoneNumber, timeZone } = user as Json;
    expect(username).toBe(plain(`${firstName} ${lastName}`));
    expect(email).toContain(`${username}@`);
    const years = (Date.UTC(2026, 8, 1) - at(birthDate)) / 31_556_952_000;
    expect(Math.abs(years - 0.5 - Number(age))).toBeLessThan(0.6);
    const place = PLACES.find(({ city }) => city === (homeAddress as Json)['city'])!; // of our list
    expect(phoneNumber).toContain(`${place.dial} `);
    expect(timeZone).toBe(place.zone);
    expect(user['lastLoginAt'] >= user['createdAt']).toBe(true);
  }
});

test('orders: the total is the sum, and a status has the times that it implies', () => {
  const stages = ['placedAt', 'paidAt', 'shippedAt', 'deliveredAt'];
  for (const order of messages('orders')) {
    const items = order['items'] as readonly { quantity: number; unitPrice: number; lineTotal: number }[];
    for (const { quantity, unitPrice, lineTotal } of items) expect(lineTotal).toBeCloseTo(quantity * unitPrice, 2);
    const { subtotal, discount, tax, shippingCost, total, itemCount, status, customer, shippingAddress } =
      order as Json;
    expect(subtotal).toBeCloseTo(
      items.reduce((sum, { lineTotal }) => sum + lineTotal, 0),
      2,
    );
    expect(total).toBeCloseTo(subtotal - discount + tax + shippingCost, 2);
    expect(itemCount).toBe(items.length);
    expect((shippingAddress as Json)['recipientName']).toBe((customer as Json)['name']);
    const known = ['PENDING', 'PAID', 'SHIPPED', 'DELIVERED'].findIndex((stage) => String(status).endsWith(stage));
    const there = stages.filter((stage) => stage in order);
    expect(there).toEqual(stages.slice(0, known < 0 ? 1 : known + 1));
    expect('cancelledAt' in order).toBe(String(status).endsWith('CANCELLED'));
    const times = there.map((stage) => at(order[stage]!));
    expect(times).toEqual(times.toSorted((x, y) => x - y));
  }
});

test('invoices: net, VAT and total add up; it is due when its terms say; the IBAN is valid', () => {
  for (const invoice of messages('invoices')) {
    const { netTotal, vatRate, vatAmount, total, issueDate, dueDate, paymentTerms, iban, amountDue, status } =
      invoice as Json;
    expect(amount(vatAmount)).toBeCloseTo((amount(netTotal) * Number(vatRate)) / 100, 1);
    expect(amount(total)).toBeCloseTo(amount(netTotal) + amount(vatAmount), 2);
    expect((at(dueDate) - at(issueDate)) / 86_400_000).toBe(Number(String(paymentTerms).slice(4)));
    const bare = String(iban).replaceAll(' ', '');
    expect(remainder(bare.slice(4) + bare.slice(0, 4))).toBe(1);
    expect(amount(amountDue)).toBeCloseTo(String(status).endsWith('PAID') ? 0 : amount(total), 2);
  }
});

test('flights: the number is the airline’s, the airports are two, and it takes as long as it says', () => {
  for (const booking of messages('flights')) {
    const flight = booking['flight'] as Json;
    const [airline, origin, destination] = [flight['airline'], flight['origin'], flight['destination']] as Json[];
    expect(flight['flightNumber']).toMatch(new RegExp(`^${String(airline!['iataCode'])}\\d+$`));
    expect(origin!['iataCode']).not.toBe(destination!['iataCode']);
    expect(at(flight['arrivalTime']!) - at(flight['departureTime']!)).toBe(Number(flight['durationMinutes']) * 60_000);
    expect(Number(flight['durationMinutes'])).toBeGreaterThan(Number(flight['distanceKm']) / 20);
    expect(booking['seat']).toMatch(/^\d{1,2}[A-F]$/);
    if (/LANDED|DEPARTED/.test(String(flight['status'])))
      expect(at(flight['departureTime']!)).toBeLessThan(Date.UTC(2026, 8, 1, 9));
  }
});

test('songs: title, artist, album, year and length are of one recording', () => {
  const known = new Map<string, string>();
  for (const song of messages('songs', 60)) {
    const { title, artist, album, duration, releaseYear } = song as Json;
    const facts = JSON.stringify([(artist as Json)['name'], (album as Json)['title'], duration, releaseYear]);
    expect(known.get(title) ?? facts).toBe(facts);
    known.set(title, facts);
    expect(Number(String(duration).slice(0, -1))).toBeGreaterThan(120);
    expect((album as Json)['releaseYear']).toBe(releaseYear);
  }
});

test('sensors: readings lie between lowest and highest bounds of their kind, in one unit, in order', () => {
  for (const sensor of messages('sensors')) {
    const { unit, minValue, avgValue, maxValue, alarmThreshold, readings, readingCount } = sensor as Json;
    expect(Number(minValue ?? 0)).toBeLessThanOrEqual(Number(avgValue));
    expect(Number(avgValue)).toBeLessThanOrEqual(Number(maxValue));
    expect(Number(maxValue)).toBeLessThan(Number(alarmThreshold));
    const list = readings as readonly { unit: string; value?: number; recordedAt: string }[];
    expect(list.length).toBe(readingCount);
    expect(new Set(list.map((reading) => reading.unit))).toEqual(new Set([unit]));
    const times = list.map(({ recordedAt }) => recordedAt);
    expect(times).toEqual(times.toSorted());
    for (const { value } of list) expect(value ?? 0).toBeLessThan(Number(alarmThreshold));
  }
});

test('addresses: everything is of one place', () => {
  for (const address of messages('addresses')) {
    const place = PLACES.find(({ city }) => city === address['city'])!; // of our list
    expect(address).toMatchObject({
      postalCode: place.postal,
      region: place.region,
      country: place.country,
      countryCode: place.code,
      timeZone: place.zone,
    });
    expect(address['phone']).toContain(`${place.dial} `);
    expect(address['formattedAddress']).toContain(`${String(address['street'])}, ${place.postal} ${place.city}`);
    const { latitude, longitude } = address['location'] as Json;
    expect(Math.abs(Number(latitude) - place.lat) + Math.abs(Number(longitude) - place.lng)).toBeLessThan(0.1);
  }
});

test('tickets: a bug is told as a bug, people have their own e-mail, and comments follow the ticket', () => {
  for (const ticket of messages('tickets')) {
    for (const role of ['reporter', 'assignee']) {
      const person = ticket[role] as Json;
      expect(person['email']).toContain(`${plain(person['displayName']!)}@`);
    }
    for (const { createdAt } of ticket['comments'] as readonly { createdAt: string }[])
      expect(at(createdAt)).toBeGreaterThan(at(ticket['createdAt']!));
    expect('resolvedAt' in ticket).toBe(ticket['status'] === 'TICKET_STATUS_DONE');
    if (String(ticket['title']).startsWith('Export')) expect(ticket['type']).toBe('TICKET_TYPE_STORY');
  }
});

test('payments: the card number has a right check digit and starts as its brand does', () => {
  const starts: Record<string, RegExp> = { Visa: /^4/, Mastercard: /^5[1-5]/, 'American Express': /^3[47]/ };
  for (const payment of messages('payments')) {
    const { brand, number, last4, cardholderName } = payment['card'] as Record<string, string>;
    expect(number).toMatch(starts[brand!]!);
    expect(number!.endsWith(last4!)).toBe(true);
    const sum = [...number!].toReversed().reduce((so, sign, index) => {
      const value = Number(sign) * (index % 2 === 1 ? 2 : 1);
      return so + (value > 9 ? value - 9 : value);
    }, 0);
    expect(sum % 10).toBe(0);
    expect((payment['billingDetails'] as Json)['name']).toBe(cardholderName);
    expect(Number((payment['fee'] as Json)['amount'])).toBeLessThan(Number((payment['amount'] as Json)['amount']));
    expect('refundedAt' in payment).toBe(payment['status'] === 'PAYMENT_STATUS_REFUNDED');
  }
});

test('repositories: owner, name and addresses agree, and the latest commit is not older than the repository', () => {
  for (const repo of messages('repos')) {
    const { owner, name, fullName, htmlUrl, cloneUrl, latestCommit, createdAt } = repo as Json;
    expect(fullName).toBe(`${owner}/${name}`);
    expect(htmlUrl).toContain(fullName);
    expect(cloneUrl).toBe(`${htmlUrl}.git`);
    expect(at((latestCommit as Json)['committedAt']!)).toBeGreaterThanOrEqual(at(createdAt));
  }
});

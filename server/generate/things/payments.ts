import { digits, iban, ibanCountry, luhn } from '../check-digits.ts';
import { placeOf } from '../contact.ts';
import { between, code, draw, letters, pick } from '../hash.ts';
import { companyOf } from '../pools.ts';
import type { Facts } from './facts.ts';
import { orderNumberOf } from './orders.ts';

/** Brand, first digits, length: numbers of test cards begin like real ones and have a right check digit. */
const CARDS = [
  ['Visa', '4', 16],
  ['Visa', '4', 16],
  ['Mastercard', '53', 16],
  ['American Express', '37', 15],
] as const;

export interface Card {
  readonly brand: string;
  readonly number: string;
  readonly last4: string;
}

export function cardOf(s: number): Card {
  const [brand, start, length] = pick(CARDS, draw(s, 111));
  const number = luhn(start + digits(draw(s, 112), draw(s, 113), length - 1 - start.length));
  return { brand, number, last4: number.slice(-4) };
}

const BANKS = ['Commerzbank', 'ING', 'BNP Paribas', 'UBS', 'Santander', 'Barclays', 'Nordea', 'Rabobank'];
const MERCHANTS = [
  ['Whole Grain Bakery', 'groceries', 4, 28], ['City Transit', 'transport', 2, 12], ['Corner Books', 'shopping', 9, 64], ['Riverside Pharmacy', 'health', 5, 48],
  ['Green Energy', 'utilities', 48, 140], ['Streamline TV', 'subscriptions', 8, 18], ['Trattoria Bella', 'restaurants', 18, 92], ['Fuel & Go', 'transport', 32, 88],
  ['Hometown Market', 'groceries', 12, 124], ['Northern Rail', 'travel', 14, 120],
] as const; // prettier-ignore
const merchantOf = (s: number): (typeof MERCHANTS)[number] => pick(MERCHANTS, draw(s, 114));
const spentOf = (s: number): number => {
  const [, , low, high] = merchantOf(s);
  return between(draw(s, 115), low * 100, high * 100) / 100;
};
const title = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const CARD_FACTS: NonNullable<Facts['text']> = [
  ['card brand', '(card )?(brand|network|scheme|issuer|card type)|card', (s) => cardOf(s).brand],
  ['last four', '(card )?(last ?(4|four)( digit)?|last4|suffix)', (s) => cardOf(s).last4],
  ['bin', '(card )?(bin|iin|first ?(6|six))', (s) => cardOf(s).number.slice(0, 6)],
  ['masked number', 'masked( card)?( number| pan)?|card mask', (s) => `•••• •••• •••• ${cardOf(s).last4}`],
  ['card number', '(card |credit card )?(number|pan|no)', (s) => cardOf(s).number],
  [
    'expiry',
    '(card )?(expiry|expiration|exp|valid thru)( date)?',
    (s) => `${String(between(draw(s, 117), 1, 12)).padStart(2, '0')}/${between(draw(s, 118), 27, 31)}`,
  ],
  ['cvv', 'cvv|cvc|security code', (_s, a, b) => digits(a, b, 3)],
];
const CARD_NUMBERS: NonNullable<Facts['numbers']> = [
  ['expiry month', '(card )?(expiry|expiration|exp) month', (s) => between(draw(s, 117), 1, 12)],
  ['expiry year', '(card )?(expiry|expiration|exp) year', (s) => 2000 + between(draw(s, 118), 27, 31)],
];

/** Cards, payments by them, accounts and what moves on them. */
export const PAYMENTS: readonly Facts[] = [
  {
    about: ['payment', 'card'],
    text: [
      ...CARD_FACTS,
      [
        'status',
        '(payment )?(status|state)',
        (s) => pick(['succeeded', 'succeeded', 'authorized', 'captured', 'failed'], draw(s, 119)),
      ],
      ['method', '(payment )?(method|type|instrument)( type| name)?', () => 'card'],
      ['authorization', '(auth|authorization|authorisation|approval)( code)?', (_s, a, b) => letters(a, b, 6)],
      [
        'processor',
        '(payment )?(processor|gateway|provider|psp|acquirer)( name)?',
        (s) => pick(['Stripe', 'Adyen', 'Mollie', 'Worldline'], draw(s, 127)),
      ],
      [
        'statement text',
        'statement( descriptor| text)?|descriptor',
        (s) =>
          companyOf(s)
            .name.toUpperCase()
            .replaceAll(/[^A-Z ]/g, '')
            .slice(0, 22)
            .trim(),
      ],
      ['decline', '(decline|failure) (reason|code|message)', () => ''],
      ['reference', '(payment |transaction )?(reference|ref|number)', (_s, a, b) => `pay_${code(a, b, 14)}`],
      ['about', 'description|memo|note', (s) => `Order ${orderNumberOf(s)}`],
      ['wallet', 'wallet( type)?', (s) => pick(['Apple Pay', 'Google Pay'], draw(s, 128))],
      ['funding', 'funding( type)?', (s) => pick(['credit', 'debit', 'debit'], draw(s, 128))],
    ],
    numbers: CARD_NUMBERS,
  },
  {
    about: ['account', 'payment', 'transaction', 'invoice', 'card'],
    text: [
      ['bank', '(bank|institution|issuing bank)( name)?', (s) => pick(BANKS, draw(s, 129))],
      [
        'BIC',
        'bic|swift( code| bic)?',
        (s) =>
          `${pick(['COBA', 'INGB', 'BNPA', 'UBSW', 'BSCH', 'NDEA'], draw(s, 129))}${ibanCountry(placeOf(s).code)}${pick(['FF', '2A', 'PP'], draw(s, 130))}`,
      ],
      ['IBAN', '(.*\\b)?iban|bank account( number)?', (s) => iban(placeOf(s).code, draw(s, 131), draw(s, 132))],
    ],
  },
  {
    about: ['account'],
    text: [
      ['number', '(account )?(number|no)', (s) => iban(placeOf(s).code, draw(s, 131), draw(s, 132))],
      ['type', '(account )?(type|kind|product)', (s) => pick(['checking', 'savings', 'credit'], draw(s, 133))],
      ['status', '(account )?(status|state)', (s) => pick(['active', 'active', 'active', 'closed'], draw(s, 119))],
    ],
    numbers: [['balance', '(.*\\b)?balance', (s) => between(draw(s, 134), 24_000, 1_240_000) / 100]],
  },
  {
    about: ['transaction'],
    text: [
      [
        'merchant',
        '(merchant|counterparty|payee|vendor|beneficiary|creditor)( name)?|description|narrative|title|name',
        (s) => merchantOf(s)[0],
      ],
      ['category', '(.*\\b)?category( name)?', (s) => merchantOf(s)[1]],
      ['type', '(transaction )?(type|kind)', () => 'debit'],
      ['status', '(transaction )?(status|state)', (s) => pick(['booked', 'booked', 'booked', 'pending'], draw(s, 119))],
      ['reference', '(.*\\b)?(reference|ref)|end to end id|number', (_s, a, b) => `TX${digits(a, b, 10)}`],
      ['direction', 'direction|side|debit credit indicator', () => 'debit'],
      ['note', 'note|memo|remittance( information| info)?|purpose', (s) => `${title(merchantOf(s)[1])}, card payment`],
    ],
    numbers: [
      ['amount', '(transaction |booked |original )?(amount|value|sum|total)', (s) => spentOf(s)],
      ['balance', '(running |account )?balance( after| before)?', (s) => between(draw(s, 134), 24_000, 840_000) / 100],
      ['fee', '(transaction )?fee', () => 0],
    ],
  },
];

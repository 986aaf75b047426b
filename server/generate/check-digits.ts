import { draw, pick } from './hash.ts';

/** Decimal digits from a key; the same key gives the same digits. */
export function digits(a: number, b: number, length: number): string {
  let text = '';
  // Nine digits fit a draw.
  for (let index = 0; text.length < length; index++)
    text += String((draw(index % 2 === 0 ? a : b, index) >>> 0) % 1_000_000_000).padStart(9, '0');
  return text.slice(-length);
}

/** Appends the check digit that Luhn's sum asks for: payment cards, IMEIs. */
export function luhn(text: string): string {
  let sum = 0;
  for (let index = 0; index < text.length; index++) {
    const digit = Number(text[text.length - 1 - index]);
    const value = index % 2 === 0 ? digit * 2 : digit;
    sum += value > 9 ? value - 9 : value;
  }
  return text + String((10 - (sum % 10)) % 10);
}

/** Appends the check digit of EAN-8, EAN-13, UPC-A and GTIN-14. */
export function ean(text: string): string {
  let sum = 0;
  for (let index = 0; index < text.length; index++)
    sum += Number(text[text.length - 1 - index]) * (index % 2 === 0 ? 3 : 1);
  return text + String((10 - (sum % 10)) % 10);
}

/** ISBN-13 in groups: `978-3-16-148410-0`. */
export function isbn(a: number, b: number): string {
  const [group, publisher, title] = [pick(['0', '1', '3'], a), digits(a, b, 4), digits(b, a, 4)];
  return `978-${group}-${publisher}-${title}-${ean(`978${group}${publisher}${title}`).at(-1)!}`;
}

export function isbn10(a: number, b: number): string {
  const text = digits(a, b, 9);
  let sum = 0;
  for (let index = 0; index < 9; index++) sum += Number(text[index]) * (10 - index);
  const check = (11 - (sum % 11)) % 11;
  return text + (check === 10 ? 'X' : String(check));
}

/** How the account part of an IBAN looks, by country: digits and, for some, letters of a bank before them. */
const IBANS: Readonly<Record<string, readonly [bank: string, length: number]>> = {
  AT: ['', 16], BE: ['', 12], CH: ['', 17], CZ: ['', 20], DE: ['', 18], DK: ['', 14], ES: ['', 20], FI: ['', 14],
  FR: ['', 23], GB: ['NWBK', 14], IE: ['AIBK', 14], IT: ['X', 22], NL: ['INGB', 10], NO: ['', 11], PL: ['', 24], PT: ['', 21], SE: ['', 20],
}; // prettier-ignore

export const ibanCountry = (country: string): string => (IBANS[country] ? country : 'DE');

/** An IBAN whose check digits are right; of Germany where the country has none. In groups of four. */
export function iban(country: string, a: number, b: number): string {
  const code = ibanCountry(country);
  const [bank, length] = IBANS[code]!;
  const account = bank + digits(a, b, length);
  const check = 98 - remainder(`${account}${code}00`);
  return `${code}${String(check).padStart(2, '0')}${account}`.replaceAll(/(.{4})(?=.)/g, '$1 ');
}

/** Modulo 97 of digits, letters counting from 10 (ISO 7064). */
export function remainder(text: string): number {
  let rest = 0;
  for (const sign of text) rest = Number(String(rest) + String(parseInt(sign, 36))) % 97;
  return rest;
}

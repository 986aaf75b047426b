import { pick } from './hash.ts';

/** One currency for the whole mock: amounts of different answers can then be compared and added. */
export const moneyOf = (root: number): string => pick(['EUR', 'USD', 'CHF', 'GBP'], root);

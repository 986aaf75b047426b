import { productOf } from '../catalog.ts';
import { draw, pick } from '../hash.ts';
import type { Facts } from './facts.ts';

const SELLING = ['new', 'popular', 'sale', 'bestseller', 'gift', 'featured'];

/** What a shop says of a product beside its name and its price (`catalog`). */
export const PRODUCTS_KNOWN: readonly Facts[] = [
  {
    about: ['product'],
    text: [['product material', '(main )?(material|fabric)', (s) => productOf(s).material]],
    lists: [
      [
        'product tags',
        '(product |search )?(tag|keyword|label)',
        (s) => {
          const { kinds, material } = productOf(s);
          const own = [
            ...new Set([
              ...kinds.slice(0, 1 + ((draw(s, 16) >>> 0) % 3)),
              ...(material.includes(' ') ? [] : [material]),
            ]),
          ];
          return [...own.slice(0, 3), pick(SELLING, draw(s, 17))];
        },
      ],
    ],
  },
];

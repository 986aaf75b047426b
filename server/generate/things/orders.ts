import { digits } from '../check-digits.ts';
import { placeOf } from '../contact.ts';
import { between, draw, letters, pick } from '../hash.ts';
import type { Facts } from './facts.ts';

const YEAR = 2026;
const numberOf = (s: number): string => String(between(draw(s, 116), 42, 4_900)).padStart(5, '0');
export const orderNumberOf = (s: number): string => `ORD-${YEAR}-${numberOf(s)}`;

const LINES = [
  ['Consulting, on site', 140, 'hours'],
  ['Software licence, annual', 480, 'seats'],
  ['Support plan, monthly', 95, 'months'],
  ['Workshop, one day', 1250, 'days'],
  ['Data migration', 890, 'pcs'],
  ['Hosting, monthly', 59, 'months'],
] as const;
const lineOf = (s: number): (typeof LINES)[number] => pick(LINES, draw(s, 136));
const termOf = (s: number): number => pick([14, 30, 30, 60], draw(s, 135));
const carrierOf = (s: number): (typeof CARRIERS)[number] => pick(CARRIERS, draw(s, 125));
// name, start and digits of its tracking numbers
const CARRIERS = [
  ['DHL', 'JJD0', 14],
  ['UPS', '1Z', 16],
  ['FedEx', '', 12],
  ['DPD', '0', 13],
  ['GLS', '', 11],
  ['PostNL', '3S', 13],
] as const;
export const carrierNameOf = (s: number): string => carrierOf(s)[0];

/** What is sold and sent: invoices with their lines, orders, shipments. */
export const ORDERS: readonly Facts[] = [
  {
    about: ['invoice'],
    text: [
      ['number', '(invoice |bill |document )?(number|no|code|ref|reference)', (s) => `INV-${YEAR}-${numberOf(s)}`],
      [
        'order number',
        '(purchase )?order (number|no|ref|reference)|po( number)?|purchase order',
        (s) => `PO-${numberOf(s + 1)}`,
      ],
      [
        'status',
        '(invoice |payment )?(status|state)',
        (s) => pick(['draft', 'open', 'paid', 'paid', 'overdue'], draw(s, 119)),
      ],
      ['terms', '(payment )?terms?', (s) => `Net ${termOf(s)}`],
      [
        'note',
        '(.*\\b)?(note|memo|comment|footer|message)',
        () => 'Thank you for your business. Please pay by bank transfer and quote the invoice number.',
      ],
      ['line', '(item |line )?(description|title|name|text)', (s) => lineOf(s)[0]],
      ['line unit', 'unit|uom', (s) => lineOf(s)[2]],
    ],
    numbers: [
      ['line price', '(unit |net |item )?(price|rate)( per unit)?', (s) => lineOf(s)[1]],
      ['days to pay', '(payment )?(term|terms)( days)?|due (in )?days|days (to pay|due)', (s) => termOf(s)],
    ],
  },
  {
    about: ['invoice', 'company', 'person', 'account', 'order'],
    text: [
      [
        'VAT number',
        '(vat|tax|gst)( registration)? (number|no|id|code|identification number)|vat|tin',
        (s) => `${placeOf(s).code}${digits(draw(s, 120), s, 9)}`,
      ],
    ],
    numbers: [
      ['VAT rate', '(vat|tax|gst) (rate|percent|percentage)', (s) => pick([7, 8.1, 19, 20, 21, 25], draw(s, 121))],
    ],
  },
  {
    about: ['order'],
    text: [
      ['number', '(order )?(number|no|code|ref|reference)', (s) => orderNumberOf(s)],
      [
        'status',
        '(order |fulfillment |delivery )?(status|state)',
        (s) => pick(['pending', 'paid', 'shipped', 'shipped', 'delivered'], draw(s, 119)),
      ],
      ['payment status', 'payment (status|state)', (s) => pick(['paid', 'authorized'], draw(s, 122))],
      ['channel', '(sales )?channel|source', (s) => pick(['web', 'mobile app', 'store', 'marketplace'], draw(s, 123))],
      [
        'coupon',
        '(coupon|promo|promotion|discount|voucher)( code)?',
        (s) => pick(['AUTUMN10', 'WELCOME5', 'FREESHIP', 'THANKYOU15'], draw(s, 124)),
      ],
    ],
  },
  {
    about: ['order', 'shipment'],
    text: [
      [
        'carrier',
        '(shipping |delivery )?(carrier|courier|shipping provider)( name)?|shipped (by|with|via)',
        (s) => carrierOf(s)[0],
      ],
      [
        'service',
        '(shipping|delivery|carrier) (method|service|option|speed|service level)|service( level)?|method',
        (s) => pick(['Standard', 'Express', 'Next day'], draw(s, 126)),
      ],
      [
        'tracking number',
        'tracking( number| no| code| id)?',
        (s, a, b) => carrierOf(s)[1] + digits(a, b, carrierOf(s)[2]),
      ],
      ['tracking page', 'tracking (url|link)', (_s, a, b) => `https://track.example.com/${letters(a, b, 10)}`],
    ],
  },
  {
    about: ['shipment'],
    text: [
      [
        'status',
        '(shipment |delivery |tracking )?(status|state)',
        (s) => pick(['in transit', 'in transit', 'out for delivery', 'delivered'], draw(s, 119)),
      ],
      [
        'event',
        'description|message|event|detail',
        (_s, a) =>
          pick(
            [
              'Picked up by the carrier',
              'Arrived at the sorting centre',
              'Left the sorting centre',
              'Out for delivery',
            ],
            a,
          ),
      ],
    ],
  },
];

import { draw, pick } from './hash.ts';

/** A product with what belongs together. Prices are in whole units of any currency. */
export interface Product {
  readonly name: string;
  readonly category: string;
  readonly low: number;
  readonly high: number;
  readonly about: string;
}

const rows = (category: string, ...items: readonly (readonly [string, number, number, string])[]): Product[] =>
  items.map(([name, low, high, about]) => ({ name, category, low, high, about }));

const PRODUCTS: readonly Product[] = [
  ...rows(
    'Kitchen',
    ['Pour-over Coffee Maker', 24, 58, 'Borosilicate glass with a reusable steel filter. Brews up to four cups.'],
    ['Cast Iron Skillet', 29, 79, 'Pre-seasoned and oven-safe, with a handle that stays where you put it.'],
    ['Chef’s Knife', 45, 140, 'A forged 20 cm blade that keeps its edge.'],
    ['Espresso Cups, Set of Four', 18, 42, 'Stoneware, glazed by hand. Dishwasher safe.'],
    ['Electric Kettle', 35, 95, 'One litre, five temperatures, quiet when it boils.'],
    ['Bamboo Cutting Board', 15, 38, 'Reversible, with a groove for the juice.'],
  ),
  ...rows(
    'Electronics',
    ['Wireless Headphones', 79, 299, 'Noise cancelling, thirty hours on a charge, folds flat.'],
    ['Mechanical Keyboard', 69, 189, 'Hot-swappable switches in a compact aluminium case.'],
    ['USB-C Dock', 59, 179, 'Two displays, four ports and one cable.'],
    ['Portable Speaker', 39, 149, 'Waterproof, with a strap and a surprising bass.'],
    ['E-Reader', 99, 219, 'A seven-inch screen without glare, and weeks of battery.'],
    ['Smart Thermostat', 89, 249, 'Learns when you are at home and heats only then.'],
  ),
  ...rows(
    'Outdoor',
    ['Trail Running Shoes', 85, 165, 'Light, with a grippy sole for wet rock.'],
    ['Two-Person Tent', 149, 420, 'Up in five minutes, dry in a storm, 1.9 kg.'],
    ['Insulated Water Bottle', 19, 45, 'Cold for a day, hot for twelve hours.'],
    ['Hiking Backpack 40 L', 89, 210, 'A ventilated back and a rain cover in the base.'],
    ['Headlamp', 25, 69, 'Rechargeable, 400 lumens, red light for the hut.'],
  ),
  ...rows(
    'Home',
    ['Linen Bed Sheets', 79, 199, 'Stone-washed flax that gets softer with every wash.'],
    ['Desk Lamp', 35, 120, 'A warm, dimmable light on a long arm.'],
    ['Wool Blanket', 59, 160, 'Woven from merino, 130 by 180 cm.'],
    ['Ceramic Planter', 16, 54, 'With a saucer; for plants up to 20 cm.'],
    ['Oak Bookshelf', 149, 480, 'Five shelves of solid oak, oiled.'],
    ['Scented Candle', 12, 34, 'Soy wax with cedar and fig. Burns for forty hours.'],
  ),
  ...rows(
    'Clothing',
    ['Merino Sweater', 69, 150, 'Fine knit, warm without the weight.'],
    ['Canvas Tote Bag', 14, 36, 'Heavy cotton with an inner pocket.'],
    ['Rain Jacket', 89, 240, 'Three layers, sealed seams, packs into its pocket.'],
    ['Organic Cotton T-Shirt', 19, 39, 'A straight cut that keeps its shape.'],
    ['Leather Belt', 29, 75, 'Full-grain leather with a brass buckle.'],
  ),
  ...rows(
    'Stationery',
    ['Dotted Notebook', 9, 24, 'A5, 160 pages that do not bleed.'],
    ['Fountain Pen', 25, 110, 'A steel nib and a converter for bottled ink.'],
    ['Desk Calendar', 12, 28, 'One page for each week, printed on recycled paper.'],
  ),
];

export const productOf = (subject: number): Product => pick(PRODUCTS, draw(subject, 11));

/** A price in the range of the product, ending as prices do. */
export function priceOf(subject: number): number {
  const { low, high } = productOf(subject);
  const whole = low + ((draw(subject, 12) >>> 0) % (high - low));
  return whole + pick([0.99, 0.95, 0.5, 0.9, 0], draw(subject, 13));
}

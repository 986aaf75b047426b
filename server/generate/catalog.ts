import { calledAs, kindsToldOf } from './called.ts';
import { draw, hashText, mix, pick } from './hash.ts';
import { knownSlug, titleCase } from './words.ts';

/** A product with what belongs together. Prices are in whole units of any currency. */
export interface Product {
  readonly name: string;
  readonly category: string;
  readonly low: number;
  readonly high: number;
  readonly about: string;
  /** Words that other shops may call its category by, the closest first: `textiles`, `bedding`. */
  readonly kinds: readonly string[];
  readonly material: string;
}

type Row = readonly [name: string, low: number, high: number, about: string, kinds: string, material: string];
const rows = (category: string, ...items: readonly Row[]): Product[] =>
  items.map(([name, low, high, about, kinds, material]) => ({
    name,
    category,
    low,
    high,
    about,
    kinds: [...kinds.split(' '), category.toLowerCase()],
    material,
  }));

// prettier-ignore
const PRODUCTS: readonly Product[] = [
  ...rows(
    'Kitchen',
    ['Pour-over Coffee Maker', 24, 58, 'Borosilicate glass with a reusable steel filter. Brews up to four cups.', 'coffee kitchenware cookware household home', 'glass'],
    ['Cast Iron Skillet', 29, 79, 'Pre-seasoned and oven-safe, with a handle that stays where you put it.', 'cookware kitchenware cooking household home', 'cast iron'],
    ['Chef’s Knife', 45, 140, 'A forged 20 cm blade that keeps its edge.', 'knife cutlery kitchenware cooking household home', 'steel'],
    ['Espresso Cups, Set of Four', 18, 42, 'Stoneware, glazed by hand. Dishwasher safe.', 'tableware coffee kitchenware household home', 'stoneware'],
    ['Electric Kettle', 35, 95, 'One litre, five temperatures, quiet when it boils.', 'appliance kitchenware household home', 'stainless steel'],
    ['Enamel Baking Dish', 22, 56, 'Goes from the oven to the table, 30 by 20 cm.', 'cookware kitchenware cooking tableware household home', 'enamelled steel'],
    ['Stoneware Dinner Plates, Set of Six', 48, 120, 'Glazed inside, raw at the rim. Dishwasher safe.', 'tableware kitchenware dining household home', 'stoneware'],
    ['Olive Wood Salad Bowl', 34, 88, 'Turned from one piece, oiled, 28 cm across.', 'tableware kitchenware dining household home', 'olive wood'],
    ['Bamboo Cutting Board', 15, 38, 'Reversible, with a groove for the juice.', 'kitchenware cooking household home', 'bamboo'],
  ),
  ...rows(
    'Electronics',
    ['Wireless Headphones', 79, 299, 'Noise cancelling, thirty hours on a charge, folds flat.', 'audio headphone electronic tech technology gadget accessory', 'recycled plastic'],
    ['Mechanical Keyboard', 69, 189, 'Hot-swappable switches in a compact aluminium case.', 'computer peripheral electronic tech technology office accessory', 'aluminium'],
    ['USB-C Dock', 59, 179, 'Two displays, four ports and one cable.', 'computer peripheral electronic tech technology office accessory', 'aluminium'],
    ['Portable Speaker', 39, 149, 'Waterproof, with a strap and a surprising bass.', 'audio speaker electronic tech technology gadget', 'recycled plastic'],
    ['E-Reader', 99, 219, 'A seven-inch screen without glare, and weeks of battery.', 'tablet book electronic tech technology gadget', 'recycled plastic'],
    ['Smart Thermostat', 89, 249, 'Learns when you are at home and heats only then.', 'heating smart electronic tech technology gadget home', 'glass'],
  ),
  ...rows(
    'Outdoor',
    ['Trail Running Shoes', 85, 165, 'Light, with a grippy sole for wet rock.', 'shoe footwear sport apparel clothing fashion fitness', 'recycled polyester'],
    ['Two-Person Tent', 149, 420, 'Up in five minutes, dry in a storm, 1.9 kg.', 'camping sport travel leisure', 'ripstop nylon'],
    ['Insulated Water Bottle', 19, 45, 'Cold for a day, hot for twelve hours.', 'drinkware camping sport fitness travel kitchen leisure', 'stainless steel'],
    ['Hiking Backpack 40 L', 89, 210, 'A ventilated back and a rain cover in the base.', 'bag camping sport travel leisure accessory', 'recycled nylon'],
    ['Headlamp', 25, 69, 'Rechargeable, 400 lumens, red light for the hut.', 'lighting light lamp camping sport', 'aluminium'],
  ),
  ...rows(
    'Home',
    ['Linen Bed Sheets', 79, 199, 'Stone-washed flax that gets softer with every wash.', 'textile bedding bedroom linen household', 'linen'],
    ['Desk Lamp', 35, 120, 'A warm, dimmable light on a long arm.', 'lighting light lamp office household furniture', 'brass'],
    ['Wool Blanket', 59, 160, 'Woven from merino, 130 by 180 cm.', 'textile bedding bedroom household', 'merino wool'],
    ['Ceramic Planter', 16, 54, 'With a saucer; for plants up to 20 cm.', 'garden plant decor decoration household', 'ceramic'],
    ['Oak Bookshelf', 149, 480, 'Five shelves of solid oak, oiled.', 'furniture shelf storage living office household', 'oak'],
    ['Scented Candle', 12, 34, 'Soy wax with cedar and fig. Burns for forty hours.', 'decor decoration lighting household beauty gift', 'soy wax'],
    ['Linen Cushion', 24, 59, 'Filled with feathers, with a cover that can be washed.', 'textile decor living household', 'linen'],
    ['Paper Pendant Lamp', 39, 95, 'Folded by hand; needs one bulb of up to 60 watts.', 'lighting light lamp living decor household', 'paper'],
    ['Walnut Side Table', 119, 320, 'Three legs, one shelf, no screws to be seen.', 'furniture table living household', 'walnut'],
    ['Beech Dining Chair', 89, 240, 'Stackable, with a seat that is shaped to sit on.', 'furniture chair dining household', 'beech'],
    ['Cotton Bath Towel', 18, 46, 'Heavy terry that dries fast, 70 by 140 cm.', 'textile bath bathroom household', 'cotton'],
    ['Jute Rug', 69, 260, 'Woven flat, 120 by 180 cm, for rooms with much traffic.', 'textile rug decor living household', 'jute'],
    ['Opal Glass Wall Lamp', 59, 145, 'Shines up and down; dims with any switch.', 'lighting light lamp living household', 'glass'],
    ['Ceramic Bedside Lamp', 45, 110, 'A warm light to read by, with a linen shade.', 'lighting light lamp bedroom household', 'ceramic'],
    ['Ash Coat Rack', 69, 180, 'Eight pegs and a shelf for hats.', 'furniture storage hall household', 'ash'],
    ['Oak Writing Desk', 260, 720, 'Two drawers, room for two screens, 140 by 70 cm.', 'furniture table desk office household', 'oak'],
    ['Pine Step Stool', 39, 98, 'Two steps that carry 150 kg, and fold.', 'furniture stool kitchen household', 'pine'],
    ['Velvet Armchair', 320, 890, 'Deep, with a high back and a cover that comes off.', 'furniture chair seating living household', 'velvet'],
    ['Cotton Curtains', 49, 140, 'A pair that lets in the morning, 140 by 250 cm.', 'textile curtain decor living household', 'cotton'],
    ['Brass Floor Lamp', 129, 340, 'Bends where you read; the switch is on the cord.', 'lighting light lamp living household', 'brass'],
  ),
  ...rows(
    'Clothing',
    ['Merino Sweater', 69, 150, 'Fine knit, warm without the weight.', 'apparel fashion textile wear knitwear', 'merino wool'],
    ['Canvas Tote Bag', 14, 36, 'Heavy cotton with an inner pocket.', 'bag accessory fashion textile', 'cotton canvas'],
    ['Rain Jacket', 89, 240, 'Three layers, sealed seams, packs into its pocket.', 'apparel fashion outdoor wear jacket', 'recycled nylon'],
    ['Organic Cotton T-Shirt', 19, 39, 'A straight cut that keeps its shape.', 'apparel fashion textile wear', 'organic cotton'],
    ['Leather Belt', 29, 75, 'Full-grain leather with a brass buckle.', 'accessory apparel fashion wear', 'leather'],
  ),
  ...rows(
    'Stationery',
    ['Dotted Notebook', 9, 24, 'A5, 160 pages that do not bleed.', 'office paper book school', 'recycled paper'],
    ['Fountain Pen', 25, 110, 'A steel nib and a converter for bottled ink.', 'office pen writing school', 'aluminium'],
    ['Desk Calendar', 12, 28, 'One page for each week, printed on recycled paper.', 'office paper school', 'recycled paper'],
  ),
];

/** Names of products, for ids that say what they are of. */
export const PRODUCT_NAMES: readonly string[] = PRODUCTS.map(({ name }) => name);

const MANY = 28;
const STYLES = 'Small Large Classic Everyday Weekend Grey Green Blue Red Black White Sand'.split(' ');

const namesByKinds = new Map<string, readonly string[]>();

/** The products of a shop that sells these kinds; where it has few, some in more than one size or style. */
export function namesOfKinds(kinds: string): readonly string[] {
  let names = namesByKinds.get(kinds);
  if (!names) {
    if (namesByKinds.size > 500) namesByKinds.clear();
    const own = productsOf(kinds).map(({ name }) => name);
    const styles = STYLES.slice(0, Math.max(0, Math.ceil(MANY / own.length) - 1));
    names = [...own, ...styles.flatMap((style) => own.map((name) => `${style} ${name}`))];
    namesByKinds.set(kinds, names);
  }
  return names;
}

const byKinds = new Map<string, readonly Product[]>();

/** All that is of one of these kinds; all there is where nothing is. */
function productsOf(kinds: string): readonly Product[] {
  let some = byKinds.get(kinds);
  if (!some) {
    if (byKinds.size > 500) byKinds.clear();
    const words = new Set(kinds.split(' '));
    const fitting = PRODUCTS.filter((product) => product.kinds.some((kind) => words.has(kind)));
    byKinds.set(kinds, (some = fitting.length > 0 ? fitting : PRODUCTS));
  }
  return some;
}

const salts = new WeakMap<readonly Product[], Int32Array>();

/** The salts of these products, in their order. */
function saltsOf(products: readonly Product[]): Int32Array {
  let found = salts.get(products);
  if (!found) salts.set(products, (found = Int32Array.from(products, ({ name }) => hashText(name))));
  return found;
}

let chosen: { readonly subject: number; readonly kinds: string; readonly product: Product } | undefined;

/** The one with the highest hash: a kind that is added changes the choice only where one of its products wins. */
function productAmong(subject: number, kinds: string): Product {
  if (chosen?.subject === subject && chosen.kinds === kinds) return chosen.product;
  const lane = draw(subject, 11);
  const products = productsOf(kinds);
  const own = saltsOf(products);
  let best = 0;
  let highest = -1;
  for (let index = 0; index < own.length; index++) {
    const rank = mix(lane ^ own[index]!) >>> 0;
    if (rank <= highest) continue;
    highest = rank;
    best = index;
  }
  const product = products[best]!;
  chosen = { subject, kinds, product };
  return product;
}

/** The words for what each product is. */
export const PRODUCT_KINDS: readonly (readonly string[])[] = PRODUCTS.map(({ kinds }) => kinds);

const BY_SLUG = new Map(PRODUCTS.map((product) => [knownSlug(product.name).replaceAll('-', ' '), product]));

/** The first product with each word in its name. */
const SLUG_WORDS = new Map(
  PRODUCTS.toReversed().flatMap((product) =>
    knownSlug(product.name)
      .split('-')
      .map((word) => [word, product] as const),
  ),
);

/** The product that its id names; another one like it, with this name, where the catalog has none of it. */
function productCalled(words: string, like: Product): Product {
  const known = BY_SLUG.get(words);
  if (known) return known;
  if (last?.words === words && last.like === like) return last.product;
  const product = productLike(words, like);
  last = { words, like, product };
  return product;
}

/** The one that was asked for last: a message asks for title, price and the rest one after the other. */
let last: { readonly words: string; readonly like: Product; readonly product: Product } | undefined;

function productLike(words: string, like: Product): Product {
  const head = words.slice(words.lastIndexOf(' ') + 1);
  const kin = SLUG_WORDS.get(head) ?? like;
  const { material } = PRODUCTS.find((product) => words.includes(product.material)) ?? kin;
  return { ...kin, name: titleCase(words), material };
}

export function productOf(subject: number): Product {
  const kinds = kindsToldOf(subject);
  const product = kinds === undefined ? pick(PRODUCTS, draw(subject, 11)) : productAmong(subject, kinds);
  const words = calledAs(subject);
  return words === undefined ? product : productCalled(words, product);
}

const ENDINGS = [0.99, 0.95, 0.5, 0.9, 0];

/** A price in the range of the product, ending as prices do. */
export function priceOf(subject: number): number {
  const { low, high } = productOf(subject);
  const whole = low + ((draw(subject, 12) >>> 0) % (high - low));
  return whole + pick(ENDINGS, draw(subject, 13));
}

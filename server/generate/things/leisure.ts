import { between, draw, pick } from '../hash.ts';
import type { Facts, Member } from './facts.ts';

type Ingredient = readonly [name: string, amount: number, unit: string];
interface Recipe {
  readonly title: string;
  readonly cuisine: string;
  readonly course: string;
  readonly prep: number;
  readonly cook: number;
  readonly kcal: number;
  readonly ingredients: readonly Ingredient[];
  readonly steps: readonly string[];
  readonly tags: readonly string[];
}

// prettier-ignore
const RECIPES: readonly Recipe[] = [
  { title: 'Spaghetti Carbonara', cuisine: 'Italian', course: 'main course', prep: 10, cook: 15, kcal: 640, tags: ['pasta', 'quick'],
    ingredients: [['spaghetti', 400, 'g'], ['guanciale', 150, 'g'], ['egg yolks', 4, 'pcs'], ['Pecorino Romano', 80, 'g']],
    steps: ['Cook the spaghetti in salted water.', 'Fry the guanciale until crisp.', 'Whisk the yolks with the cheese and pepper.', 'Mix everything off the heat with a little pasta water.'] },
  { title: 'Chicken Tikka Masala', cuisine: 'Indian', course: 'main course', prep: 25, cook: 35, kcal: 560, tags: ['curry', 'spicy'],
    ingredients: [['chicken thighs', 600, 'g'], ['yoghurt', 150, 'g'], ['chopped tomatoes', 400, 'g'], ['garam masala', 2, 'tsp']],
    steps: ['Marinate the chicken in yoghurt and spices.', 'Grill it until it browns.', 'Simmer tomatoes, onion and ginger.', 'Add the chicken and cream.'] },
  { title: 'Greek Salad', cuisine: 'Greek', course: 'starter', prep: 15, cook: 0, kcal: 310, tags: ['vegetarian', 'summer'],
    ingredients: [['tomatoes', 4, 'pcs'], ['cucumber', 1, 'pcs'], ['feta', 200, 'g'], ['olives', 80, 'g']],
    steps: ['Cut tomatoes, cucumber and onion.', 'Add olives and feta.', 'Dress with olive oil and oregano.'] },
  { title: 'Miso Ramen', cuisine: 'Japanese', course: 'main course', prep: 20, cook: 40, kcal: 590, tags: ['soup', 'noodles'],
    ingredients: [['ramen noodles', 300, 'g'], ['chicken stock', 1, 'l'], ['miso paste', 3, 'tbsp'], ['soft-boiled eggs', 2, 'pcs']],
    steps: ['Heat the stock and stir in the miso.', 'Cook the noodles.', 'Serve with egg, spring onion and nori.'] },
  { title: 'Apple Strudel', cuisine: 'Austrian', course: 'dessert', prep: 40, cook: 35, kcal: 420, tags: ['baking', 'autumn'],
    ingredients: [['apples', 1, 'kg'], ['strudel dough', 250, 'g'], ['breadcrumbs', 100, 'g'], ['raisins', 60, 'g']],
    steps: ['Roast the breadcrumbs in butter.', 'Spread apples, raisins and crumbs on the dough.', 'Roll it up and bake at 190 °C.'] },
  { title: 'Lentil Soup', cuisine: 'Turkish', course: 'starter', prep: 10, cook: 30, kcal: 340, tags: ['vegan', 'soup'],
    ingredients: [['red lentils', 250, 'g'], ['carrots', 2, 'pcs'], ['vegetable stock', 1.2, 'l'], ['cumin', 1, 'tsp']],
    steps: ['Sweat onion and carrots.', 'Add lentils and stock, simmer for 25 minutes.', 'Blend and season with lemon.'] },
];
const recipeOf = (s: number): Recipe => pick(RECIPES, draw(s, 221));
export const recipeTitleOf = (s: number): string => recipeOf(s).title;

// competition, sport, and teams with their grounds
const LEAGUES = [
  ['Premier League', 'football', [['Arsenal', 'Emirates Stadium', 'London'], ['Liverpool', 'Anfield', 'Liverpool'], ['Newcastle United', 'St James’ Park', 'Newcastle'], ['Everton', 'Hill Dickinson Stadium', 'Liverpool']]],
  ['Bundesliga', 'football', [['Borussia Dortmund', 'Westfalenstadion', 'Dortmund'], ['SC Freiburg', 'Europa-Park Stadion', 'Freiburg'], ['Union Berlin', 'Alte Försterei', 'Berlin'], ['Werder Bremen', 'Weserstadion', 'Bremen']]],
  ['LaLiga', 'football', [['Real Betis', 'Benito Villamarín', 'Seville'], ['Athletic Club', 'San Mamés', 'Bilbao'], ['Valencia CF', 'Mestalla', 'Valencia'], ['Real Sociedad', 'Anoeta', 'San Sebastián']]],
  ['NBA', 'basketball', [['Boston Celtics', 'TD Garden', 'Boston'], ['Chicago Bulls', 'United Center', 'Chicago'], ['Denver Nuggets', 'Ball Arena', 'Denver'], ['Miami Heat', 'Kaseya Center', 'Miami']]],
] as const; // prettier-ignore
type Team = readonly [name: string, ground: string, city: string];
interface Match {
  readonly league: string;
  readonly sport: string;
  readonly home: Team;
  readonly away: Team;
  readonly homeScore: number;
  readonly awayScore: number;
}
function matchOf(s: number): Match {
  const [league, sport, teams] = pick(LEAGUES, draw(s, 222));
  const home = (draw(s, 223) >>> 0) % teams.length;
  const away = (home + 1 + ((draw(s, 224) >>> 0) % (teams.length - 1))) % teams.length;
  const [low, high] = sport === 'football' ? [0, 3] : [94, 124];
  const homeScore = between(draw(s, 225), low, high);
  const awayScore = between(draw(s, 226), low, high);
  return {
    league,
    sport,
    home: teams[home]!,
    away: teams[away]!,
    homeScore,
    awayScore: sport === 'basketball' && awayScore === homeScore ? awayScore + 3 : awayScore,
  };
}
export const matchTitleOf = (s: number): string => `${matchOf(s).home[0]} – ${matchOf(s).away[0]}`;
const abbreviation = (name: string): string =>
  name
    .replaceAll(/[^A-Za-z]/g, '')
    .slice(0, 3)
    .toUpperCase();

const teamMember = ([name, ground, city]: Team): Member => ({
  '(team |club |full |display )?name': name,
  'short name|code|abbreviation|abbr|tla': abbreviation(name),
  '(home )?(stadium|ground|venue|arena)': ground,
  city: city,
});

export const LEISURE: readonly Facts[] = [
  {
    about: ['dish'],
    text: [
      ['title', '(recipe |dish |meal )?(title|name|headline)', (s) => recipeOf(s).title],
      ['cuisine', 'cuisine( type| name)?|origin', (s) => recipeOf(s).cuisine],
      ['course', '(course|meal type|dish type|category|meal|type|kind)( name)?', (s) => recipeOf(s).course],
      ['difficulty', 'difficulty( level)?|level', (s) => (recipeOf(s).prep > 20 ? 'medium' : 'easy')],
      [
        'about',
        'description|summary|about|intro',
        (s) =>
          `${recipeOf(s).title} the way it is made at home: ${recipeOf(s)
            .ingredients.map(([name]) => name)
            .slice(0, 3)
            .join(', ')} and a little patience.`,
      ],
      ['method', 'instruction|direction|method', (s) => recipeOf(s).steps.join(' ')],
    ],
    numbers: [
      ['preparation minutes', '(prep|preparation)( time)?( minutes| mins| min)?', (s) => recipeOf(s).prep],
      ['cooking minutes', '(cook|cooking|bake|baking)( time)?( minutes| mins| min)?', (s) => recipeOf(s).cook],
      [
        'minutes',
        '(total )?(time|duration)( minutes| mins| min)?|total minutes',
        (s) => recipeOf(s).prep + recipeOf(s).cook,
      ],
      ['servings', 'servings?|serves|portions?|yield', () => 4],
      ['energy', '(calories|calorie|kcal|energy)( kcal| per serving| count)?', (s) => recipeOf(s).kcal],
      ['protein', 'protein( g| grams)?', (s) => Math.round(recipeOf(s).kcal / 22)],
      ['fat', 'fat( g| grams)?', (s) => Math.round(recipeOf(s).kcal / 25)],
      ['fibre', 'fib(er|re)( g| grams)?', (s) => Math.round(recipeOf(s).kcal / 80)],
      ['carbohydrates', '(carb|carbs|carbohydrates?)( g| grams)?', (s) => Math.round(recipeOf(s).kcal / 10)],
    ],
    lists: [
      [
        'ingredients',
        'ingredient( line)?',
        (s) =>
          recipeOf(s).ingredients.map(([name, amount, unit]) =>
            unit === 'pcs' ? `${amount} ${name}` : `${amount} ${unit} ${name}`,
          ),
      ],
      ['steps', '(step|instruction|direction)( text)?', (s) => recipeOf(s).steps],
      ['tags', '(tag|label|keyword|diet)', (s) => recipeOf(s).tags],
    ],
    members: [
      [
        'ingredients',
        'ingredient',
        (s) =>
          recipeOf(s).ingredients.map(([name, amount, unit]) => ({
            '(ingredient |food )?(name|ingredient|item|food)': name,
            'amount|quantity|qty|value': amount,
            'unit|measure|uom': unit,
          })),
      ],
      [
        'steps',
        '(step|instruction|direction)',
        (s) => recipeOf(s).steps.map((text) => ({ 'text|description|instruction|title|body|content|detail': text })),
      ],
    ],
  },
  {
    about: ['match'],
    text: [
      ['competition', '(competition|league|tournament|championship)( name)?', (s) => matchOf(s).league],
      ['sport', 'sport( name| type)?|discipline', (s) => matchOf(s).sport],
      ['home code', 'home( team)? (code|abbreviation|abbr|short name)', (s) => abbreviation(matchOf(s).home[0])],
      ['away code', 'away( team)? (code|abbreviation|abbr|short name)', (s) => abbreviation(matchOf(s).away[0])],
      ['home team', 'home( team| side)?( name)?', (s) => matchOf(s).home[0]],
      ['away team', '(away|visiting|guest|visitor)( team| side)?( name)?', (s) => matchOf(s).away[0]],
      ['ground', '(venue|stadium|ground|arena|location)( name)?', (s) => matchOf(s).home[1]],
      ['city', '(venue )?city', (s) => matchOf(s).home[2]],
      ['season', 'season( name)?', () => '2026/27'],
      ['round', '(round|match ?day|stage|week|game ?week)( name)?', (s) => `Matchday ${between(draw(s, 227), 1, 30)}`],
      ['score', '(final |full time |result )?(score|result)', (s) => `${matchOf(s).homeScore}:${matchOf(s).awayScore}`],
      ['title', 'title|name', (s) => matchTitleOf(s)],
      ['status', '(match |fixture |game )?(status|state|phase)', () => 'finished'],
      ['broadcaster', '(broadcaster|tv channel|channel)( name)?', () => 'Sky Sports'],
    ],
    numbers: [
      ['home score', 'home( team)? (score|goals?|points?)|(score|goals?|points?) home', (s) => matchOf(s).homeScore],
      [
        'away score',
        '(away|guest|visitor)( team)? (score|goals?|points?)|(score|goals?|points?) away',
        (s) => matchOf(s).awayScore,
      ],
      ['round', '(round|match ?day|week|game ?week)( number)?', (s) => between(draw(s, 227), 1, 30)],
      ['attendance', '(attendance|spectators|crowd)( count)?', (_s, a) => between(a, 18_400, 54_800)],
      ['minute', '(match |game |added |current )?(minute|minutes|clock)( played)?', () => 90],
    ],
    parts: [
      ['home side', 'home( team| side)?', (s) => teamMember(matchOf(s).home)],
      ['away side', '(away|visiting|guest|visitor)( team| side)?', (s) => teamMember(matchOf(s).away)],
    ],
  },
  {
    about: ['ingredient'],
    text: [
      ['name', '(ingredient )?name', (s) => pick(recipeOf(s).ingredients, draw(s, 228))[0]],
      ['unit', 'unit|measure', (s) => pick(recipeOf(s).ingredients, draw(s, 228))[2]],
    ],
    numbers: [['amount', 'amount|quantity', (s) => pick(recipeOf(s).ingredients, draw(s, 228))[1]]],
  },
];

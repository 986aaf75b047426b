import { pick } from './hash.ts';
import { row, type HintRow } from './hint-row.ts';
import type { TextSource } from './strings.ts';

/** Words that fields of many schemas choose from: what a field is called, and what it may say. Rows are tried from the top. */
// prettier-ignore
const WORDS: readonly (readonly [kind: string, words: string, values: string])[] = [
  ['difficulty', 'difficulty( level)?|skill level', 'easy|medium|hard'],
  ['cuisine', 'cuisine', 'Italian|Japanese|Mexican|Indian|French|Thai'],
  ['condition', '(item |product |overall )?condition', 'new|like new|used|refurbished'],
  ['material', 'material|fabric', 'oak|cotton|stainless steel|ceramic|recycled plastic|wool'],
  ['shape', 'shape', 'round|square|oval|rectangular'],
  ['flavor', 'flavou?r|taste', 'vanilla|chocolate|lemon|salted caramel'],
  ['season', 'season', 'spring|summer|autumn|winter'],
  ['weekday', 'weekday|day of week|week day', 'Monday|Tuesday|Wednesday|Thursday|Friday'],
  ['direction', 'direction|heading|orientation', 'north|east|south|west'],
  ['skill', 'skill|competence', 'project management|SQL|public speaking|TypeScript|negotiation|first aid'],
  ['scope', 'scope', 'read|write|profile|admin'],
  ['feature', 'feature|highlight|benefit', 'offline mode|priority support|single sign-on|custom reports|unlimited projects'],
  ['amenity', 'amenity|facility', 'Wi-Fi|parking|breakfast|pool|gym'],
  ['topic', 'topic|subject area', 'security|performance|onboarding|pricing|accessibility'],
  ['mood', 'mood', 'calm|happy|curious|focused'],
  ['source', 'source|channel|medium|origin', 'web|mobile app|partner|import'],
  ['payment method', 'payment (method|type|mode)|mode of payment|paid with', 'card|bank transfer|invoice|PayPal'],
  ['method', 'method', 'automatic|manual|standard'],
  ['view', 'view|outlook', 'sea|garden|city|courtyard'],
  ['building', 'building|block|wing', 'Main Building|Building B|North Wing'],
  ['floor', 'floor|storey', 'ground floor|1|2|3'],
  ['network', 'ssid|network( ssid| name)', 'office|office-guest|warehouse'],
  ['prerequisite', 'prerequisite|precondition', 'Basic algebra|A computer with a browser|Some experience with spreadsheets'],
  ['competition', 'competition|league|tournament', 'City League|Spring Cup|Regional Championship'],
  ['period', 'period', 'month|quarter|year'],
  ['mode', 'mode', 'automatic|manual|eco'],
  ['strategy', 'strategy|policy', 'balanced|conservative|aggressive'],
  ['outcome', 'outcome|result|verdict|decision', 'approved|approved|passed|rejected'],
  ['frequency', 'frequency|cadence|recurrence|billing (cycle|period|interval)|interval', 'daily|weekly|monthly|yearly'],
  ['quality', 'quality|grade', 'high|medium|standard'],
  ['visibility', 'visibility|privacy|access( level)?', 'public|private|internal'],
  ['license', 'licen[sc]e', 'MIT|Apache-2.0|CC-BY-4.0|proprietary'],
  ['algorithm', 'algorithm|cipher', 'AES-256-GCM|SHA-256|RSA-2048'],
  ['programming language', 'runtime|programming language', 'nodejs20|python3.12|go1.23|java21'],
  ['engine', 'database|db|engine', 'postgresql|mysql|redis'],
  ['machine', '(machine|instance|vm|node) type', 'e2-standard-4|m5.large|n2-highmem-8'],
  ['cron', 'cron( expression)?|schedule', '0 6 * * 1|*/15 * * * *|0 0 1 * *'],
  ['insurance', 'insurance', 'Allianz|AXA|Helvetia'],
  ['blood type', 'blood (type|group)', 'O+|A+|B+|AB+|O-'],
  ['allergy', 'allergy|allergen', 'peanuts|gluten|milk|shellfish'],
  ['symptom', 'symptom', 'headache|cough|fever|fatigue'],
  ['diagnosis', 'diagnosis', 'Seasonal allergy|Sprained ankle|Migraine'],
  ['medicine', 'medication|medicine|drug', 'Ibuprofen 400 mg|Amoxicillin 500 mg|Vitamin D 1000 IU'],
  ['specialty', 'specialty|speciality|specialization', 'Cardiology|Dermatology|Paediatrics|General Practice'],
  ['degree', 'degree|education( level)?|qualification', 'Bachelor of Science|Master of Arts|PhD'],
  ['school', '(school|university|college|institution)( name)?', 'University of Vienna|ETH Zurich|Trinity College|Lund University'],
  ['sport', 'sport', 'football|tennis|basketball|running'],
  ['hobby', 'hobby|interest', 'hiking|photography|cooking|chess|cycling|jazz|gardening|travel'],
  ['marital status', 'marital status|relationship status', 'single|married|partnered'],
  ['breed', 'breed', 'Labrador Retriever|Border Collie|Maine Coon|Beagle'],
  ['species', 'species|animal', 'dog|cat|rabbit|parrot'],
  ['fuel', 'fuel( type)?', 'electric|petrol|diesel|hybrid'],
  ['gearbox', 'transmission|gearbox', 'automatic|manual'],
  ['plate', '(licen[sc]e|number|registration) plate|plate( number)?', 'ZH 482 917|B-KL 2841|7ABC123'],
  ['VIN', 'vin', 'WVWZZZ1JZXW000417|1HGCM82633A004352'],
  ['trigger', 'trigger|event name|event type', 'created|updated|deleted'],
  ['operator', 'operator|comparator', 'equals|greater than|contains'],
  ['aggregation', 'aggregation|aggregate|statistic', 'sum|average|max'],
  ['device type', 'device( type| class)', 'phone|tablet|laptop|desktop'],
  ['theme', 'theme|appearance', 'light|dark|system'],
  ['alignment', 'alignment|align', 'left|center|right'],
  ['font', 'font( family| name)?', 'Inter|Georgia|Roboto'],
  ['age group', 'age (group|range|rating)|audience', '18–24|25–34|35–44|all ages'],
  ['sentiment', 'sentiment|tone', 'positive|neutral|negative'],
  ['shift', 'shift', 'morning|late|night'],
  ['campaign', 'campaign( name)?', 'Autumn Sale|Welcome Series|Spring Launch'],
  ['objective', 'objective|goal', 'Reduce waiting time by a third|Answer within one day|Open the second store'],
  ['industry', 'industry|sector|vertical', 'Logistics|Retail|Health care|Manufacturing|Education'],
  ['risk', 'risk( level| rating)?|threat level', 'low|low|medium|high'],
  ['stage', 'stage|step name|phase', 'planning|in progress|review|done'],
  ['answer', 'answer|response|solution', 'Yes, from Monday to Friday.|It takes two working days.|No, but the export does.'],
  ['hint', 'hint|tip|help( text)?|tooltip|placeholder', 'You can change this later.|Leave it empty for the default.|Use at least eight characters.'],
  ['symbol', '(ticker|stock|instrument)( symbol)?|symbol', 'ACME|NWND|BRLB|HRBR'],
  ['exchange', 'exchange', 'XETRA|NYSE|SIX'],
];

type Tell = (a: number, b: number, s: number, source: TextSource) => string;

export const VOCABULARY_ROWS: readonly HintRow[] = WORDS.map(([kind, words]) => row(kind, words));

export const VOCABULARY: Readonly<Record<string, Tell>> = Object.fromEntries(
  WORDS.map(([kind, , values]) => {
    const list = values.split('|');
    return [kind, (a: number) => pick(list, a)];
  }),
);

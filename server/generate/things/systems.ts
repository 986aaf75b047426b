import { between, code, draw, hex, pick, uuid } from '../hash.ts';
import type { Facts } from './facts.ts';

// task, model, framework, parameters, metric
const MODELS = [
  ['text-classification', 'ticket-router', 'PyTorch', 66_000_000, 'DistilBERT'],
  ['image-classification', 'leaf-disease-classifier', 'TensorFlow', 25_600_000, 'ResNet-50'],
  ['object-detection', 'shelf-gap-detector', 'PyTorch', 43_700_000, 'YOLOv8'],
  ['time-series-forecasting', 'energy-demand-forecast', 'scikit-learn', 1_200_000, 'Gradient boosting'],
  ['fraud-detection', 'card-fraud-scorer', 'XGBoost', 850_000, 'Gradient boosting'],
  ['speech-recognition', 'call-transcriber', 'PyTorch', 244_000_000, 'Whisper small'],
  ['recommendation', 'next-purchase-recommender', 'TensorFlow', 18_400_000, 'Two-tower'],
] as const;
const modelOf = (s: number): (typeof MODELS)[number] => pick(MODELS, draw(s, 201));
export const modelNameOf = (s: number): string => modelOf(s)[1];

// name, format, rows, about
const DATASETS = [
  ['support-tickets-2025', 'Parquet', 184_220, 'Support tickets with the team that solved them.'],
  ['plant-leaves', 'JPEG', 54_306, 'Photographs of healthy and diseased leaves.'],
  ['store-shelves', 'JPEG', 11_743, 'Pictures of shelves with boxes around the gaps.'],
  ['smart-meter-readings', 'Parquet', 2_075_259, 'Readings of household meters, every 30 minutes.'],
  ['card-transactions', 'CSV', 284_807, 'Anonymised card payments, labelled by the fraud team.'],
  ['call-recordings-en', 'WAV', 28_540, 'Recorded calls with transcripts.'],
] as const;
const datasetOf = (s: number): (typeof DATASETS)[number] => pick(DATASETS, draw(s, 202));
export const datasetNameOf = (s: number): string => datasetOf(s)[0];

// name, namespace, port
const WORKLOADS = [
  ['checkout', 'shop', 8080],
  ['payments-api', 'payments', 8443],
  ['search', 'catalog', 9200],
  ['web-frontend', 'shop', 3000],
  ['notification-worker', 'messaging', 8080],
  ['auth', 'identity', 8443],
  ['inventory', 'catalog', 8080],
] as const;
const workloadOf = (s: number): (typeof WORKLOADS)[number] => pick(WORKLOADS, draw(s, 203));
export const workloadNameOf = (s: number): string => workloadOf(s)[0];
const versionOf = (s: number): string =>
  `${between(draw(s, 204), 1, 4)}.${between(draw(s, 205), 0, 24)}.${between(draw(s, 206), 0, 9)}`;
const replicasOf = (s: number): number => between(draw(s, 207), 2, 6);

const SETTINGS = [
  ['LOG_LEVEL', 'info'],
  ['PORT', '8080'],
  ['DATABASE_HOST', 'db.internal'],
  ['FEATURE_NEW_CHECKOUT', 'true'],
  ['REQUEST_TIMEOUT', '30s'],
  ['REGION', 'eu-west-1'],
] as const;
export const settingOf = (s: number): (typeof SETTINGS)[number] => pick(SETTINGS, draw(s, 217));

const share = (low: number, high: number) => (s: number, a: number) => between(a ^ (s & 0), low, high) / 1000;

export const SYSTEMS: readonly Facts[] = [
  {
    about: ['setting'],
    text: [
      ['name', '(variable )?(name|key)', (s) => settingOf(s)[0]],
      ['value', '(default )?value', (s) => settingOf(s)[1]],
    ],
  },
  {
    about: ['model'],
    text: [
      ['name', '(model |display |short )?(name|title)', (s) => modelOf(s)[1]],
      ['task', '(task|use case|problem|model type|objective|type)( type| name)?', (s) => modelOf(s)[0]],
      ['framework', '(framework|library|ml framework)( name)?', (s) => modelOf(s)[2]],
      ['architecture', '(architecture|algorithm|base model|backbone|model family)( name)?', (s) => modelOf(s)[4]],
      ['version', '(model )?version( id| name)?', (s) => `v${between(draw(s, 208), 1, 14)}`],
      [
        'status',
        '(status|state|stage)',
        (s) => pick(['deployed', 'deployed', 'staging', 'training', 'archived'], draw(s, 119)),
      ],
      [
        'artifact',
        '(artifact|model|checkpoint|weights)( uri| url| path| location)',
        (s) => `s3://models/${modelOf(s)[1]}/model.safetensors`,
      ],
      [
        'about',
        'description|summary|about',
        (s) => `${modelOf(s)[4]} for ${modelOf(s)[0].replaceAll('-', ' ')}, retrained every month.`,
      ],
      ['dataset', '(training )?(dataset|data set|data)( name| id)?', (s) => pick(DATASETS, draw(s, 202))[0]],
      ['licence', 'licen[sc]e', (s) => pick(['Apache-2.0', 'MIT', 'CC-BY-4.0'], draw(s, 209))],
      ['optimizer', 'optimi[sz]er', () => 'AdamW'],
      ['loss function', 'loss( function)?', () => 'cross-entropy'],
      [
        'hardware',
        '(hardware|accelerator|gpu|instance)( type)?',
        (s) => pick(['NVIDIA A100', 'NVIDIA T4', 'CPU'], draw(s, 210)),
      ],
    ],
    numbers: [
      ['parameters', '(parameter|parameters|num parameters|number of parameters|param)( count)?', (s) => modelOf(s)[3]],
      ['accuracy', '(.*\\b)?(accuracy|precision|recall|f 1|f1|f1 score|f 1 score|auc|roc auc|map)', share(842, 974)],
      ['loss', '(.*\\b)?loss', share(60, 420)],
      ['learning rate', 'learning rate', (s) => pick([0.001, 0.0003, 0.0001, 0.00005], draw(s, 211))],
      ['batch size', 'batch size', (s) => pick([16, 32, 64, 128], draw(s, 212))],
      ['epochs', '(epoch|epochs|num epochs|max epochs)( count)?', (s) => between(draw(s, 213), 3, 40)],
      ['latency', '(.*\\b)?latency( ms| millis)?', (_s, a) => between(a, 14, 180)],
      ['size', '(model |file )?size( bytes)?', (s) => modelOf(s)[3] * 4],
      ['threshold', '(.*\\b)?threshold', () => 0.5],
      ['dropout', 'dropout( rate)?', (s) => pick([0.1, 0.2, 0.3], draw(s, 218))],
      ['seed', '(random )?seed', () => 42],
    ],
  },
  {
    about: ['dataset'],
    text: [
      ['name', '(dataset |display |short )?(name|title)', (s) => datasetOf(s)[0]],
      ['about', 'description|summary|about', (s) => datasetOf(s)[3]],
      ['format', '(file |data )?(format|type)', (s) => datasetOf(s)[1]],
      [
        'place',
        '(uri|location|path|source|storage)( uri| path| location)?',
        (s) => `s3://datasets/${datasetOf(s)[0]}/`,
      ],
      ['version', 'version', () => '2026-08'],
      ['licence', 'licen[sc]e', (s) => pick(['CC-BY-4.0', 'CC0-1.0', 'internal'], draw(s, 209))],
      ['split', 'split', (_s, a) => pick(['train', 'validation', 'test'], a)],
    ],
    members: [
      [
        'splits',
        'split',
        (s) =>
          (
            [
              ['train', 0.8],
              ['validation', 0.1],
              ['test', 0.1],
            ] as const
          ).map(([name, ratio]) => ({
            'name|split|type': name,
            'ratio|fraction|share': ratio,
            '(row|rows|example|examples|sample|record)s?( count)?|size|count': Math.round(datasetOf(s)[2] * ratio),
          })),
      ],
    ],
    numbers: [
      [
        'rows',
        '(row|rows|record|records|example|examples|sample|samples|item|num rows|num examples|total rows|instance)s?( count)?|size',
        (s) => datasetOf(s)[2],
      ],
      ['columns', '(column|columns|feature|features|num columns)( count)?', (s) => between(draw(s, 214), 6, 42)],
      ['bytes', '(.*\\b)?(bytes|size bytes)', (s) => datasetOf(s)[2] * 412],
    ],
  },
  {
    about: ['deployment'],
    text: [
      [
        'name',
        '(deployment |app |service |workload |container |pod |display )?name|app|service|workload',
        (s) => workloadOf(s)[0],
      ],
      ['namespace', 'namespace( name)?', (s) => workloadOf(s)[1]],
      [
        'image',
        '(container |docker )?image( ref| name| url| uri)?',
        (s) => `registry.example.com/${workloadOf(s)[1]}/${workloadOf(s)[0]}:${versionOf(s)}`,
      ],
      ['image tag', '(image )?(tag|version)|version|release|app version', (s) => versionOf(s)],
      ['cluster', 'cluster( name)?', (s) => pick(['prod-eu-1', 'prod-us-1', 'staging-eu-1'], draw(s, 215))],
      ['node', 'node( name)?|host( name)?', (_s, a) => `node-${between(a, 1, 18)}`],
      ['pod', 'pod( name)?', (s, a, b) => `${workloadOf(s)[0]}-${hex(a, b, 9)}-${code(a, b, 5)}`],
      ['strategy', '(deployment |rollout |update )?strategy( type)?', () => 'RollingUpdate'],
      ['policy', 'restart policy', () => 'Always'],
      ['pull policy', '(image )?pull policy', () => 'IfNotPresent'],
      [
        'status',
        '(status|state|phase|rollout status|health)',
        (s) => pick(['Running', 'Running', 'Progressing', 'Available'], draw(s, 119)),
      ],
      ['reason', 'reason', () => 'NewReplicaSetAvailable'],
      [
        'message',
        '(.*\\b)?message',
        (s) => `ReplicaSet "${workloadOf(s)[0]}-${hex(s, s, 9)}" has successfully progressed.`,
      ],
      ['service account', 'service account( name)?', (s) => workloadOf(s)[0]],
      ['port name', 'port name', () => 'http'],
      [
        'flag',
        'arg|argument',
        (_s, a) => pick(['--log-format=json', '--port=8080', '--config=/etc/app/config.yaml'], a),
      ],
      ['uid', 'uid', (_s, a, b) => uuid(a, b)],
      ['CPU', '(cpu|request cpu|cpu request)( request)?', (_s, a) => pick(['100m', '250m', '500m'], a)],
      ['CPU limit', 'cpu limit|limit cpu', (_s, a) => pick(['1', '2'], a)],
      ['memory', '(memory|request memory|memory request)( request)?', (_s, a) => pick(['128Mi', '256Mi', '512Mi'], a)],
      ['memory limit', 'memory limit|limit memory', (_s, a) => pick(['1Gi', '2Gi'], a)],
      ['ingress host', '(ingress )?(host|hostname|domain)', (s) => `${workloadOf(s)[0]}.apps.example.com`],
      ['uid', 'revision hash|pod template hash', (s) => hex(s, s, 9)],
      ['path', '(health|readiness|liveness|probe)?( check)? ?path', () => '/healthz'],
      ['command', 'command|entrypoint', (s) => `/app/${workloadOf(s)[0]}`],
    ],
    numbers: [
      [
        'replicas',
        '(desired |ready |available |updated |current |target |total |running )?(replicas?|pods?|instances?)( count)?',
        (s) => replicasOf(s),
      ],
      ['not available', '(unavailable|failed|pending) (replicas?|pods?)', () => 0],
      ['fewest replicas', 'min replicas?', (s) => Math.max(1, replicasOf(s) - 1)],
      ['most replicas', 'max replicas?', (s) => replicasOf(s) * 2],
      ['port', '(container |target |service )?port', (s) => workloadOf(s)[2]],
      ['restarts', 'restarts?( count)?', (_s, a) => pick([0, 0, 0, 1, 2], a)],
      ['CPU millis', '(.*\\b)?(cpu|millicores|cpu millis|cpu m)', (_s, a) => pick([100, 250, 500], a)],
      ['memory', '(.*\\b)?memory( mb| mib| mebibytes)', (_s, a) => pick([128, 256, 512], a)],
      ['revision', '(observed )?(generation|revision)', (s) => between(draw(s, 216), 3, 42)],
    ],
  },
];

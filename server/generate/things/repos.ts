import { between, draw, hex, pick } from '../hash.ts';
import { personOf } from '../pools.ts';
import type { Facts } from './facts.ts';

interface Repo {
  readonly name: string;
  readonly language: string;
  readonly about: string;
  readonly topics: readonly string[];
  readonly license: string;
}

// prettier-ignore
const REPOS: readonly Repo[] = ([
  ['quickpath', 'Rust', 'A shortest-path library for large road networks.', ['graphs', 'routing', 'algorithms'], 'MIT'],
  ['tidy-csv', 'Python', 'Read, check and clean CSV files that people really send.', ['csv', 'data-cleaning', 'cli'], 'BSD-3-Clause'],
  ['lantern', 'TypeScript', 'A static site generator for documentation with search built in.', ['documentation', 'static-site', 'search'], 'MIT'],
  ['pgpool-lite', 'Go', 'A small connection pool in front of PostgreSQL.', ['postgresql', 'database', 'connection-pool'], 'Apache-2.0'],
  ['chartlet', 'JavaScript', 'Charts in three kilobytes, no dependencies.', ['charts', 'svg', 'visualization'], 'MIT'],
  ['kubewatch', 'Go', 'Tells your team when a rollout gets stuck.', ['kubernetes', 'monitoring', 'slack'], 'Apache-2.0'],
  ['rowcache', 'Java', 'A cache for database rows that knows when to forget.', ['cache', 'jdbc', 'performance'], 'Apache-2.0'],
  ['paperboy', 'Ruby', 'Sends newsletters and respects those who leave.', ['email', 'newsletter', 'rails'], 'MIT'],
  ['bitfield', 'C', 'Portable bit arrays with fast population counts.', ['bit-manipulation', 'embedded', 'simd'], 'BSD-2-Clause'],
  ['notepad-sync', 'Kotlin', 'Offline-first notes that merge without conflicts.', ['android', 'crdt', 'offline-first'], 'GPL-3.0'],
  ['envcheck', 'Shell', 'Fails early when an environment variable is missing.', ['devops', 'configuration', 'ci'], 'MIT'],
  ['swiftmap', 'Swift', 'Vector maps for iOS that work without a network.', ['ios', 'maps', 'offline'], 'MIT'],
  ['tracebox', 'C++', 'A flight recorder for multi-threaded programs.', ['tracing', 'profiling', 'debugging'], 'Apache-2.0'],
  ['formwork', 'TypeScript', 'Typed forms with validation that speaks to people.', ['forms', 'validation', 'accessibility'], 'MIT'],
] as const).map(([name, language, about, topics, license]) => ({ name, language, about, topics, license }));

export const repoOf = (s: number): Repo => pick(REPOS, draw(s, 91));

const ownerOf = (s: number): string =>
  (draw(s, 92) & 1) === 0
    ? pick(['northwind', 'brightlabs', 'harborworks', 'openmeadow', 'tinkerhouse'], draw(s, 93))
    : personOf(s).user.replace('.', '-');

const COMMITS = [
  'Handle empty input',
  'Bump dependencies',
  'Fix off-by-one in pagination',
  'Add a test for the slow path',
  'Document the configuration file',
  'Retry on connection reset',
  'Remove the deprecated flag',
  'Speed up startup by loading lazily',
];
const BRANCHES = ['main', 'fix/empty-input', 'feature/pagination', 'chore/bump-deps', 'docs/configuration'];

const HOST = 'https://git.example.com';
const path = (s: number): string => `${ownerOf(s)}/${repoOf(s).name}`;

export const REPOSITORIES: readonly Facts[] = [
  {
    about: ['repo'],
    text: [
      ['full name', '(full|qualified) name|(owner )?repo|slug|name with owner|path', (s) => path(s)],
      ['owner', '(repo )?(owner|org|organization|organisation|namespace)( login| name)?|login', (s) => ownerOf(s)],
      ['name', '(repo |repository |short |display |project )?name|title', (s) => repoOf(s).name],
      ['about', 'description|summary|about|tagline', (s) => repoOf(s).about],
      ['language', '(primary |main |programming )?language', (s) => repoOf(s).language],
      ['license', '(spdx )?licen[sc]e( id| name| key| spdx id| spdx)?|spdx id', (s) => repoOf(s).license],
      ['default branch', '(default |main )branch( name)?', (s) => (draw(s, 94) % 5 === 0 ? 'master' : 'main')],
      ['branch', 'branch( name)?|ref|head ref|head branch', (_s, a) => pick(BRANCHES, a)],
      ['ssh url', 'ssh url|git ssh', (s) => `git@git.example.com:${path(s)}.git`],
      ['clone url', '(clone|git|https clone) (url|uri)', (s) => `${HOST}/${path(s)}.git`],
      ['page', '(html |web |repo |repository )?(url|uri|link)', (s) => `${HOST}/${path(s)}`],
      ['home page', '(home ?page|website)( url)?', (s) => `https://${repoOf(s).name}.example.org`],
      ['visibility', 'visibility', (s) => pick(['public', 'public', 'private'], draw(s, 95))],
    ],
    numbers: [
      ['stars', '(star|stargazer|stargazers|watcher|stars)( count)?', (s) => starsOf(s)],
      ['forks', '(fork|forks)( count)?', (s) => Math.round(starsOf(s) * 0.07) + 2],
      ['watchers', '(subscriber|subscribers|watching)( count)?', (s) => Math.round(starsOf(s) * 0.02) + 3],
      ['open issues', '(open )?issues?( count)?', (_s, a) => between(a, 3, 84)],
      ['open pull requests', '(open )?(pull requests?|prs?)( count)?', (_s, a) => between(a, 1, 14)],
      ['commits', '(total )?commits?( count)?', (_s, a) => between(a, 180, 4_200)],
      ['contributors', 'contributors?( count)?', (_s, a) => between(a, 3, 62)],
      ['size', 'size( kb| kib)?|disk usage', (_s, a) => between(a, 640, 48_000)],
    ],
    lists: [['topics', '(topic|tag|keyword|label)( name)?', (s) => repoOf(s).topics]],
  },
  {
    about: ['commit'],
    text: [
      ['hash', '(commit )?(sha|hash|oid|revision)', (_s, a, b) => hex(a, b, 40)],
      ['message', '(commit )?(message|title|subject|headline|summary)', (s) => pick(COMMITS, draw(s, 96))],
      ['branch', 'branch|ref', (_s, a) => pick(BRANCHES, a)],
    ],
    numbers: [
      ['additions', '(additions|addition|insertion|insertions|line added|lines added)', (_s, a) => between(a, 2, 180)],
      ['deletions', '(deletions|deletion|line deleted|lines deleted|lines removed)', (_s, a) => between(a, 0, 90)],
    ],
  },
];

const starsOf = (s: number): number => Math.round(40 * 10 ** (between(draw(s, 97), 0, 250) / 100));

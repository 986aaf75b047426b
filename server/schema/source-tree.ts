/** A `.proto` file as text. `path` is what the person would type to open it. */
export interface ProtoText {
  readonly path: string;
  readonly text: string;
}

/** A source with the name that it is imported by. */
export interface SourceFile {
  /** Undefined for built-in files. */
  readonly path: string | undefined;
  readonly text: string;
  readonly name: string;
}

interface Entry extends ProtoText {
  readonly source: ProtoText;
  /** The path with plain slashes, and no `./` in front. */
  readonly norm: string;
  name: string;
  /** How often it is imported by which name. */
  readonly votes: Map<string, number>;
}

const IMPORT = /(?:^|[;\s])import\s*(?:(?:public|weak|option)\s*)?["']([^"'\n]+)["']\s*;/g;
const PACKAGE = /(?:^|[;\s])package\s+([\w.]+)\s*;/;

interface Facts {
  readonly imports: readonly string[];
  readonly package: string | undefined;
}

/** A tree is compiled again with most of its files the same: they are searched once. */
const facts = new WeakMap<ProtoText, Facts>();

function factsOf(file: ProtoText): Facts {
  let known = facts.get(file);
  if (!known) {
    const imports = [...file.text.matchAll(IMPORT)].map(([, written]) => normal(written!));
    known = { imports, package: PACKAGE.exec(file.text)?.[1] };
    facts.set(file, known);
  }
  return known;
}

/**
 * The files of a compilation by import name. Roots need not be given: where a file is imported as `a/b.proto` and is
 * found at `x/y/a/b.proto`, then `x/y` is a root. Nothing is read here; `find` looks for what was not given.
 */
export class SourceTree {
  readonly files: readonly SourceFile[];
  readonly #entries: Entry[] = [];
  readonly #byPath = new Map<string, Entry>();
  readonly #byBase = new Map<string, Entry[]>();
  readonly #candidates = new Map<string, readonly Entry[]>();
  readonly #found = new Map<string, Entry | undefined>();
  readonly #byName = new Map<string, Entry>();
  readonly #roots: readonly string[];
  readonly #find: ((importName: string) => ProtoText | undefined) | undefined;
  #common = '';

  constructor(
    files: readonly ProtoText[],
    roots: readonly string[],
    find?: (importName: string) => ProtoText | undefined,
  ) {
    this.#roots = roots.map((root) => folder(normal(root)));
    this.#find = find;
    for (const file of files) this.#add(file);
    this.#common = commonFolder(this.#entries.map((entry) => entry.norm));
    for (const entry of this.#entries)
      for (const name of factsOf(entry.source).imports) {
        const { votes } = this.#given(entry.norm, name) ?? {};
        votes?.set(name, (votes.get(name) ?? 0) + 1);
      }
    this.files = this.#nameAll();
  }

  /** The file that an import leads to. The name of the file can differ from that of the import. */
  resolve(from: SourceFile, importName: string): SourceFile | undefined {
    const name = normal(importName);
    const entry = this.#given(normal(from.path ?? ''), name) ?? this.#search(name);
    return entry && (this.#byName.get(entry.name) ?? entry);
  }

  #add(file: ProtoText): Entry {
    const entry: Entry = {
      source: file,
      path: file.path,
      text: file.text,
      norm: normal(file.path),
      name: '',
      votes: new Map(),
    };
    this.#entries.push(entry);
    this.#byPath.set(entry.norm, entry);
    const base = baseName(entry.norm);
    const same = this.#byBase.get(base);
    if (same) same.push(entry);
    else this.#byBase.set(base, [entry]);
    return entry;
  }

  #given(from: string, name: string): Entry | undefined {
    for (const root of this.#roots) {
      const entry = this.#byPath.get(root + name);
      if (entry) return entry;
    }
    const candidates = this.#endingIn(name);
    if (candidates.length <= 1) return candidates[0];
    // The nearest root above the importing file; else the file that is nearest to it.
    let best: Entry | undefined;
    let bestScore = -1;
    for (const entry of candidates) {
      const root = entry.norm.slice(0, entry.norm.length - name.length);
      const score = from.startsWith(root) ? root.length * 2 + 1 : commonFolder([root, from]).length;
      if (score > bestScore) [best, bestScore] = [entry, score];
    }
    return best;
  }

  #endingIn(name: string): readonly Entry[] {
    const known = this.#candidates.get(name);
    if (known) return known;
    const same = this.#byBase.get(baseName(name)) ?? [];
    let found = same.filter(({ norm }) => norm === name || norm.endsWith(`/${name}`));
    // The root can lie above what was given: `etcd/api/kv.proto` for the file `api/kv.proto`.
    if (found.length === 0) found = same.filter(({ norm }) => norm.includes('/') && name.endsWith(`/${norm}`));
    this.#candidates.set(name, found);
    return found;
  }

  #search(name: string): Entry | undefined {
    if (!this.#find) return undefined;
    if (this.#found.has(name)) return this.#found.get(name);
    const file = this.#find(name);
    let entry = file && (this.#byBase.get(baseName(name)) ?? []).find(({ text }) => text === file.text);
    if (file && !entry) {
      entry = this.#add(file);
      entry.name = name;
      this.#claim(entry);
    }
    this.#found.set(name, entry);
    return entry;
  }

  #nameAll(): SourceFile[] {
    const inferred = new Set<string>();
    for (const entry of this.#entries)
      for (const name of entry.votes.keys())
        if (entry.norm.endsWith(name)) inferred.add(entry.norm.slice(0, -name.length));
    for (const entry of this.#entries) entry.name = this.#nameOf(entry, inferred);
    return this.#entries.filter((entry) => this.#claim(entry));
  }

  #nameOf(entry: Entry, inferred: ReadonlySet<string>): string {
    // 1. A root that was given. 2. What others import it by. 3. The nearest root that others showed. 4. Its package.
    const root = this.#roots.find((given) => entry.norm.startsWith(given));
    if (root !== undefined) return entry.norm.slice(root.length);
    const [voted] = [...entry.votes].sort((a, b) => b[1] - a[1] || b[0].length - a[0].length);
    if (voted) return voted[0];
    for (let at = entry.norm.lastIndexOf('/') + 1; ; at = at < 2 ? 0 : entry.norm.lastIndexOf('/', at - 2) + 1) {
      if (inferred.has(entry.norm.slice(0, at))) return entry.norm.slice(at);
      if (at === 0) break;
    }
    const pkg = factsOf(entry.source).package?.replaceAll('.', '/');
    const tail = `${pkg ?? ''}/${baseName(entry.norm)}`;
    if (pkg !== undefined && `/${entry.norm}`.endsWith(`/${tail}`)) return tail;
    return entry.norm.slice(this.#common.length);
  }

  /** False for a second copy of a file. Another file of the same name gets a longer one. */
  #claim(entry: Entry): boolean {
    for (let name = entry.name; ; name = `_/${name}`) {
      const owner = this.#byName.get(name);
      if (owner === entry) return true;
      if (!owner) {
        entry.name = name;
        this.#byName.set(name, entry);
        return true;
      }
      if (owner.text === entry.text) {
        entry.name = name;
        return false;
      }
      if (name === entry.name) name = entry.norm.replace(/^(\.\.\/|\/)+/, '');
      if (!this.#byName.has(name)) {
        entry.name = name;
        this.#byName.set(name, entry);
        return true;
      }
    }
  }
}

const UNTIDY = /\\|\/\/|(?:^|\/)\.\.?(?:\/|$)|\/$/;

function normal(path: string): string {
  if (!UNTIDY.test(path)) return path;
  const parts = path.replaceAll('\\', '/').split('/');
  const kept: string[] = [];
  parts.forEach((part, index) => {
    if (part === '.' || (part === '' && index > 0)) return;
    if (part === '..' && kept.length > 0 && kept[kept.length - 1] !== '..' && kept[kept.length - 1] !== '') kept.pop();
    else kept.push(part);
  });
  return kept.join('/');
}

const folder = (path: string): string => (path === '' || path.endsWith('/') ? path : `${path}/`);
const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** The longest folder that all paths begin with, with its slash. */
function commonFolder(paths: readonly string[]): string {
  let common = (paths[0] ?? '').slice(0, (paths[0] ?? '').lastIndexOf('/') + 1);
  for (const path of paths)
    while (!path.startsWith(common))
      common = common.length < 2 ? '' : common.slice(0, common.lastIndexOf('/', common.length - 2) + 1);
  return common;
}

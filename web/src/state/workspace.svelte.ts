import type { Problem } from '#contract/problem';
import type { ServerStatus } from '#contract/rest';
import type { MethodDetail, MethodInfo, MethodPath, SchemaDifference, SchemaInfo, ServiceInfo } from '#contract/schema';
import { ApiError, type Api } from '../api/api.ts';
import { schemaMarks, type SchemaMark } from '../lib/schema-marks.ts';

/** A method with the service that it belongs to. */
export interface KnownMethod {
  readonly service: ServiceInfo;
  readonly method: MethodInfo;
}

/** What is served: the schema, its problems, the server's address, and the details of the methods that were looked at. */
export class Workspace {
  schema: SchemaInfo | null = $state.raw(null);
  status: ServerStatus | null = $state.raw(null);
  connected: boolean = $state(false);
  /** Why the schema could not be fetched; the last good one stays. */
  problems: readonly Problem[] = $state.raw([]);
  /** Methods that a reload brought or changed, until somebody looks at them. */
  marks: ReadonlyMap<string, SchemaMark> = $state.raw(new Map());
  readonly methods: ReadonlyMap<string, KnownMethod> = $derived(indexMethods(this.schema));
  readonly #api: Api;
  #said: { readonly revision: number; readonly difference: SchemaDifference } | null = null;
  readonly #details = new Map<MethodPath, Promise<MethodDetail>>();

  constructor(api: Api) {
    this.#api = api;
    let lost = false;
    api.live.onConnection((connected) => {
      this.connected = connected;
      if (connected && lost) void this.refresh();
      lost = !connected && this.schema !== null;
    });
    api.live.onSchema((revision, difference) => {
      this.#said = { revision, difference };
      void this.refresh();
    });
  }

  /** Fetches the schema and the status again. */
  async refresh(): Promise<void> {
    try {
      const [status, schema] = await Promise.all([this.#api.status(), this.#api.schema()]);
      if (schema.revision !== this.schema?.revision || status.seed !== this.status?.seed) this.#details.clear();
      this.#mark(schema);
      this.status = status;
      this.schema = schema;
      this.problems = [];
    } catch (error) {
      this.problems = error instanceof ApiError ? error.problems : [];
      if (!(error instanceof ApiError)) throw error;
    }
  }

  /** Somebody has looked at the method: it is no longer marked. */
  seen(path: string): void {
    if (!this.marks.has(path)) return;
    const marks = new Map(this.marks);
    marks.delete(path);
    this.marks = marks;
  }

  /** What the server said of the change counts where no revision was missed; else the two trees are compared. */
  #mark(schema: SchemaInfo): void {
    const before = this.schema;
    if (!before || schema.revision === before.revision) return;
    const said = this.#said?.revision === schema.revision && schema.revision === before.revision + 1;
    const methods = indexMethods(schema);
    const fresh = schemaMarks(this.methods, methods, said ? this.#said!.difference : null);
    const kept = [...this.marks].filter(([path]) => methods.has(path));
    this.marks = new Map([...kept, ...fresh]);
  }

  /** Everything about one method; asked for once for each revision of the schema. Rejects with `ApiError`. */
  detail(path: MethodPath): Promise<MethodDetail> {
    const known = this.#details.get(path);
    if (known) return known;
    const asked = this.#api.method(path);
    this.#details.set(path, asked);
    asked.catch(() => {
      if (this.#details.get(path) === asked) this.#details.delete(path);
    });
    return asked;
  }
}

function indexMethods(schema: SchemaInfo | null): ReadonlyMap<string, KnownMethod> {
  const index = new Map<string, KnownMethod>();
  for (const service of schema?.services ?? [])
    for (const method of service.methods) index.set(method.path, { service, method });
  return index;
}

import type { WorldEntity, WorldResource } from '#contract/world';
import { ApiError, type WorldPort } from '../../web/src/api/api.ts';

/** An entity with an id and some values; generated where nothing else is said. */
export function entity(id: string, values: object = {}, change: Partial<WorldEntity> = {}): WorldEntity {
  const json = JSON.stringify({ name: id, ...values }, null, 2);
  return { id, json, writtenBy: { by: 'generated' }, deleted: false, revision: 0, ...change };
}

/** A resource of products, as AIP has them. */
export function productResource(change: Partial<WorldResource> = {}): WorldResource {
  return {
    type: 'shop.example.com/Product',
    message: 'shop.v1.Product',
    singular: 'product',
    plural: 'products',
    idPath: 'name',
    patterns: ['products/{product}'],
    parent: null,
    why: [],
    methods: [{ path: '/shop.v1.Catalog/GetProduct', verb: 'get', why: '' }],
    columns: ['name', 'title', 'price'],
    written: 0,
    ...change,
  };
}

/** A world in a list, with the rules of the real one for revisions. */
export class FakeWorld implements WorldPort {
  entities: WorldEntity[];
  /** Thrown by the next request. */
  failure: ApiError | null = null;
  asked = 0;

  constructor(entities: readonly WorldEntity[]) {
    this.entities = [...entities];
  }

  /** Whose world was asked for last. */
  session: string | null = null;
  readonly of: WorldPort['of'] = (session) => {
    this.session = session;
    return this;
  };

  readonly info: WorldPort['info'] = async () => ({
    seed: '42',
    revision: 1,
    session: null,
    sessions: [],
    resources: [productResource()],
    files: [],
  });

  async page({ type, query }: { type: string; query: string }, token: string, size: number) {
    this.#may();
    this.asked += 1;
    const all = this.entities.filter(({ json }) => json.includes(query));
    const from = token === '' ? 0 : Number(token);
    const next = from + size < all.length ? String(from + size) : '';
    return { type, entities: all.slice(from, from + size), next, total: all.length };
  }

  async entity(_type: string, id: string): Promise<WorldEntity> {
    this.#may();
    const found = this.entities.find((one) => one.id === id);
    if (!found) throw refusal('unknown-entity', `There is no ${id}.`, 404);
    return found;
  }

  async add(_type: string, parent: string, json: string): Promise<WorldEntity> {
    this.#may();
    const made = entity(`${parent || 'products'}/made`, {}, { json, revision: 1, writtenBy: { by: 'page' } });
    this.entities = [made, ...this.entities];
    return made;
  }

  async write(_type: string, id: string, { json, baseRevision }: { json: string; baseRevision: number | null }) {
    this.#may();
    const old = this.entities.find((one) => one.id === id);
    if (old && baseRevision !== null && old.revision !== baseRevision)
      throw refusal('stale-entity', `${id} was written meanwhile.`, 409);
    const made = entity(id, {}, { json, revision: (old?.revision ?? 0) + 1, writtenBy: { by: 'page' } });
    this.entities = old ? this.entities.map((one) => (one.id === id ? made : one)) : [made, ...this.entities];
    return made;
  }

  async remove(_type: string, id: string): Promise<void> {
    this.#may();
    this.entities = this.entities.filter((one) => one.id !== id);
  }

  async reset() {
    this.#may();
    return this.info();
  }

  async snapshot({ file }: { file: string | null }) {
    this.#may();
    return { text: '', file, entities: 0 };
  }

  /** What somebody else wrote. */
  change(id: string, values: object): void {
    this.entities = this.entities.map((one) =>
      one.id === id ? entity(id, values, { revision: one.revision + 1 }) : one,
    );
  }

  #may(): void {
    const { failure } = this;
    this.failure = null;
    if (failure) throw failure;
  }
}

/** A refusal of the server. */
export function refusal(code: string, message: string, status: number, path?: string): ApiError {
  return new ApiError('ask', [{ severity: 'error', code, message, ...(path === undefined ? {} : { path }) }], status);
}

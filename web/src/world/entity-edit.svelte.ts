import type { Problem } from '#contract/problem';
import type { WorldEntity } from '#contract/world';
import { ApiError, type WorldPort } from '../api/api.ts';
import { parseJson } from '../lib/json-parse.ts';
import { lintJson } from '../lib/json-lint.ts';
import { LINT_LIMIT, type JsonSchema } from '../lib/json-shape.ts';
import type { JsonProblem } from '../lib/json-tree.ts';
import { placedIn } from '../lib/problem-in-text.ts';
import type { EditorHandle } from '../editor/editor-handle.ts';
import { draftKey, type World } from '../state/world.svelte.ts';

/** What the editor asks of the page. */
export interface EditPage {
  readonly api: Pick<WorldPort, 'entity' | 'write' | 'add' | 'remove'>;
  readonly world: Pick<World, 'drafts' | 'keep'>;
  /** Whose world `api` is. */
  readonly session: string | null;
}

/**
 * One entity that somebody looks at or writes. `new`: it is to be added. `gone`: it was deleted while it was shown.
 */
export class EntityEdit {
  state: 'loading' | 'ready' | 'new' | 'gone' | 'missing' = $state('loading');
  entity: WorldEntity | null = $state.raw(null);
  text: string = $state('');
  saving: boolean = $state(false);
  failures: readonly Problem[] = $state.raw([]);
  /** Another version, written while this one was edited. */
  theirs: WorldEntity | null = $state.raw(null);
  /** What is wrong with the text, as the editor last found it. */
  lint: readonly JsonProblem[] = $state.raw([]);
  /** What the server found in the text, until it is changed. */
  refused: readonly JsonProblem[] = $state.raw([]);
  editor: EditorHandle | null = null;
  #saved: string = $state('');
  #base: number | null = null;

  /** `id` is null for an entity that is to be added; `first` is its text to begin with. */
  constructor(
    readonly type: string,
    readonly id: string | null,
    private readonly parent: string,
    private readonly page: EditPage,
    first = '',
  ) {
    const draft = page.world.drafts.get(draftKey(page.session, type, id ?? ''));
    if (id === null) {
      this.state = 'new';
      this.#saved = first;
      this.text = draft?.text ?? first;
    } else if (draft) {
      this.text = draft.text;
      this.#base = draft.base;
    }
    this.#drafted = draft !== undefined;
  }
  /** The text was typed before, and not saved. */
  #drafted: boolean;

  /** A getter: what is under way may end after the component that began it, and a derived would not. */
  get dirty(): boolean {
    return this.text !== this.#saved;
  }

  /** Reads it; what was typed stays, and `theirs` says where it changed under it. */
  async load(): Promise<void> {
    const { id } = this;
    // One that was deleted here is not asked for again: the table says when it is back.
    if (id === null || this.saving || this.state === 'gone') return;
    try {
      const entity = await this.page.api.entity(this.type, id);
      if (this.saving) return;
      this.#arrive(entity);
    } catch (error) {
      const problems = problemsOf(error);
      if (statusOf(error) !== 404) this.failures = problems;
      else if (this.entity) this.#vanish();
      else this.#miss(problems);
    }
  }

  edit(text: string): void {
    this.text = text;
    this.refused = [];
    this.failures = [];
    this.#keep();
  }

  /** Writes the text; answers what was written, or null where something must be put right first. */
  async save(schema: JsonSchema | null): Promise<WorldEntity | null> {
    if (this.saving || this.state === 'loading') return null;
    const mistake = firstMistake(this.text, schema);
    if (mistake) {
      this.editor?.reveal(mistake.from, mistake.to);
      return null;
    }
    const { text } = this;
    this.saving = true;
    this.failures = [];
    try {
      const written =
        this.id === null
          ? await this.page.api.add(this.type, this.parent, text)
          : await this.page.api.write(this.type, this.id, { json: text, baseRevision: this.#base });
      const typed = this.text !== text;
      if (this.id === null) this.page.world.keep(draftKey(this.page.session, this.type, ''), null);
      else this.#take(written, typed);
      return written;
    } catch (error) {
      await this.#refuse(error);
      return null;
    } finally {
      this.saving = false;
    }
  }

  /** Deletes it; it stays here, to be put back. */
  async remove(): Promise<void> {
    if (this.id === null || this.saving) return;
    this.saving = true;
    try {
      await this.page.api.remove(this.type, this.id);
      this.#vanish();
    } catch (error) {
      this.failures = problemsOf(error);
    } finally {
      this.saving = false;
    }
  }

  /** Forgets what was typed. */
  revert(): void {
    if (this.theirs) return this.#take(this.theirs, false);
    this.text = this.#saved;
    this.refused = this.failures = [];
    this.#keep();
  }

  /** What was typed stands over the newer version: the next Save writes it. */
  keepMine(): void {
    const { theirs } = this;
    if (!theirs) return;
    this.entity = theirs;
    this.#saved = theirs.json;
    this.#base = theirs.revision;
    this.theirs = null;
    this.#keep();
  }

  #arrive(entity: WorldEntity): void {
    this.state = 'ready';
    const typed = this.#drafted || (this.entity !== null && this.dirty);
    if (!typed) return this.#take(entity, false);
    this.entity ??= entity;
    if (this.#drafted) this.#saved = entity.json;
    this.#drafted = false;
    if (entity.revision !== this.#base && entity.json !== this.text) this.theirs = entity;
  }

  #take(entity: WorldEntity, typed: boolean): void {
    this.entity = entity;
    this.#saved = entity.json;
    this.#base = entity.revision;
    this.theirs = null;
    this.state = 'ready';
    this.refused = this.failures = [];
    if (!typed) this.text = entity.json;
    this.#keep();
  }

  /** Nothing is there any more: Save writes it again, whatever was there. */
  #vanish(): void {
    this.state = 'gone';
    this.#base = null;
    this.theirs = null;
  }

  #miss(problems: readonly Problem[]): void {
    if (this.#drafted) return this.#vanish();
    this.state = 'missing';
    this.failures = problems;
  }

  async #refuse(error: unknown): Promise<void> {
    const problems = problemsOf(error);
    if (statusOf(error) === 409 && this.id !== null) {
      try {
        this.theirs = await this.page.api.entity(this.type, this.id);
        return;
      } catch {
        // It is gone as well: what the server said first stands.
      }
    }
    this.refused = problems.flatMap((problem) => placedIn(problem, this.text) ?? []);
    this.failures = problems.filter((problem) => !placedIn(problem, this.text));
    const first = this.refused[0];
    if (first) this.editor?.reveal(first.from, first.to);
  }

  #keep(): void {
    const key = draftKey(this.page.session, this.type, this.id ?? '');
    this.page.world.keep(key, this.dirty ? { text: this.text, base: this.#base } : null);
  }
}

function firstMistake(text: string, schema: JsonSchema | null): JsonProblem | undefined {
  if (!schema || text.length > LINT_LIMIT) return undefined;
  return lintJson(parseJson(text), schema.type, schema.types).find(({ severity }) => severity === 'error');
}

function problemsOf(error: unknown): readonly Problem[] {
  if (!(error instanceof ApiError)) throw error;
  return error.problems;
}

function statusOf(error: unknown): number {
  return error instanceof ApiError ? error.status : 0;
}

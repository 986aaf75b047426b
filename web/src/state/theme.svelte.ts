import { Persisted, type Store } from './persisted.svelte.ts';

export type ThemeChoice = 'system' | 'light' | 'dark';

/** The chosen theme, and the one that shows. */
export class Theme {
  readonly #choice: Persisted<ThemeChoice>;
  #systemDark: boolean;

  /** `dark` is the media query of the system's wish; `apply` writes the choice on the document. */
  constructor(
    store: Store,
    dark: { readonly matches: boolean; addEventListener(type: 'change', listener: () => void): void },
    private readonly apply: (choice: ThemeChoice) => void,
  ) {
    this.#choice = new Persisted(store, 'theme', (stored) =>
      stored === 'light' || stored === 'dark' ? stored : 'system',
    );
    this.#systemDark = $state(dark.matches);
    dark.addEventListener('change', () => (this.#systemDark = dark.matches));
    apply(this.#choice.current);
  }

  get choice(): ThemeChoice {
    return this.#choice.current;
  }

  set choice(choice: ThemeChoice) {
    this.#choice.current = choice;
    this.apply(choice);
  }

  /** What is on the screen. */
  get shown(): 'light' | 'dark' {
    if (this.choice !== 'system') return this.choice;
    return this.#systemDark ? 'dark' : 'light';
  }
}

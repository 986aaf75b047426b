import { parsePlace, placeHash, type Place } from '../lib/place.ts';

/** The address bar, as far as the router needs it. */
export interface Bar {
  readonly hash: string;
  /** Writes the hash; `replace` leaves no step to go back to. */
  write(hash: string, replace: boolean): void;
  onChange(listener: () => void): void;
}

/** Where the page is. The hash of the address is the truth; what was last seen is where an empty hash leads. */
export class Router {
  #place: Place;
  readonly #bar: Bar;

  constructor(bar: Bar, first: Place) {
    this.#bar = bar;
    this.#place = $state.raw(parsePlace(bar.hash) ?? first);
    bar.onChange(() => {
      const place = parsePlace(bar.hash);
      if (place) this.#place = place;
    });
  }

  get place(): Place {
    return this.#place;
  }

  go(place: Place, options: { readonly replace?: boolean } = {}): void {
    this.#place = place;
    const hash = placeHash(place);
    if (hash !== this.#bar.hash) this.#bar.write(hash, options.replace ?? false);
  }
}

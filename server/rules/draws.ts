/**
 * The next random number of 32 bits, without sign. The numbers belong to one value: they are drawn from its own key, so
 * that how many are needed for one value changes no other.
 */
export type Draws = () => number;

export const oneOf = <T>(list: readonly T[], draws: Draws): T => list[draws() % list.length]!;

/** In [0, 1). */
export const fraction = (draws: Draws): number => draws() / 0x1_0000_0000;

export function textOf(alphabet: string, length: number, draws: Draws): string {
  let text = '';
  for (let index = 0; index < length; index++) text += alphabet[draws() % alphabet.length]!;
  return text;
}

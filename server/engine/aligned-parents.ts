import type { DescField, DescMessage } from '@bufbuild/protobuf';
import { parentAligner } from '../generate/parent-aligner.ts';
import type { Heard } from './echo.ts';

/** The resources of an answer lie under their parents. Runs after the names were echoed. */
export function alignedParents(output: DescMessage): ((heard: Heard) => void)[] {
  const holders: readonly (DescField | undefined)[] = [
    undefined,
    ...output.fields.filter((field) => field.fieldKind === 'list'),
  ];
  return holders.flatMap((holder) => {
    const desc = holder ? holder.message : output;
    const align = desc && parentAligner(desc);
    if (!align) return [];
    return [
      ({ draft }: Heard) => {
        if (!holder) return align(draft);
        // A message of the library keeps its fields as properties under their local names.
        const items = (draft as unknown as Record<string, unknown>)[holder.localName] as readonly object[];
        for (const item of items) align(item);
      },
    ];
  });
}

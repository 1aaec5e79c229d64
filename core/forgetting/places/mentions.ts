import type { SoughtPerson } from './sought-person.ts';

/** What says in a file that it is about a person: their names, as written in it. */
export type Mentions = (text: string) => boolean;

/**
 * Whether a text mentions a person by name, whatever its case, its punctuation and its format: of JSON, CSV or HTML. The
 * registrations' keys are made of the names, and files have them too. Somebody else of the same name is taken for the person.
 */
export function mentionsOf({ identities, keys }: Pick<SoughtPerson, 'identities' | 'keys'>): Mentions {
  const names = [
    ...identities.map(({ fullName }) => fullName),
    ...[...keys.values()].flatMap((one) => [...one]),
  ];
  const sought = [...new Set(names.map(wordsOf))].filter((words) => words.trim() !== '');
  return (text) => {
    const words = wordsOf(text);
    return sought.some((name) => words.includes(name));
  };
}

/** `<td>O&#39;Brien, Ann` as ` td o brien ann `. */
function wordsOf(text: string): string {
  const plain = text
    .replaceAll(/&#(\d{1,6});/g, (_, code: string) => String.fromCodePoint(Number(code)))
    .replaceAll(/&(?:amp|quot|apos|lt|gt);/g, ' ')
    .replaceAll(/\\[nrt"\\]/g, ' ');
  return ` ${plain
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')} `.replaceAll(/ +/g, ' ');
}

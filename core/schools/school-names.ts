import * as z from 'zod';
import { comparableName } from '../domain/names.ts';
import { normaliseName } from '../domain/text.ts';

/**
 * `school-names.json` in the config bucket: canonical names, each with the spellings that a person approved for it. A
 * list that a person writes by hand and has applied looks the same.
 */
export const schoolNames = z.record(z.string(), z.array(z.string()));

export type SchoolNames = z.infer<typeof schoolNames>;

/** The key of the object in the config bucket. */
export const schoolNamesKey = 'school-names.json';

/** What is wrong with a list of names, in words for the person who wrote it. It quotes names. */
export function problemsIn(names: SchoolNames): string[] {
  const problems: string[] = [];
  const canonicals = new Map<string, string>();
  for (const canonical of Object.keys(names)) {
    const key = comparableName(canonical);
    const other = canonicals.get(key);
    if (key === '') problems.push('A canonical name is empty.');
    else if (other !== undefined) {
      problems.push(`“${canonical}” and “${other}” are the same name: keep one as the canonical one.`);
    } else canonicals.set(key, canonical);
  }
  const canonicalOf = new Map<string, string>();
  for (const [canonical, spellings] of Object.entries(names)) {
    for (const spelling of spellings) {
      const key = comparableName(spelling);
      const other = canonicalOf.get(key) ?? canonical;
      const itself = canonicals.get(key);
      if (key === '') problems.push(`A spelling of “${canonical}” is empty.`);
      else if (other !== canonical)
        problems.push(`“${spelling}” is a spelling of both “${other}” and “${canonical}”.`);
      else if (itself !== undefined && itself !== canonical) {
        problems.push(
          `“${spelling}” is a canonical name itself, and cannot be a spelling of “${canonical}”.`,
        );
      }
      canonicalOf.set(key, canonical);
    }
  }
  return problems;
}

/** The canonical name for each spelling, by the spelling as names are compared. */
export function canonicalNames(names: SchoolNames): Map<string, string> {
  return new Map(
    Object.entries(names).flatMap(([canonical, spellings]) =>
      spellings.map((spelling) => [comparableName(spelling), normaliseName(canonical)] as const),
    ),
  );
}

type Spellings = Map<string, string>;
type Known = Map<string, { canonical: string; spellings: Spellings }>;

/**
 * What is known after a list was approved, without contradictions: the latest approval decides. A name that was canonical
 * and is now a spelling takes its own spellings along.
 *
 * @param approved without the problems that `problemsIn` finds.
 */
export function withApproved(known: SchoolNames, approved: SchoolNames): SchoolNames {
  const all = readKnown(known);
  for (const [canonical, spellings] of Object.entries(approved)) {
    const canonicalKey = comparableName(canonical);
    for (const other of all.values()) other.spellings.delete(canonicalKey);
    const target = all.get(canonicalKey) ?? { canonical, spellings: new Map() };
    target.canonical = normaliseName(canonical);
    all.set(canonicalKey, target);
    for (const spelling of spellings) {
      const key = comparableName(spelling);
      for (const other of all.values()) if (other !== target) other.spellings.delete(key);
      const former = all.get(key);
      if (former && former !== target) {
        for (const [formerKey, text] of former.spellings) target.spellings.set(formerKey, text);
        all.delete(key);
      }
      target.spellings.set(key, normaliseName(spelling));
    }
  }
  return written(all);
}

/** What is known after an approval was taken back. */
export function withoutApproved(known: SchoolNames, approved: SchoolNames): SchoolNames {
  const all = readKnown(known);
  for (const [canonical, spellings] of Object.entries(approved)) {
    const target = all.get(comparableName(canonical));
    for (const spelling of spellings) target?.spellings.delete(comparableName(spelling));
    if (target?.spellings.size === 0) all.delete(comparableName(canonical));
  }
  return written(all);
}

function readKnown(known: SchoolNames): Known {
  return new Map(
    Object.entries(known).map(([canonical, spellings]) => [
      comparableName(canonical),
      { canonical, spellings: new Map(spellings.map((spelling) => [comparableName(spelling), spelling])) },
    ]),
  );
}

const written = (all: Known): SchoolNames =>
  Object.fromEntries(
    [...all.values()].map(({ canonical, spellings }) => [canonical, [...spellings.values()]]),
  );

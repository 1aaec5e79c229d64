import { spokenAgeGroup } from '../domain/age-group.ts';
import { ageFrom, ageOf, birthdateFrom, Fields } from '../domain/entry-fields.ts';
import type { EntryItem } from '../domain/entry-item.ts';
import { identityOf } from '../domain/identity.ts';
import { driveFolderIdOf } from '../domain/ids.ts';
import { comparableName } from '../domain/names.ts';

/** How a stage arranges its badges in Drive. */
export interface Arrangement {
  /** The stage's folder. */
  mainFolderId: string;
  /** What badges have folders of their own by; without it, all are in the main one. */
  by?: 'school' | 'age group' | undefined;
  competitionYear: number;
}

/** A folder within the stage's, by what our software calls it; it may not exist yet. */
export interface BadgeFolder {
  /** The key of what is recorded about it, and its tag. */
  id: string;
  name: string;
}

/** The attributes of a registration that decide on its folder. */
export const folderAttributes = ['full_name', 'school', 'reg_type', 'birthdate', 'age'] as const;

/**
 * The folder that a registration's badge belongs in; undefined for the main one, which also has whoever has no school, and
 * where folders are by age group, all but competitors with an age. Spellings of a school that differ in case, spaces or
 * punctuation share a folder.
 */
export function folderFor(
  row: EntryItem,
  { mainFolderId, by, competitionYear }: Arrangement,
): BadgeFolder | undefined {
  const name = by && nameOf(row, by, competitionYear);
  return name ? { id: driveFolderIdOf(mainFolderId, by, comparableName(name)), name } : undefined;
}

function nameOf(row: EntryItem, by: 'school' | 'age group', competitionYear: number): string | undefined {
  const { school, registrationType } = identityOf(row);
  if (by === 'school') return school;
  if (registrationType !== 'competitor') return undefined;
  const fields = new Fields(row);
  const birthdate = fields.optional('birthdate', (text) => birthdateFrom(text, competitionYear));
  const age = birthdate === undefined ? fields.optional('age', ageFrom) : ageOf(birthdate, competitionYear);
  return age === undefined ? undefined : spokenAgeGroup(age);
}

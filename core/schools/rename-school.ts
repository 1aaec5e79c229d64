import type { Registrations } from '../clients/registrations.ts';
import { textOf } from '../domain/entry-item.ts';
import { type Identity, identityOf } from '../domain/identity.ts';
import { personIdOf, registrationIdOf } from '../domain/ids.ts';
import { normaliseName } from '../domain/text.ts';
import type { Progress } from '../progress/progress.ts';
import type { Renaming } from './renamings.ts';

export interface RenameSchoolDependencies {
  registrations: Pick<Registrations, 'get' | 'renameSchool'>;
  progress: Pick<Progress, 'forgetKnownAs' | 'recordKnownAs'>;
  /** Records that a registration is a person's, unless another registration of the person stands. */
  holdPerson: (person: Identity, registration: { id: string; pk: string }) => Promise<void>;
}

export type RenameOutcome = 'renamed' | 'changed meanwhile' | 'gone';

/**
 * Gives one registration's school its new name, unless somebody has changed the school since the job was planned. The
 * registration keeps its key. Whoever registers the same person again, with either name, is found to be registered: the
 * row's school is part of who the row is about, so that both persons are recorded as this registration's before the row
 * changes. Run again, it finishes what is missing.
 *
 * @param undo takes an earlier renaming back: the row is no longer known as the person with the name it loses.
 */
export async function renameSchool(
  { id, pk, from, to }: Renaming,
  { undo }: { undo: boolean },
  { registrations, progress, holdPerson }: RenameSchoolDependencies,
): Promise<RenameOutcome> {
  const row = await registrations.get(pk);
  if (!row || registrationIdOf(row) !== id) return 'gone';
  const school = textOf(row.school);
  if (school !== from && school !== to) return 'changed meanwhile';

  const [was, becomes] = [from, to].map(
    (name): Identity => ({ ...identityOf(row), school: normaliseName(name) }),
  );
  if (!was || !becomes) throw new TypeError('two names are two identities');
  const [wasId, becomesId] = [personIdOf(was), personIdOf(becomes)];
  const samePerson = wasId === becomesId;
  if (!samePerson) {
    await holdPerson(was, { id, pk });
    await holdPerson(becomes, { id, pk });
    if (!undo) await progress.recordKnownAs(id, [wasId, becomesId]);
  }
  if (school === from && !(await registrations.renameSchool({ id, pk }, { from, to }))) {
    return 'changed meanwhile';
  }
  if (undo && !samePerson) await progress.forgetKnownAs(id, wasId);
  return 'renamed';
}

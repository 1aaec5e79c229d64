import type { FoundRegistration, RegistrationSummary, Registrations } from '../clients/registrations.ts';
import type { Progress } from '../progress/progress.ts';
import type { ProgressRecord } from '../progress/progress-record.ts';

/** A registration as it is now, and what has been done for it. */
export interface CurrentRegistration extends RegistrationSummary, FoundRegistration {
  record: ProgressRecord;
  /**
   * The progress table does not know the key of the registration: another system stored it, or it was moved without an
   * event. `learnKey` records it.
   */
  newKey: boolean;
}

/** Reads all registrations with these attributes, and what has been done for entries, by their ids. */
export async function readRegistrations(
  {
    registrations,
    progress,
  }: { registrations: Pick<Registrations, 'summariesWith'>; progress: Pick<Progress, 'records'> },
  attributes: readonly string[],
): Promise<{ registered: CurrentRegistration[]; records: ReadonlyMap<string, ProgressRecord> }> {
  const records = await progress.records();
  const rows: (RegistrationSummary & FoundRegistration)[] = [];
  for await (const row of registrations.summariesWith(attributes)) rows.push(row);
  return { registered: currentRegistrations(rows, records), records };
}

/**
 * One registration for each id: of copies, which share an id, the one that is known.
 *
 * @param records what has been done for entries, by their ids.
 */
export function currentRegistrations(
  rows: readonly (RegistrationSummary & FoundRegistration)[],
  records: ReadonlyMap<string, ProgressRecord>,
): CurrentRegistration[] {
  return [...Map.groupBy(rows, ({ id }) => id)].map(([id, copies]) => {
    const record = records.get(id) ?? nothingDone;
    for (const key of record.registrationKeys) {
      const known = copies.find(({ pk }) => pk === key);
      if (known) return { ...known, record, newKey: false };
    }
    // Whatever the order in which the table is read.
    const first = copies.reduce((a, b) => (a.pk < b.pk ? a : b));
    return { ...first, record, newKey: true };
  });
}

const nothingDone: ProgressRecord = { registrationKeys: [], attention: {} };

import type { NearMisses } from '../core/jobs/near-misses.ts';

/** That no school has a name, and which ones are called alike. */
export function schoolInWords(
  wanted: string,
  { schools, near }: NonNullable<NearMisses['school']> = none,
): string {
  const missing = `No school is called ${wanted}`;
  if (schools === 0) return `${missing}; nobody is registered yet.`;
  if (near.length === 0) return `${missing}, and of the ${schools} that are registered none is called alike.`;
  const names = near.map(({ school, registrations }) => {
    const count = registrations === 1 ? '1 registration' : `${registrations} registrations`;
    return `  ${school} (${count})`;
  });
  return [`${missing}; did you mean:`, ...names].join('\n');
}

const none = { schools: 0, near: [] };

/** Which ids are nobody's, and which may be meant. */
export function nobodyInWords(ids: NonNullable<NearMisses['ids']>): string {
  const lines = ids.map(({ id, near }) =>
    near === undefined ? `  ${id}` : `  ${id}; did you mean ${near}?`,
  );
  return [ids.length === 1 ? 'This id is nobody’s:' : 'These ids are nobody’s:', ...lines].join('\n');
}

import type { Telling } from '../../core/attention/attention-mail.ts';
import { places } from '../../core/attention/places.ts';

/** What mails to the organisers of a stage on AWS are made from; without a Drive folder, unless one is given. */
export function tellingAt(now: () => number, driveFolderId?: string): Telling {
  return {
    competition: { name: 'Midwest Open', year: 2026 },
    admins: [{ name: 'Competition Admin', address: 'admin@example.com' }],
    timeZone: 'America/Chicago',
    now,
    places: places({
      region: 'us-east-2',
      mode: 'test',
      entriesTable: 'Entries',
      registrationsTable: 'Registrations',
      secretId: 'arn:aws:secretsmanager:us-east-2:111122223333:secret:Secret-a1B2c3',
      failedEntriesQueueUrl: 'https://sqs.us-east-2.amazonaws.com/111122223333/failed',
      driveFolderId,
    }),
  };
}

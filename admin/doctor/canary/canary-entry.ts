/** The made-up competitor that a canary registers. */
import { randomBytes } from 'node:crypto';
import { canaryAttribute, canaryName, canaryPrefix } from '../../../core/domain/canary.ts';
import { type EntryItem, textOf } from '../../../core/domain/entry-item.ts';
import { entryIdOf, hexHash } from '../../../core/domain/ids.ts';

export interface CanaryEntry {
  entryId: string;
  /** What the form would put into the queue. */
  message: EntryItem;
  photoKey: string;
}

/** SES takes its mail, and counts it neither towards the day's quota nor towards the account's reputation. */
const mailbox = 'success@simulator.amazonses.com';

/**
 * Another person each time, so that none is registered twice.
 * @param school one that the organisers have listed: nobody is to be asked about it.
 * @param now epoch milliseconds.
 */
export function newCanary(school: string, now: number): CanaryEntry {
  const run = randomBytes(6).toString('hex');
  const photoKey = `${canaryPrefix}${run}.jpg`;
  const message = {
    [canaryAttribute]: { S: `${new Date(now).toISOString()} ${run}` },
    reg_type: { S: 'competitor' },
    // Letters alone: a name with digits would be one to look at before it is printed.
    full_name: { S: `${canaryName} ${lettersOf(run)}` },
    email: { S: mailbox },
    school: { S: school },
    birthdate: { S: `01/02/${new Date(now).getUTCFullYear() - 12}` },
    gender: { S: 'female' },
    weight: { N: '90' },
    beltRank: { S: 'yellow' },
    events: { S: 'sparring' },
    imgFilename: { S: photoKey },
    // Admitted without a payment, as an organiser's own entry.
    checkout: { S: 'manual_entry' },
  };
  return { entryId: entryIdOf(message), message, photoKey };
}

/** When a canary was sent (epoch milliseconds). */
export const sentAt = (message: EntryItem) =>
  Date.parse(String(textOf(message[canaryAttribute])).split(' ')[0] ?? '');

const lettersOf = (hex: string) =>
  hex.replaceAll(/[0-9]/g, (digit) => String.fromCharCode(103 + Number(digit)));

/** A plain picture of the size that a phone would send, and another one each time. */
export async function canaryPhoto(entryId: string): Promise<Uint8Array> {
  // Loaded only here: no other command needs it.
  const { default: sharp } = await import('sharp');
  const background = `#${hexHash(entryId, 6)}`;
  return sharp({ create: { width: 900, height: 1_200, channels: 3, background } })
    .jpeg()
    .toBuffer();
}

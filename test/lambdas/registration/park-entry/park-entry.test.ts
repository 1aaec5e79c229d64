import { describe, expect, test } from 'vitest';
import { InputInvalidError } from '../../../../core/domain/errors.ts';
import { parkEntry } from '../../../../lambdas/registration/park-entry/park-entry.ts';
import { recordedMeasures } from '../../../doubles/recorded-measures.ts';

function recorder() {
  const parked: unknown[] = [];
  const progress = {
    park: async (...call: unknown[]) => void parked.push(call),
    parkMissing: async (...call: unknown[]) => {
      parked.push(call);
      return true;
    },
  };
  const { measured, measure } = recordedMeasures();
  return { parked, measured, parking: { progress, entriesTable: 'entries', measure } };
}
const lambdaFailure = (errorType: string, errorMessage: string) => ({
  Error: errorType,
  Cause: JSON.stringify({ errorType, errorMessage, trace: [] }),
});

describe('park entry', () => {
  test('a step before the branches failed: the execution ends with its error', async () => {
    const { parked, parking } = recorder();
    const mismatch = {
      part: 'registration',
      error: 'PaymentMismatchError',
      reason: 'entry cs_1: currency eur, expected usd',
    };
    const failure = lambdaFailure('PaymentMismatchError', 'entry cs_1: currency eur, expected usd');
    expect(await parkEntry({ entryId: 'cs_1', failure }, parking)).toEqual({
      outcome: 'parked',
      error: 'PaymentMismatchError',
      cause: 'registration: PaymentMismatchError: entry cs_1: currency eur, expected usd',
      failures: [mismatch],
    });
    expect(parked).toEqual([['cs_1', [mismatch]]]);
  });

  test('two branches failed: the cause names both, the third is not marked', async () => {
    const { parked, measured, parking } = recorder();
    const fulfilment = {
      confirmation: {
        outcome: 'needs attention',
        failure: lambdaFailure('MailRejectedError', 'MessageRejected'),
      },
      school: { outcome: 'known' },
      badge: { outcome: 'needs attention', failure: { Error: 'States.Timeout', Cause: 'took too long' } },
    };
    expect(await parkEntry({ entryId: 'cs_1', fulfilment }, parking)).toEqual({
      outcome: 'parked',
      error: 'SeveralPartsNeedAttention',
      cause: 'confirmation: MailRejectedError: MessageRejected\nbadge: States.Timeout: took too long',
      failures: [
        { part: 'confirmation', error: 'MailRejectedError', reason: 'MessageRejected' },
        { part: 'badge', error: 'States.Timeout', reason: 'took too long' },
      ],
    });
    expect(JSON.stringify(parked)).not.toContain('school');
    expect(measured).toEqual([
      ['Parked', 1, { part: 'confirmation', error: 'MailRejectedError' }],
      ['Parked', 1, { part: 'badge', error: 'States.Timeout' }],
    ]);
  });

  test('a payment change failed: what became of the two mails about it is one part', async () => {
    const { parked, parking } = recorder();
    const needsAttention = (error: string) => ({
      outcome: 'needs attention',
      failure: lambdaFailure(error, 'why'),
    });
    const fulfilment = {
      badge: { outcome: 'none' },
      payment: needsAttention('MailRejectedError'),
      report: needsAttention('ServiceUnavailableError'),
    };
    const failures = [
      { part: 'payment', error: 'MailRejectedError', reason: 'why' },
      { part: 'payment', error: 'ServiceUnavailableError', reason: 'why' },
    ];
    expect((await parkEntry({ entryId: 'cs_1', fulfilment }, parking)).failures).toEqual(failures);
    expect(parked).toEqual([['cs_1', failures]]);
  });

  test('a badge refresh failed: its badge is marked as one that could not be updated', async () => {
    const { parked, parking } = recorder();
    const failure = lambdaFailure('EntryInvalidError', 'entry cs_1: beltRank: not a belt we know');
    const fulfilment = { badge: { outcome: 'needs attention', failure } };
    const refused = {
      part: 'badge',
      error: 'EntryInvalidError',
      reason: 'entry cs_1: beltRank: not a belt we know',
      refresh: true,
    };
    expect(await parkEntry({ entryId: 'cs_1', fulfilment }, parking)).toEqual({
      outcome: 'parked',
      error: 'EntryInvalidError',
      cause: 'badge: EntryInvalidError: entry cs_1: beltRank: not a belt we know',
      failures: [refused],
    });
    expect(parked).toEqual([['cs_1', [refused]]]);
  });

  test('a payment whose entry never arrived ends as such, in words for a person', async () => {
    const { parked, parking } = recorder();
    const failure = lambdaFailure('EntryNotFoundError', 'entry cs_test_1 has not arrived');
    const reason =
      'no entry has come for the payment of cs_test_1: perhaps a sale of something else on the same Stripe account, or a family whose entry got lost';
    expect(await parkEntry({ entryId: 'cs_test_1', failure }, parking)).toMatchObject({
      outcome: 'parked',
      error: 'PaymentWithoutEntryError',
      cause: `registration: PaymentWithoutEntryError: ${reason}`,
    });
    const mark = { part: 'registration', error: 'PaymentWithoutEntryError', reason };
    expect(parked).toEqual([['cs_test_1', mark, 'entries']]);
  });

  test('an entry that was started by hand and is not there ends as not found', async () => {
    const failure = lambdaFailure('EntryNotFoundError', 'entry entry_1 has not arrived');
    expect(await parkEntry({ entryId: 'entry_1', failure }, recorder().parking)).toMatchObject({
      error: 'EntryNotFoundError',
      cause: 'registration: EntryNotFoundError: entry entry_1 has not arrived',
    });
  });

  test('an entry that arrived while it was given up is not marked', async () => {
    const progress = { ...recorder().parking.progress, parkMissing: async () => false };
    const failure = lambdaFailure('EntryNotFoundError', 'entry cs_1 has not arrived');
    const { measured, measure } = recordedMeasures();
    const parking = { progress, entriesTable: 'entries', measure };
    expect(await parkEntry({ entryId: 'cs_1', failure }, parking)).toMatchObject({ outcome: 'entry came' });
    expect(measured).toEqual([]);
  });

  test('asked to park what did not fail, it says so', async () => {
    await expect(parkEntry({ entryId: 'cs_1' }, recorder().parking)).rejects.toThrow(InputInvalidError);
  });
});

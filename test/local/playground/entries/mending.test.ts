import { expect, test } from 'vitest';
import type { AttentionInWords } from '../../../../admin/attention.ts';
import * as errors from '../../../../core/domain/errors.ts';
import type { Part } from '../../../../core/domain/state.ts';
import type { WholeEntry } from '../../../../local/playground/entries/entry-sources.ts';
import { mendingOf } from '../../../../local/playground/entries/mending.ts';

const item = {
  entryId: { S: 'entry_1' },
  school: { S: 'Golden Dragon' },
  reg_type: { S: 'player' },
  checkout: { S: 'manual_entry' },
};
const entry: WholeEntry = {
  id: 'entry_1',
  item,
  record: { registrationKeys: [], attention: {} },
  executions: [],
  mails: [],
};
const about = (
  { errorName: error }: { errorName: string },
  part: Part = 'registration',
): AttentionInWords => ({
  ...{
    part,
    error,
    reason: '',
    since: '2027-01-01T00:00:00Z',
    title: '',
    happened: '',
    details: [],
    todo: [],
  },
});
const inShort = (attention: AttentionInWords) => {
  const { fields, again, asks } = mendingOf(entry, attention);
  return [fields, again, asks.map(({ ask }) => ask)];
};

test.each([
  ['the fields at fault', about(errors.EntryInvalidError), [['reg_type', 'full_name'], true, []]],
  ['the address', about(errors.MailAddressInvalidError, 'confirmation'), [['email'], true, []]],
  [
    'the address, or the mail once more',
    about(errors.MailBouncedError, 'confirmation'),
    [['email'], true, ['resend']],
  ],
  [
    'whether the mail arrived',
    about(errors.MailOutcomeUnknownError, 'confirmation'),
    [[], true, ['resend', 'arrived']],
  ],
  [
    'what was paid for, or the price as it is',
    about(errors.UnderpaidError),
    [['events'], true, ['acceptPrice']],
  ],
  ['to run it again', about(errors.DriveAccessDeniedError, 'badge'), [[], true, []]],
  ['to take it off the list', about(errors.DuplicateRegistrationError), [[], false, ['dismiss']]],
])('what helps is %s', (_, attention, expected) => {
  expect(inShort(attention)).toEqual(expected);
});

test('what is noted as unclear on a registration is corrected there', () => {
  const row = { findings: { S: 'beltRank: unknown; birthdate: not-a-date; competition: unknown' } };
  expect(mendingOf({ ...entry, row }).fields).toEqual(['birthdate', 'beltRank']);
});

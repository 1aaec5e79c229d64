/** Every mail that the project sends, about made-up people. */
import { attentionMail, type Telling } from '../../../core/attention/attention-mail.ts';
import { differencesMail } from '../../../core/attention/differences-mail.ts';
import { digestMail } from '../../../core/attention/digest-mail.ts';
import { newsAbout, paymentNewsMail } from '../../../core/attention/payment-news-mail.ts';
import { places } from '../../../core/attention/places.ts';
import { retentionMail } from '../../../core/attention/retention-mail.ts';
import { readSubject, type SubjectSources } from '../../../core/attention/subject.ts';
import type { Mail, MailPicture } from '../../../core/clients/mail.ts';
import { parseEntry } from '../../../core/domain/entry.ts';
import type { FamilyNews } from '../../../core/domain/payment-change.ts';
import type { PaymentReading } from '../../../core/domain/payment-reading.ts';
import type { PartFailure } from '../../../core/domain/state.ts';
import { type Admission, confirmationMail } from '../../../core/mail/confirmation-mail.ts';
import { paymentMail } from '../../../core/mail/payment-mails.ts';
import { charge, dispute, now, purchase, readingOf, refund } from './payment-samples.ts';
import type { MailPreview, PreviewStage } from './preview-messages.ts';
import { sampleItem } from './sample-item.ts';

const entryId = 'cs_test_a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8s9T0u1V2w3X4y5Z6a7B8c9D0';
const item = sampleItem(entryId);

const run = {
  execution: entryId,
  stateMachine: 'arn:aws:states:us-east-1:000000000000:stateMachine:tkd-registration-local',
};

export async function mailPreviews(stage: PreviewStage): Promise<MailPreview[]> {
  const previews: MailPreview[] = [];
  for (const [id, make] of Object.entries(toFamilies(stage)))
    previews.push(preview(id, 'family', await make()));
  for (const [id, make] of Object.entries(toOrganisers(stage)))
    previews.push(preview(id, 'organisers', await make()));
  return previews;
}

type Mails = Record<string, () => Promise<Mail>>;

function toFamilies({ competition, contact }: PreviewStage): Mails {
  const { name, year, starts, ends, venue, form, timeZone } = competition;
  const confirmed = {
    name,
    year,
    contactEmail: contact,
    tournament: starts && ends && venue ? { start: starts, end: ends, venue } : undefined,
    checkIn: 'Friday, 5 to 8 PM, in the lobby',
    weighIn: 'Friday, 6 to 8 PM, room 204',
    bring: ['Uniform and belt', 'Sparring gear', 'Something to drink'],
  };
  const confirmation = (texts: Record<string, string>, admission: Admission) => async () => {
    const entry = parseEntry(sampleItem(entryId, texts), { competitionYear: year });
    return confirmationMail({ ...entry, email: 'parent@example.com' }, admission, confirmed, now(year));
  };
  const payment = (news: FamilyNews, reading: Partial<PaymentReading>) => async () => {
    const entry = parseEntry(item, { competitionYear: year });
    const family = { competition: { name, year }, contactEmail: contact, form, timeZone };
    return paymentMail(
      { ...entry, email: 'parent@example.com' },
      news,
      readingOf(entryId, year, reading),
      family,
    );
  };
  const unpaid = (status: string) => ({
    ...readingOf(entryId, year).session,
    status,
    paymentStatus: 'unpaid',
  });
  const paid: Admission = { paid: true, badgeWanted: true, purchase: purchase(entryId, year) };
  return {
    'Confirmation of a competitor': confirmation({}, paid),
    'Confirmation with what nobody understood': confirmation(
      { beltRank: 'camouflage', weight: 'about eighty-five', events: 'sparring,dancing with her brother' },
      paid,
    ),
    'Confirmation of a coach, with nothing to pay': confirmation(
      { reg_type: 'coach', full_name: '김하늘', parent: '' },
      { paid: false, badgeWanted: true },
    ),
    'Confirmation, once more': confirmation({}, { ...paid, again: true }),
    'Payment on its way': payment('payment on its way', {
      session: unpaid('complete'),
      charges: [charge('pending', year)],
    }),
    'Payment failed': payment('payment failed', {
      session: unpaid('complete'),
      charges: [charge('failed', year)],
    }),
    'Payment page expired': payment('payment page expired', { session: unpaid('expired'), charges: [] }),
    Refunded: payment('refunded', { refunds: [refund('succeeded', year)] }),
    'Dispute lost': payment('dispute lost', { disputes: [dispute('lost', year)] }),
  };
}

function toOrganisers({ competition, admins, pages }: PreviewStage): Mails {
  const { name, year, timeZone } = competition;
  const telling: Telling = {
    competition: { name, year },
    admins,
    places: places({
      region: 'us-east-1',
      mode: 'test',
      entriesTable: 'entries',
      registrationsTable: 'registrations',
      secretId: 'secret',
      failedEntriesQueueUrl: '',
      driveFolderId: 'folder',
      local: pages,
    }),
    timeZone,
    now: () => now(year),
  };
  const sources: SubjectSources = {
    entries: { find: async () => item },
    registrations: { get: async () => item },
    progress: { get: async () => ({ registrationKeys: [], attention: {}, registrationKey: 'jordan' }) },
  };
  const attention =
    (failures: readonly PartFailure[], texts: Record<string, string> = {}) =>
    async () => {
      const about = sampleItem(entryId, texts);
      const subject = await readSubject(entryId, { ...sources, entries: { find: async () => about } });
      return attentionMail({ entryId, run, failures, paymentIntentId: 'pi_1' }, subject, telling);
    };
  const newsMail = (reading: Partial<PaymentReading>) => async () => {
    const record = { registrationKeys: [], attention: {}, money: readingOf(entryId, year, reading) };
    const [news] = newsAbout(entryId, record, now(year));
    if (!news) throw new Error('there is no news about this payment');
    return paymentNewsMail(news, await readSubject(entryId, sources), telling);
  };
  const several = (error: string, count: number) =>
    Array.from({ length: count }, (_, index) => ({ entryId: `${entryId}${index}`, run, ...failure(error) }));
  return {
    'A field is wrong': attention([failure('EntryInvalidError')], { reg_type: 'referee' }),
    'Stripe refuses the key': attention([failure('StripeAccessDeniedError')]),
    'Less was paid': attention([
      failure('UnderpaidError', 'paid 85.00 USD, expected 100.00 USD; missing: 1 x Additional Event'),
    ]),
    'Two things at once': attention([
      { ...failure('MailOutcomeUnknownError'), part: 'confirmation' },
      { ...failure('DriveAccessDeniedError'), part: 'badge' },
    ]),
    'A payment is disputed': newsMail({ disputes: [dispute('needs_response', year)] }),
    'A refund has failed': newsMail({ refunds: [refund('failed', year)] }),
    Digest: () =>
      digestMail(
        [
          ...several('StripeAccessDeniedError', 4),
          ...several('TypeError', 2),
          { entryId, toLookAt: [{ field: 'school', code: 'not-listed' }] },
        ],
        sources,
        telling,
      ),
    'Differences from Stripe': async () => {
      const decisions = [
        { code: 'stopped', id: entryId, entryId, paymentIntentId: 'pi_1' },
        { code: 'unknown-payment', id: 're_1', paymentIntentId: 'pi_2' },
      ] as const;
      return (await differencesMail(decisions, { execution: 'reconcile', more: 0 }, sources, telling)).mail;
    },
    'What was forgotten': () =>
      retentionMail(
        {
          counts: { 'medical facts forgotten': 212, objects: 431 },
          failures: [{ id: entryId, failed: 'RateLimitedError', reason: '' }],
        },
        { ...telling, execution: 'retention' },
      ),
  };
}

const failure = (error: string, reason = 'the reason'): PartFailure => ({
  part: 'registration',
  error,
  reason: `entry ${entryId}: ${reason}`,
});

function preview(name: string, to: MailPreview['to'], mail: Mail): MailPreview {
  return {
    id: slug(name),
    title: name,
    to,
    subject: mail.subject,
    text: mail.text,
    html: (mail.pictures ?? []).reduce(withPicture, mail.html),
    attachments: (mail.attachments ?? []).map(({ fileName }) => fileName),
  };
}

const slug = (title: string) => title.toLowerCase().replaceAll(/\W+/g, '-');

const withPicture = (html: string, { contentId, contentType, content }: MailPicture) =>
  html.replaceAll(
    `cid:${contentId}`,
    `data:${contentType};base64,${Buffer.from(content).toString('base64')}`,
  );

import { expect, onTestFinished, test, vi } from 'vitest';
import { mailReturned } from '../../../../core/domain/mail-log.ts';
import { followMail } from '../../../../lambdas/intake/follow-mails/follow-mails.ts';
import { inMemoryDocuments } from '../../../doubles/in-memory-documents.ts';
import { progressIn } from '../../../doubles/progress.ts';
import bounced from '../../../fixtures/follow-mails/bounce.json' with { type: 'json' };

const bodyWith = (tags: object) =>
  JSON.stringify({
    ...bounced,
    detail: { ...bounced.detail, mail: { ...bounced.detail.mail, tags } },
  });

async function follow(body: string) {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  onTestFinished(() => warn.mockRestore());
  const { feedback, mails, progress } = progressIn(inMemoryDocuments(), () =>
    Date.parse('2024-08-05T00:41:00Z'),
  );
  await mails.recordSent(
    { entryId: 'cs_test_1', purpose: 'confirmation', execution: 'cs_test_1' },
    'message-1',
  );
  await followMail(body, { feedback });
  const logged = JSON.stringify(warn.mock.calls);
  expect(logged).not.toContain('@');
  return { marks: (await progress.get('cs_test_1')).attention, logged };
}

test('a mail to a family that came back marks its registration', async () => {
  const { marks, logged } = await follow(JSON.stringify(bounced));
  expect(marks.confirmation?.error).toBe('MailBouncedError');
  expect(logged).not.toContain(mailReturned);
});

test('one to the organisers is logged for the alarm, and marks nothing', async () => {
  const { marks, logged } = await follow(bodyWith({ purpose: ['organisers_digest'] }));
  expect(marks).toEqual({});
  expect(logged).toContain(mailReturned);
});

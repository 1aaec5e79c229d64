import { beforeEach, expect, test } from 'vitest';
import { Progress } from '../../lambdas/shared/clients/progress.ts';
import type { ParkedEntry } from '../../lambdas/shared/domain/state.ts';
import { tellOrganiser } from '../../lambdas/tell-organiser/tell-organiser.ts';
import { inMemoryDocuments } from '../doubles/in-memory-documents.ts';
import { recordingMailer } from '../doubles/recording-mailer.ts';

const admins = [
  { name: 'Competition Admin', address: 'admin@example.com' },
  { address: 'second@example.com' },
];
const telling = {
  competition: { name: 'Midwest Open', year: 2026 },
  admins,
  region: 'us-east-2',
  timeZone: 'America/Chicago',
  now: () => Date.UTC(2027, 2, 13, 20, 5),
};
const machine = 'arn:aws:states:us-east-2:111122223333:stateMachine:tkd-registration-dev';
const parked: ParkedEntry = {
  entryId: 'cs_test_1',
  parked: {
    error: 'SeveralPartsNeedAttention',
    cause: [
      'confirmation: MailRejectedError: SES refuses the mail (SendingPausedException)',
      'badge: DriveFolderNotFoundError: entry cs_test_1: the folder <of the stage> is not there',
    ].join('\n'),
  },
};

let progress: Progress;
let recording: ReturnType<typeof recordingMailer>;

beforeEach(() => {
  progress = new Progress(inMemoryDocuments().client, 'progress', () => 0);
  recording = recordingMailer();
});

function tell(execution = 'cs_test_1', stateMachine = machine) {
  return tellOrganiser(
    { execution, stateMachine, state: parked },
    { progress, mailer: recording.mailer, telling },
  );
}

test('the admin is told every part that needs attention, with its reason', async () => {
  expect(await tell()).toEqual({ outcome: 'told', messageId: 'message-1' });
  const [mail] = recording.sent;
  expect(mail?.to).toEqual(admins);
  expect(mail?.text).toMatch(/When: +13 March 2027 at 14:05 /);
  expect(mail?.subject).toBe('2026 Midwest Open: a registration needs attention');
  expect(mail?.text).toContain(`What needs attention
--------------------
- confirmation: MailRejectedError: SES refuses the mail (SendingPausedException)
- badge: DriveFolderNotFoundError: entry cs_test_1: the folder <of the stage> is not there
`);
  expect(mail?.html).toContain('entry cs_test_1: the folder &lt;of the stage&gt; is not there</li>');
});

test('the mail links to the execution and gives the input to run it again with', async () => {
  await tell('cs_test_1-2');
  const [mail] = recording.sent;
  const url =
    'https://us-east-2.console.aws.amazon.com/states/home?region=us-east-2#/v2/executions/details/' +
    'arn:aws:states:us-east-2:111122223333:execution:tkd-registration-dev:cs_test_1-2';
  expect(mail?.text).toContain(`Open the execution:\n${url}\n`);
  expect(mail?.html).toContain(`<a href="${url}"`);
  expect(mail?.text).toContain('“New execution”');
  expect(mail?.text).toContain('\n    {"entryId":"cs_test_1"}\n');
  expect(mail?.html).toContain('{&quot;entryId&quot;:&quot;cs_test_1&quot;}');
});

test('the link is to an execution of the machine whose step it is', async () => {
  await tell('cs_test_1-0a1b2c3d', `${machine}-badge-refresh`);
  const [mail] = recording.sent;
  expect(mail?.text).toContain(
    'arn:aws:states:us-east-2:111122223333:execution:tkd-registration-dev-badge-refresh:cs_test_1-0a1b2c3d\n',
  );
});

test('it is told once an execution, and again by the next one', async () => {
  await tell('cs_test_1');
  expect(await tell('cs_test_1')).toEqual({ outcome: 'told', messageId: 'message-1' });
  expect(recording.sent).toHaveLength(1);
  expect(await tell('cs_test_1-2')).toEqual({ outcome: 'told', messageId: 'message-2' });
  expect(recording.sent).toHaveLength(2);
});

test('telling the organiser leaves the marks of what needs attention', async () => {
  await progress.park('cs_test_1', [
    { part: 'badge', error: 'DriveFolderNotFoundError', reason: 'not there' },
  ]);
  await tell();
  expect(Object.keys((await progress.get('cs_test_1')).attention)).toEqual(['badge']);
});

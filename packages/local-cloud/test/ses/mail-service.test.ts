import { describe, expect, test } from 'vitest';
import type { Answer } from '../../aws/secrets.ts';
import { configurationSetsOf } from '../../ses/configuration-sets.ts';
import { MailService, mailOperation } from '../../ses/mail-service.ts';
import { type SentMail, SentMails } from '../../ses/sent-mails.ts';
import { Template } from '../../template/template.ts';

const set = 'the-set';

const templateOf = (destination: object) =>
  new Template(
    {
      Resources: {
        Set: { Type: 'AWS::SES::ConfigurationSet', Properties: { Name: set } },
        Events: {
          Type: 'AWS::SES::ConfigurationSetEventDestination',
          Properties: {
            ConfigurationSetName: { Ref: 'Set' },
            EventDestination: {
              MatchingEventTypes: ['bounce', 'complaint', 'delivery'],
              EventBridgeDestination: {
                EventBusArn: 'arn:aws:events:us-east-1:000000000000:event-bus/default',
              },
              ...destination,
            },
          },
        },
      },
    },
    { stackName: 'stack' },
  );

interface Published {
  'detail-type': string;
  detail: Record<string, Record<string, unknown>> & { mail: { tags: object } };
}

function setUp() {
  const published: Published[] = [];
  const service = new MailService(configurationSetsOf(templateOf({})), (event) =>
    published.push(event as Published),
  );
  const send = async (to: string, more: object = {}): Promise<Answer> => {
    const body = JSON.stringify({
      FromEmailAddress: '"Riverside Open" <from@example.com>',
      ConfigurationSetName: set,
      EmailTags: [{ Name: 'entry', Value: 'cs_test_1' }],
      Destination: { ToAddresses: [to] },
      Content: { Simple: { Subject: { Data: 'Hello' }, Body: { Text: { Data: 'Welcome' } } } },
      ...more,
    });
    return service.answer('SendEmail', '/v2/email/outbound-emails', body);
  };
  return { published, service, send };
}

describe('what SES says of a mail', () => {
  test.each([
    ['Parent <bounce@simulator.amazonses.com>', ['Email Bounced', 'Permanent', 'General']],
    ['bounce+label@simulator.amazonses.com', ['Email Bounced', 'Permanent', 'General']],
    ['suppressionlist@simulator.amazonses.com', ['Email Bounced', 'Permanent', 'Suppressed']],
    ['ooto@simulator.amazonses.com', ['Email Delivered', 'Email Bounced', 'Transient', 'General']],
    ['complaint@simulator.amazonses.com', ['Email Delivered', 'Email Complaint Received', 'abuse']],
    ['success@simulator.amazonses.com', ['Email Delivered']],
    ['parent@example.com', ['Email Delivered']],
  ])('to %s', async (address, expected) => {
    const { published, send } = setUp();
    expect(await send(address)).toMatchObject({ status: 200 });
    const said = published.flatMap(({ 'detail-type': kind, detail: { bounce, complaint } }) => [
      kind,
      ...(bounce ? [bounce.bounceType, bounce.bounceSubType] : []),
      ...(complaint ? [complaint.complaintFeedbackType] : []),
    ]);
    expect(said).toEqual(expected);
  });

  test('comes with the tags of the mail and its id', async () => {
    const { published, send } = setUp();
    const { body } = await send('bounce@simulator.amazonses.com');
    expect(published).toMatchObject([
      {
        source: 'aws.ses',
        detail: {
          eventType: 'Bounce',
          mail: {
            messageId: (body as { MessageId: string }).MessageId,
            destination: ['bounce@simulator.amazonses.com'],
            tags: {
              'ses:configuration-set': [set],
              'ses:from-domain': ['example.com'],
              entry: ['cs_test_1'],
            },
          },
          bounce: { bouncedRecipients: [{ status: '5.1.1' }] },
        },
      },
    ]);
  });

  test('is said only by a configuration set, and only what it asks for', async () => {
    const { published, send } = setUp();
    await send('bounce@simulator.amazonses.com', { ConfigurationSetName: undefined });
    expect(published).toEqual([]);
    expect([...(configurationSetsOf(templateOf({ Enabled: false })).get(set) ?? [])]).toEqual([]);
    const inCapitals = { MatchingEventTypes: ['DELIVERY_DELAY'] };
    expect([...(configurationSetsOf(templateOf(inCapitals)).get(set) ?? [])]).toEqual(['deliveryDelay']);
  });
});

test('an address on the suppression list gets no mail, for the reason for which it is on it', async () => {
  const { published, service, send } = setUp();
  const list = '/v2/email/suppression/addresses';
  const put = (Reason: string) =>
    service.answer(
      mailOperation('PUT', list) ?? '',
      list,
      JSON.stringify({ EmailAddress: 'Parent@example.com', Reason }),
    );
  const one = `${list}/parent%40example.com`;
  expect(await put('BOUNCE')).toEqual({ status: 200, body: {} });
  await send('parent@example.com');
  await put('COMPLAINT');
  await send('parent@example.com');
  expect(published).toMatchObject([
    { detail: { bounce: { bounceType: 'Permanent', bounceSubType: 'OnAccountSuppressionList' } } },
    { detail: { complaint: { complaintSubType: 'OnAccountSuppressionList' } } },
  ]);
  expect((await service.answer('GetSuppressedDestination', one, '')).body).toMatchObject({
    SuppressedDestination: { Reason: 'COMPLAINT' },
  });
  expect((await service.answer('DeleteSuppressedDestination', one, '')).status).toBe(200);
  expect((await service.answer('GetSuppressedDestination', one, '')).status).toBe(404);
  await send('parent@example.com');
  expect(published.at(-1)).toMatchObject({ 'detail-type': 'Email Delivered' });
});

test('what was sent is kept with its parts, its tags and what became of it, a whole message as well', async () => {
  const { service, send } = setUp();
  const message = [
    'From: Riverside <from@example.com>',
    'To: Parent <parent@example.com>',
    'Subject: =?utf-8?q?H=C3=A9llo?=',
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<p>Welcome</p>',
    '--b',
    'Content-Type: text/plain',
    'Content-Disposition: attachment; filename=note.txt',
    '',
    'Note',
    '--b--',
  ].join('\r\n');
  await send('complaint@simulator.amazonses.com');
  await send('', {
    Destination: undefined,
    Content: { Raw: { Data: Buffer.from(message).toString('base64') } },
  });
  expect(service.sent.all()).toMatchObject([
    {
      subject: 'Héllo',
      destination: { to: ['Parent <parent@example.com>'] },
      body: { html: '<p>Welcome</p>\n' },
      attachments: [{ filename: 'note.txt', content: Buffer.from('Note\n').toString('base64'), size: 5 }],
      fate: [{ kind: 'delivery', to: 'parent@example.com' }],
    },
    {
      ...{ subject: 'Hello', body: { text: 'Welcome' }, tags: { entry: 'cs_test_1' } },
      fate: [{ kind: 'delivery' }, { kind: 'complaint' }],
    },
  ]);
});

test.each([
  ['of a configuration set that is not there', { ConfigurationSetName: 'another' }, 404, 'NotFoundException'],
  [
    'with a tag that SES does not take',
    { EmailTags: [{ Name: 'purpose', Value: 'payment failed' }] },
    400,
    'BadRequestException',
  ],
  [
    'to more than 50 recipients',
    { Destination: { ToAddresses: Array(51).fill('parent@example.com') } },
    400,
    'BadRequestException',
  ],
  ['to nobody', { Destination: {} }, 400, 'BadRequestException'],
  [
    'to what is no address',
    { Destination: { CcAddresses: ['Parent <parent@>'] } },
    400,
    'BadRequestException',
  ],
  ['from what is no address', { FromEmailAddress: 'nobody' }, 400, 'BadRequestException'],
  [
    'without a body',
    { Content: { Simple: { Subject: { Data: 'Hello' }, Body: {} } } },
    400,
    'BadRequestException',
  ],
  [
    'by a template',
    { Content: { Template: { TemplateName: 'welcome', TemplateData: '{}' } } },
    400,
    'BadRequestException',
  ],
])('a mail %s is refused', async (_, more, status, name) => {
  const { service, send } = setUp();
  expect(await send('parent@example.com', more)).toMatchObject({ status, body: { __type: name } });
  expect(service.sent.all()).toEqual([]);
});

test.each([
  [
    'another bus',
    { EventBridgeDestination: { EventBusArn: 'arn:aws:events:us-east-1:000000000000:event-bus/other' } },
  ],
  ['a topic', { EventBridgeDestination: undefined, SnsDestination: { TopicARN: 'arn' } }],
  ['an unknown kind of event', { MatchingEventTypes: ['subscription'] }],
])('a destination with %s fails the start', (_, destination) => {
  expect(() => configurationSetsOf(templateOf(destination))).toThrow(/^Events: /);
});

test('the last mails are kept, and older ones forgotten', () => {
  const mails = new SentMails();
  for (let at = 0; at <= 20_000; at += 1) mails.keep({ messageId: `m${at}`, at } as SentMail);
  expect(mails.find('m0')).toBeUndefined();
  expect(mails.all()[0]).toMatchObject({ messageId: 'm20000' });
  expect(mails.since(0)).toHaveLength(20_000);
});

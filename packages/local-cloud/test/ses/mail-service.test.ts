import { describe, expect, test } from 'vitest';
import { configurationSetsOf } from '../../ses/configuration-sets.ts';
import { MailService, mailOperation } from '../../ses/mail-service.ts';
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
  const send = (to: string, more: object = {}) => {
    const body = JSON.stringify({
      FromEmailAddress: '"Riverside Open" <from@example.com>',
      ConfigurationSetName: set,
      EmailTags: [{ Name: 'entry', Value: 'cs_test_1' }],
      Destination: { ToAddresses: [to] },
      ...more,
    });
    const refused = service.answer('SendEmail', '/v2/email/outbound-emails', body);
    if (!refused) service.sent(body, 'message-1');
    return refused;
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
  ])('to %s', (address, expected) => {
    const { published, send } = setUp();
    expect(send(address)).toBeUndefined();
    const said = published.flatMap(({ 'detail-type': kind, detail: { bounce, complaint } }) => [
      kind,
      ...(bounce ? [bounce.bounceType, bounce.bounceSubType] : []),
      ...(complaint ? [complaint.complaintFeedbackType] : []),
    ]);
    expect(said).toEqual(expected);
  });

  test('comes with the tags of the mail and its id', () => {
    const { published, send } = setUp();
    send('bounce@simulator.amazonses.com');
    expect(published).toMatchObject([
      {
        source: 'aws.ses',
        detail: {
          eventType: 'Bounce',
          mail: {
            messageId: 'message-1',
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

  test('is said only by a configuration set, and only what it asks for', () => {
    const { published, send } = setUp();
    send('bounce@simulator.amazonses.com', { ConfigurationSetName: undefined });
    expect(published).toEqual([]);
    expect([...(configurationSetsOf(templateOf({ Enabled: false })).get(set) ?? [])]).toEqual([]);
    const inCapitals = { MatchingEventTypes: ['DELIVERY_DELAY'] };
    expect([...(configurationSetsOf(templateOf(inCapitals)).get(set) ?? [])]).toEqual(['deliveryDelay']);
  });
});

test('an address on the suppression list gets no mail, for the reason for which it is on it', () => {
  const { published, service, send } = setUp();
  const list = '/v2/email/suppression/addresses';
  const put = (Reason: string) =>
    service.answer(
      mailOperation('PUT', list) ?? '',
      list,
      JSON.stringify({ EmailAddress: 'Parent@example.com', Reason }),
    );
  const one = `${list}/parent%40example.com`;
  expect(put('BOUNCE')).toEqual({ status: 200, body: {} });
  send('parent@example.com');
  put('COMPLAINT');
  send('parent@example.com');
  expect(published).toMatchObject([
    { detail: { bounce: { bounceType: 'Permanent', bounceSubType: 'OnAccountSuppressionList' } } },
    { detail: { complaint: { complaintSubType: 'OnAccountSuppressionList' } } },
  ]);
  expect(service.answer('GetSuppressedDestination', one, '')?.body).toMatchObject({
    SuppressedDestination: { Reason: 'COMPLAINT' },
  });
  expect(service.answer('DeleteSuppressedDestination', one, '')?.status).toBe(200);
  expect(service.answer('GetSuppressedDestination', one, '')?.status).toBe(404);
  send('parent@example.com');
  expect(published.at(-1)).toMatchObject({ 'detail-type': 'Email Delivered' });
});

test.each([
  ['of a configuration set that is not there', { ConfigurationSetName: 'another' }, 404, 'NotFoundException'],
  [
    'with a tag that SES does not take',
    { EmailTags: [{ Name: 'purpose', Value: 'payment failed' }] },
    400,
    'BadRequestException',
  ],
])('a mail %s is refused', (_, more, status, name) => {
  expect(setUp().send('parent@example.com', more)).toMatchObject({ status, body: { __type: name } });
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

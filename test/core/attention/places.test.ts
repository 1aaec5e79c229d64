import { describe, expect, test } from 'vitest';
import { type PlaceSettings, places } from '../../../core/attention/places.ts';

const settings: PlaceSettings = {
  region: 'us-east-2',
  mode: 'live',
  entriesTable: 'Entries',
  registrationsTable: 'Registrations',
  secretId: 'arn:aws:secretsmanager:us-east-2:111122223333:secret:Storage-Secret-a1B2c3',
  failedEntriesQueueUrl: 'https://sqs.us-east-2.amazonaws.com/111122223333/failed',
  driveFolderId: '1AbC',
};
const run = {
  execution: 'cs_1-2',
  stateMachine: 'arn:aws:states:us-east-2:111122223333:stateMachine:registration',
};

describe('on AWS', () => {
  const at = places(settings);

  test('an execution has a page by its ARN', () => {
    expect(at.execution(run)).toBe(
      'https://us-east-2.console.aws.amazon.com/states/home?region=us-east-2#/v2/executions/details/' +
        'arn:aws:states:us-east-2:111122223333:execution:registration:cs_1-2',
    );
  });

  test('an entry and a registration have a page for their item, whatever their key contains', () => {
    const page = 'https://us-east-2.console.aws.amazon.com/dynamodbv2/home?region=us-east-2#edit-item';
    expect(at.entry('cs_1')).toBe(`${page}?itemMode=2&pk=cs_1&route=ROUTE_ITEM_EXPLORER&sk=&table=Entries`);
    expect(at.registration('A&B #1-coach-김하늘')).toBe(
      `${page}?itemMode=2&pk=${encodeURIComponent('A&B #1-coach-김하늘')}&route=ROUTE_ITEM_EXPLORER&sk=&table=Registrations`,
    );
  });

  test('a payment is in the live or the test part of the dashboard, according to the stage', () => {
    const test = places({ ...settings, mode: 'test' });
    expect(at.payment('pi_1')).toBe('https://dashboard.stripe.com/payments/pi_1');
    expect(test.payment('pi_1')).toBe('https://dashboard.stripe.com/test/payments/pi_1');
    expect(at.checkoutSession('cs_1')).toBe('https://dashboard.stripe.com/search?query=cs_1');
    expect(test.stripeKeys).toBe('https://dashboard.stripe.com/test/apikeys');
  });

  test('the secret’s page uses its name, the queue’s its URL', () => {
    expect(at.secret).toBe(
      'https://us-east-2.console.aws.amazon.com/secretsmanager/secret?name=Storage-Secret&region=us-east-2',
    );
    expect(at.failedEntries).toBe(
      'https://us-east-2.console.aws.amazon.com/sqs/v3/home?region=us-east-2#/queues/' +
        'https%3A%2F%2Fsqs.us-east-2.amazonaws.com%2F111122223333%2Ffailed',
    );
  });

  test('a stage without a Drive folder has no page for it', () => {
    expect(at.driveFolder).toBe('https://drive.google.com/drive/folders/1AbC');
    expect(places({ ...settings, driveFolderId: undefined }).driveFolder).toBeUndefined();
  });
});

test('on the embedded cloud every page is on this machine', () => {
  const local = { console: 'http://127.0.0.1:1', stripe: 'http://127.0.0.1:2', drive: 'http://127.0.0.1:3' };
  const at = places({ ...settings, local });
  expect(at.execution(run)).toBe('http://127.0.0.1:1/executions/cs_1-2?machine=registration');
  expect(at.registration('A-coach-B')).toBe('http://127.0.0.1:1/tables/Registrations?key=A-coach-B');
  expect(at.checkoutSession('cs_1')).toBe('http://127.0.0.1:2/pay/cs_1');
  const all = [
    ...Object.values(at).filter((page) => typeof page === 'string'),
    at.payment('pi_1'),
    at.entry('x'),
  ];
  for (const page of all) expect(page).toMatch(/^http:\/\/127\.0\.0\.1:/);
});

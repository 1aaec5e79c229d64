import { describe, expect, test } from 'vitest';
import { attentionIn, isWell, type Status } from '../../../admin/status/read-status.ts';
import { statusInWords } from '../../../admin/status/status-in-words.ts';
import { StripeAccessDeniedError, UnderpaidError } from '../../../core/domain/errors.ts';

const mark = (error: string, at: string) => ({ error, reason: 'a reason', at });
const denied = StripeAccessDeniedError.errorName;

const attention = attentionIn([
  { entryId: 'cs_1', marks: { registration: mark(denied, '2027-03-01T10:00:00Z') } },
  {
    entryId: 'cs_2',
    marks: {
      registration: mark(UnderpaidError.errorName, '2027-03-01T09:00:00Z'),
      badge: { ...mark('EntryInvalidError', '2027-03-01T11:59:30Z'), refresh: true },
    },
  },
  { entryId: 'cs_3', marks: { registration: mark(denied, '2027-03-01T11:00:00Z') } },
]);

const empty: Status = {
  stage: 'prod',
  running: [],
  attention: [],
  queues: [],
  deadLetters: [],
  alarms: { ringing: [] },
};

test('what needs attention is counted by part, with the oldest mark, and the most frequent reason first', () => {
  expect(attention).toEqual([
    {
      part: 'registration',
      count: 3,
      since: '2027-03-01T09:00:00Z',
      reasons: [
        { error: denied, because: expect.stringContaining('Stripe'), count: 2 },
        { error: UnderpaidError.errorName, because: expect.any(String), count: 1 },
      ],
    },
    {
      part: 'badge',
      count: 1,
      since: '2027-03-01T11:59:30Z',
      reasons: [{ error: 'EntryInvalidError', because: 'a field is missing or wrong', count: 1 }],
    },
  ]);
});

const ringing = [{ alarm: 'WebhookFails', description: 'Events are refused. Runbook: "The webhook fails".' }];

test('an alarm, a mark or a dead letter is something that is not well; whatever runs or waits is', () => {
  const running = { machine: 'registration' as const, count: 1, executions: [] };
  const queues = [{ queue: 'Processing', waiting: 7, inWork: 1 }];
  expect(isWell({ ...empty, running: [running], queues, deadLetters: [{ queue: 'F', messages: 0 }] })).toBe(
    true,
  );
  expect(isWell({ ...empty, attention })).toBe(false);
  expect(isWell({ ...empty, deadLetters: [{ queue: 'F', messages: 1 }] })).toBe(false);
  expect(isWell({ ...empty, alarms: { ringing } })).toBe(false);
  expect(isWell({ ...empty, alarms: { ringing: [], unknown: 'AccessDenied' } })).toBe(true);
});

describe('in words', () => {
  const now = Date.parse('2027-03-01T12:00:00Z');

  test('all that is empty is said to be', () => {
    expect(statusInWords(empty, now).split('\n')).toEqual([
      'Stage prod, 2027-03-01 12:00 UTC',
      '',
      'Alarms: none rings',
      '',
      'Running: nothing',
      '',
      'Needs attention: nothing',
      '',
      'Queues: none',
      '',
      'Dead-letter queues: empty',
    ]);
  });

  test('says which alarms ring and what each is about, or why that is not known', () => {
    expect(statusInWords({ ...empty, alarms: { ringing } }, now)).toContain(
      '\n\nAlarms\n  WebhookFails\n    Events are refused. Runbook: "The webhook fails".\n\n',
    );
    const unknown = { ringing: [], unknown: 'AccessDenied' };
    expect(statusInWords({ ...empty, alarms: unknown }, now)).toContain(
      '\nAlarms: not known (AccessDenied)\n',
    );
  });

  test('says how much there is of each, and for how long', () => {
    const executions = [{ name: 'cs_9', since: '2027-03-01T11:50:00Z', link: 'https://…' }];
    const words = statusInWords(
      {
        ...empty,
        attention,
        running: [{ machine: 'registration', count: 1_200, executions }],
        queues: [{ queue: 'Processing', waiting: 4, inWork: 2 }],
        deadLetters: [
          { queue: 'FailedStarts', messages: 0 },
          { queue: 'FailedPhotos', messages: 3 },
        ],
      },
      now,
    );
    expect(words).toMatch(/^ {2}registration +1200\n {4}cs_9\n {6}for 10 min\n {4}and 1199 more$/m);
    expect(words).toMatch(
      /^ {2}registration +3 {2}the oldest for 3 h\n {4}2 × .*\(StripeAccessDeniedError\)$/m,
    );
    expect(words).toMatch(/^ {2}badge +1 {2}the oldest for 30 s$/m);
    expect(words).toMatch(/^ {2}Processing +4 {2}waiting, 2 being processed$/m);
    expect(words).toMatch(/^ {2}FailedPhotos +3$/m);
    expect(words).not.toContain('FailedStarts');
  });
});

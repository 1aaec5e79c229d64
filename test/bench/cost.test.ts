import { describe, expect, test } from 'vitest';
import { costOf, sumOf, type Usage } from '../../bench/cost.ts';

const nothing: Usage = {
  stateTransitions: 0,
  historyEvents: 0,
  lambdaRequests: 0,
  lambdaGbSeconds: 0,
  dynamodbReads: 0,
  dynamodbWrites: 0,
  dynamodbItemBytes: 1,
  s3Puts: 0,
  s3Gets: 0,
  mails: 0,
  attachmentBytes: 0,
  webhookRequests: 0,
  queueMessages: 0,
  secretReads: 0,
  traces: 0,
};

const costWith = (usage: Partial<Usage>, count = 1) => sumOf(costOf({ ...nothing, ...usage }, count));

describe('the cost of a registration', () => {
  test('is nothing when nothing was used', () => {
    expect(costWith({})).toBe(0);
  });

  test.each<[Partial<Usage>, number]>([
    [{ stateTransitions: 1_000 }, 0.025],
    [{ lambdaRequests: 1e6 }, 0.2 + 0.7 * 0.5], // plus 0.7 GB of Lambda's own log lines
    [{ lambdaGbSeconds: 1e6 }, 13.3334],
    [{ dynamodbReads: 1e6 }, 0.125],
    [{ dynamodbWrites: 1e6, dynamodbItemBytes: 1_024 }, 0.625],
    [{ dynamodbWrites: 1e6, dynamodbItemBytes: 1_025 }, 1.25],
    [{ s3Puts: 1_000 }, 0.005],
    [{ s3Gets: 1_000 }, 0.0004],
    [{ mails: 1_000 }, 0.1],
    [{ attachmentBytes: 1e9 }, 0.12],
    [{ webhookRequests: 1e6 }, 1],
    [{ queueMessages: 1e6 }, 1.2],
    [{ secretReads: 10_000 }, 0.05],
    [{ historyEvents: 2e6 }, 0.5],
    [{ traces: 1e6 }, 5],
  ])('for %o is %d USD', (usage, expected) => {
    expect(costWith(usage)).toBeCloseTo(expected, 9);
  });

  test('is the total divided by their number', () => {
    expect(costWith({ stateTransitions: 26, mails: 2 }, 2)).toBeCloseTo(13 * 0.000025 + 0.0001, 12);
  });

  test('names the quantity of each part that one registration uses', () => {
    const [transitions] = costOf({ ...nothing, stateTransitions: 130 }, 10);
    expect(transitions).toMatchObject({ part: 'Step Functions', quantity: 13, unit: 'state transitions' });
    expect(transitions?.usd).toBeCloseTo(0.000325, 9);
  });
});

/** Measures what a sweep takes that compares a whole tournament's payments with its registrations, and finds nothing. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand, DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { Faults } from '@tkd-registration/local-cloud/faults';
import { startStripe } from '@tkd-registration/sandboxes/stripe';
import { type Pace, paced } from '../core/clients/pace.ts';
import { Registrations } from '../core/clients/registrations.ts';
import { createStripe } from '../core/clients/stripe.ts';
import { type Compared, reconcileInput } from '../core/domain/reconcile.ts';
import { Differences } from '../core/progress/differences.ts';
import { PaymentReadings } from '../core/progress/payment-readings.ts';
import { Progress } from '../core/progress/progress.ts';
import { ProgressTable } from '../core/progress/progress-table.ts';
import { compareWithStripe } from '../lambdas/reconcile/compare-with-stripe/compare-with-stripe.ts';
import type { TournamentCloud } from '../local/tournament-cloud.ts';
import type { Figure } from './report.ts';

const apiKey = 'sk_test_bench';
/** DynamoDB takes no more in one call. */
const writtenAtOnce = 25;

export interface MeasuredSweep {
  figures: Figure[];
  problems: string[];
}

/** Compares `count` paid sessions of a Stripe sandbox of its own with as many entries in the cloud's progress table. */
export async function measureSweep(cloud: TournamentCloud, count: number): Promise<MeasuredSweep> {
  const sandbox = await startStripe({ faults: new Faults(), apiKey, heldEvents: ['*'] });
  try {
    const dynamo = new DynamoDBClient(awsClientConfig(cloud));
    const documents = DynamoDBDocumentClient.from(dynamo);
    const { ProgressTable: progressTable = '', RegistrationsTable = '' } = cloud.outputs;
    const sessionIds = await paidSessions(sandbox.url, count);
    for (let start = 0; start < count; start += writtenAtOnce) {
      const written = sessionIds.slice(start, start + writtenAtOnce).map((entryId) => ({
        PutRequest: { Item: { entryId, registrationKey: `key of ${entryId}` } },
      }));
      await documents.send(new BatchWriteCommand({ RequestItems: { [progressTable]: written } }));
    }

    let calls = 0;
    const tenASecond = paced(10);
    const counted: Pace = (call) => {
      calls += 1;
      return tenASecond(call);
    };
    const table = new ProgressTable(documents, progressTable);
    const nothing = async () => undefined;
    const dependencies = {
      stripe: createStripe({ apiKey, apiBase: sandbox.url }),
      pace: { calls: counted, starts: tenASecond },
      own: { mode: 'test' as const, belonging: undefined },
      progress: new Progress(table),
      payments: new PaymentReadings(table),
      differences: new Differences(table),
      registrations: new Registrations(dynamo, RegistrationsTable),
      otherSystems: async () => new Set<string>(),
      executions: { start: nothing, startFor: nothing, statusOf: nothing },
      paymentChanges: { start: nothing },
      measure: () => undefined,
      now: Date.now,
    };
    const input = reconcileInput.parse({});
    const began = performance.now();
    let compared: Compared | undefined;
    do {
      compared = await compareWithStripe({ execution: 'bench', state: { ...input, compared } }, dependencies);
    } while (compared.next);
    const seconds = (performance.now() - began) / 1_000;

    const name = `sweep of ${count} sessions`;
    const { sessions, repairs, decisions } = compared.counts;
    const right = sessions === count && repairs === 0 && decisions === 0;
    return {
      figures: [
        { name: `${name}: calls of Stripe`, value: calls, unit: '' },
        { name: `${name}: time, at ten calls a second`, value: seconds, unit: 's' },
      ],
      problems: right ? [] : [`${name}: ${sessions} compared, ${repairs + decisions} differences found`],
    };
  } finally {
    await sandbox.stop();
  }
}

async function paidSessions(url: string, count: number): Promise<string[]> {
  const body = new URLSearchParams({
    count: String(count),
    action: 'card',
    mode: 'payment',
    success_url: 'https://example.com/thanks',
    'line_items[0][quantity]': '1',
    'line_items[0][price_data][currency]': 'usd',
    'line_items[0][price_data][unit_amount]': '8500',
    'line_items[0][price_data][product_data][name]': 'Entry {n}',
  });
  const response = await fetch(`${url}/_sessions`, { method: 'POST', body });
  const { sessions } = (await response.json()) as { sessions: { id: string }[] };
  return sessions.map(({ id }) => id);
}

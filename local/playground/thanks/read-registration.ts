import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, ExecutionDoesNotExist, SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { awsClientConfig, onlooker } from '@tkd-registration/local-cloud/clients';
import type Stripe from 'stripe';
import { Entries } from '../../../core/clients/entries.ts';
import { Registrations } from '../../../core/clients/registrations.ts';
import { executionArnOf, isCheckoutSessionId } from '../../../core/domain/ids.ts';
import { mailOf, recordOf } from '../../../core/progress/progress-record.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { readStageConfig } from '../../../lib/stage-config.ts';
import { localStripe } from '../../stripe-client.ts';
import type { CloudAddresses, RunningTournament } from '../../tournament-cloud.ts';
import { findingsOn, nameIn, paymentOf, type RegistrationState } from './registration-state.ts';

/** Reads how far each registration has come. */
export class RegistrationReader {
  readonly #entries: Entries;
  readonly #registrations: Registrations;
  readonly #progress: ProgressTable;
  readonly #sfn: SFNClient;
  readonly #stateMachineArn: string;
  readonly #stripe: Stripe;
  readonly #faults: Pick<RunningTournament['faults'], 'list'>;
  readonly #stage = readStageConfig('local');
  /** As Stripe has last shown them, by id. */
  readonly #sessions = new Map<string, Stripe.Checkout.Session>();

  constructor(cloud: CloudAddresses & Pick<RunningTournament, 'faults'>) {
    this.#faults = cloud.faults;
    const config = awsClientConfig(cloud, onlooker);
    const { EntriesTable = '', RegistrationsTable = '', ProgressTable: progress = '' } = cloud.outputs;
    const dynamo = new DynamoDBClient(config);
    this.#entries = new Entries(dynamo, EntriesTable, this.#stage.competition.year);
    this.#registrations = new Registrations(dynamo, RegistrationsTable);
    this.#progress = new ProgressTable(DynamoDBDocumentClient.from(dynamo), progress);
    this.#sfn = new SFNClient(config);
    this.#stateMachineArn = cloud.outputs.StateMachineArn ?? '';
    this.#stripe = localStripe(cloud);
  }

  /**
   * @param isSent whether the entry is known to be on its way.
   * @returns undefined when there is neither an entry nor a payment with this id, and none is on its way.
   */
  async read(entryId: string, isSent: boolean): Promise<RegistrationState | undefined> {
    const [entry, session, execution, item] = await Promise.all([
      this.#entries.find(entryId),
      this.#session(entryId),
      this.#execution(entryId),
      this.#progress.read(entryId),
    ]);
    if (!entry && !session && !isSent) return undefined;
    const progress = recordOf(item);
    const { registrationKey } = progress;
    const row = registrationKey === undefined ? undefined : await this.#registrations.get(registrationKey);
    return {
      entryId,
      name: entry && nameIn(entry, this.#stage.competition.year),
      payment: paymentOf(session, entry),
      execution,
      progress,
      confirmation: item[mailOf('confirmation')],
      findings: row ? findingsOn(row) : [],
      badges: this.#stage.registration.badges,
    };
  }

  /** How the entry's execution stands; undefined while there is none. */
  async #execution(entryId: string): Promise<string | undefined> {
    const executionArn = executionArnOf(this.#stateMachineArn, entryId);
    try {
      return (await this.#sfn.send(new DescribeExecutionCommand({ executionArn }))).status;
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  }

  async #session(entryId: string): Promise<Stripe.Checkout.Session | undefined> {
    if (!isCheckoutSessionId(entryId)) return undefined;
    // A fault is meant for the next call of whoever is watched here, not for a call of this page.
    if (this.#faults.list().length > 0) return this.#sessions.get(entryId);
    try {
      const session = await this.#stripe.checkout.sessions.retrieve(entryId, { expand: ['payment_intent'] });
      this.#sessions.set(entryId, session);
      return session;
    } catch (error) {
      if ((error as { statusCode?: number }).statusCode === 404) return undefined;
      throw error;
    }
  }
}

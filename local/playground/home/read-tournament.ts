/** How the tournament stands, in figures and in what happened last. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { awsClientConfig, onlooker } from '@tkd-registration/local-cloud/clients';
import { Entries } from '../../../core/clients/entries.ts';
import { Registrations } from '../../../core/clients/registrations.ts';
import { textOf } from '../../../core/domain/entry-item.ts';
import { mailsIn, recordOf } from '../../../core/progress/progress-record.ts';
import { ProgressTable } from '../../../core/progress/progress-table.ts';
import { readStageConfig } from '../../../lib/stage-config.ts';
import { localStripe } from '../../stripe-client.ts';
import type { CloudAddresses, RunningTournament } from '../../tournament-cloud.ts';
import { keptBriefly } from '../kept-briefly.ts';
import { nameIn } from '../thanks/registration-state.ts';

export interface Figures {
  /** Registrations by type. */
  registered: Record<string, number>;
  mails: number;
  /** The MD5 of each badge, by its entry. */
  badges: ReadonlyMap<string, string>;
  inDrive: number;
  needAttention: number;
  /** The entries that the organisers were asked to look at. */
  toLookAt: ReadonlySet<string>;
}

export interface Happening {
  entryId: string;
  /** The execution's name. */
  name: string;
  status: string;
  /** Epoch milliseconds. */
  startedAt: number;
  /** Whom it is about; undefined while the entry has not arrived. */
  who?: string;
}

const latest = 8;

export class TournamentReader {
  readonly #registrations: Registrations;
  readonly #entries: Entries;
  readonly #progress: ProgressTable;
  readonly #sfn: SFNClient;
  readonly #stripe: ReturnType<typeof localStripe>;
  readonly #stateMachineArn: string;
  readonly #year = readStageConfig('local').competition.year;
  /** By entry; an entry never changes. */
  readonly #names = new Map<string, string>();

  readonly #faults: Pick<RunningTournament['faults'], 'list'>;
  #refused = false;

  constructor(cloud: CloudAddresses & Pick<RunningTournament, 'faults'>) {
    this.#faults = cloud.faults;
    const config = awsClientConfig(cloud, onlooker);
    const { outputs } = cloud;
    const dynamo = new DynamoDBClient(config);
    this.#registrations = new Registrations(dynamo, outputs.RegistrationsTable ?? '');
    this.#entries = new Entries(dynamo, outputs.EntriesTable ?? '', this.#year);
    this.#progress = new ProgressTable(DynamoDBDocumentClient.from(dynamo), outputs.ProgressTable ?? '');
    this.#sfn = new SFNClient(config);
    this.#stripe = localStripe(cloud);
    this.#stateMachineArn = outputs.StateMachineArn ?? '';
  }

  figures = keptBriefly(async (): Promise<Figures> => {
    const registered: Record<string, number> = {};
    for await (const row of this.#registrations.rows(['reg_type'])) {
      const type = String(textOf(row.reg_type) ?? '');
      registered[type] = (registered[type] ?? 0) + 1;
    }
    const [badges, toLookAt] = [new Map<string, string>(), new Set<string>()];
    const counts = { mails: 0, inDrive: 0, needAttention: 0 };
    for await (const item of this.#progress.scan({})) {
      const { badge, badgeWithdrawn, drive, attention } = recordOf(item);
      const sent = mailsIn(item).filter(([, { status }]) => status === 'sent');
      counts.mails += sent.length;
      if (sent.some(([purpose]) => purpose === 'findings')) toLookAt.add(item.entryId);
      if (badge && !badgeWithdrawn) badges.set(item.entryId, badge.md5);
      if (drive?.md5 !== undefined && !drive.trashed) counts.inDrive += 1;
      if (Object.keys(attention).length > 0) counts.needAttention += 1;
    }
    return { registered, badges, toLookAt, ...counts };
  });

  /** Whether a card or a bank has ever refused to pay. */
  anyRefused = keptBriefly(async (): Promise<boolean> => {
    // Faults are meant for the calls of others.
    if (this.#refused || this.#faults.list().length > 0) return this.#refused;
    for await (const { status } of this.#stripe.charges.list({ limit: 100 }))
      if (status === 'failed') this.#refused = true;
    return this.#refused;
  });

  /** Of registrations, the last first. */
  async happenings(): Promise<Happening[]> {
    const { executions = [] } = await this.#sfn.send(
      new ListExecutionsCommand({ stateMachineArn: this.#stateMachineArn, maxResults: latest }),
    );
    return Promise.all(
      executions.map(async ({ name = '', status = '', startDate }) => {
        // A further execution of an entry has a suffix.
        const entryId = name.replace(/-[0-9a-f]{8}$/, '');
        return {
          entryId,
          name,
          status,
          startedAt: startDate?.getTime() ?? 0,
          who: await this.#nameOf(entryId),
        };
      }),
    );
  }

  async #nameOf(entryId: string): Promise<string | undefined> {
    const known = this.#names.get(entryId);
    if (known !== undefined) return known;
    const entry = await this.#entries.find(entryId);
    if (!entry) return undefined;
    const name = nameIn(entry, this.#year);
    this.#names.set(entryId, name);
    return name;
  }
}

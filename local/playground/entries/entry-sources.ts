/** What the pages about entries read: the services themselves, as an organiser would look into them. */
import { S3Client } from '@aws-sdk/client-s3';
import { awsClientConfig, onlooker } from '@tkd-registration/local-cloud/clients';
import { type Person, personIn } from '../../../admin/find/people.ts';
import { executionsAbout, type ShownExecution } from '../../../admin/show/entry-executions.ts';
import { type Dossier, dossierOf } from '../../../admin/show/read-dossier.ts';
import { Stage } from '../../../admin/stage.ts';
import { Entries, type StoredEntry } from '../../../core/clients/entries.ts';
import { createStripe, type StripeSessions } from '../../../core/clients/stripe.ts';
import type { StripePayments } from '../../../core/clients/stripe-payments.ts';
import { isCheckoutSessionId } from '../../../core/domain/ids.ts';
import type { PaymentReading } from '../../../core/domain/payment-reading.ts';
import { paymentStateOf } from '../../../core/domain/payment-state.ts';
import { mailsIn, type ProgressRecord, recordOf } from '../../../core/progress/progress-record.ts';
import { readStageConfig } from '../../../lib/stage-config.ts';
import type { RunningTournament } from '../../tournament-cloud.ts';
import { type Step, stepsOf } from './execution-steps.ts';
import { People } from './people.ts';
import { StartedExecutions } from './started-executions.ts';

/** All about one entry. */
export interface WholeEntry {
  id: string;
  record: ProgressRecord;
  /** As Stripe says it now or, while it must not be asked, as it was last read. */
  money?: PaymentReading;
  /** The address of the receipt that Stripe shows to whoever paid. */
  receipt?: string;
  /** Absent while no entry has come, and once the person is erased. */
  dossier?: Dossier;
  item?: StoredEntry;
  row?: StoredEntry;
  executions: (ShownExecution & { steps: Step[] })[];
  mails: SentMail[];
}

export interface SentMail {
  purpose: string;
  status: string;
  /** Epoch milliseconds. */
  at: number;
  messageId?: string;
  feedback?: { what: string; at: string };
}

export class EntrySources {
  readonly stage: Stage;
  readonly s3: S3Client;
  readonly people: People;
  readonly #entries: Entries;
  readonly #started: StartedExecutions;
  readonly #stripe: StripePayments & StripeSessions;
  readonly #faults: RunningTournament['faults'];

  constructor(cloud: RunningTournament) {
    const { endpoints, outputs } = cloud;
    const { stripe, drive, challonge, console } = endpoints;
    const config = { ...awsClientConfig(cloud, onlooker), console };
    this.stage = new Stage({ name: 'local', config, outputs, sandboxes: { stripe, drive, challonge } });
    this.s3 = new S3Client(config);
    const { year } = readStageConfig('local').competition;
    this.#entries = new Entries(this.stage.dynamo, this.stage.output('EntriesTable'), year);
    this.people = new People(this.stage);
    this.#started = new StartedExecutions(cloud);
    this.#stripe = createStripe({ apiKey: cloud.secret.stripe.apiKey, apiBase: stripe });
    this.#faults = cloud.faults;
  }

  /** Undefined when nothing is known of such an entry. */
  async whole(id: string): Promise<WholeEntry | undefined> {
    const progress = await this.stage.progress.read(id);
    const record = recordOf(progress);
    const { money, receipt } = await this.#payment(id, record);
    const [{ person, item, row }, executions] = await Promise.all([
      this.#stored(id, record),
      this.#executions(id, money),
    ]);
    const dossier = person && (await dossierOf(this.stage, person));
    if (!dossier && !money && executions.length === 0 && Object.keys(progress).length === 0) return undefined;
    const mails = mailsIn(progress).map(([purpose, { status, attemptedAt, messageId, feedback }]) => ({
      ...{ purpose, status, at: attemptedAt, messageId, feedback },
    }));
    return { id, record, money, receipt, dossier, item, row, executions, mails };
  }

  /** The entry that an execution's input is about: it names the entry, or something about its payment. */
  async entryOf(input: unknown): Promise<string | undefined> {
    const { entryId, changed } = (input ?? {}) as { entryId?: unknown; changed?: unknown };
    if (typeof entryId === 'string') return entryId;
    if (typeof changed !== 'string') return undefined;
    if (changed.startsWith('cs_')) return changed;
    return (await this.people.read()).byPayment.get(changed);
  }

  /** Who an execution's input is about: `Jordan Rivera, Golden Dragon TKD - Owasso`. */
  async inShort(input: unknown): Promise<string | undefined> {
    const id = await this.entryOf(input);
    const person = id === undefined ? undefined : (await this.people.read()).byId.get(id);
    return person && ([person.name, person.school].filter(Boolean).join(', ') || undefined);
  }

  /** Faults that somebody has planted for the project's own calls of Stripe are left to those. */
  async #payment(
    id: string,
    { money, erasedAt }: ProgressRecord,
  ): Promise<Pick<WholeEntry, 'money' | 'receipt'>> {
    if (!isCheckoutSessionId(id) || erasedAt || this.#faults.list().length > 0) return { money };
    const [read, session] = await Promise.all([
      this.#stripe.readPayment(id).catch(() => undefined),
      this.#stripe.retrieveSession(id).catch(() => undefined),
    ]);
    return { money: read?.reading ?? money, receipt: session?.charge?.receiptUrl };
  }

  /** What is stored: the entry, the registration, and who they are about. */
  async #stored(
    id: string,
    { registrationKeys }: ProgressRecord,
  ): Promise<Pick<WholeEntry, 'item' | 'row'> & { person?: Person }> {
    const { registrations } = this.stage;
    const [item, found] = await Promise.all([
      this.#entries.find(id),
      registrations.find(id, registrationKeys),
    ]);
    if (found) {
      const { pk, row } = found;
      return { person: { ...personIn(row, id), pk, payment: paymentStateOf(row) }, item, row };
    }
    if (item) return { person: personIn(item, id), item };
    // The row of another system is known by its key alone.
    const person = id.startsWith('reg_') ? (await this.people.read()).byId.get(id) : undefined;
    return { person, row: person?.pk === undefined ? undefined : await registrations.get(person.pk) };
  }

  /** Found by their names or, where a person gave another name, by their input. */
  async #executions(id: string, money: PaymentReading | undefined): Promise<WholeEntry['executions']> {
    const named = await executionsAbout(this.stage, id, money);
    const others = await this.#started.about(id, money);
    const all = [...named, ...others.filter(({ link }) => !named.some((one) => one.link === link))];
    const withSteps = all.map(async (execution) => ({
      ...execution,
      steps: stepsOf(await this.#started.historyOf(execution)),
    }));
    return (await Promise.all(withSteps)).sort((a, b) => (a.started < b.started ? -1 : 1));
  }
}

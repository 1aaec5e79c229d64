/** Registers competitors on the embedded cloud and measures how long each took after its payment. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { executionArnOf } from '../core/domain/ids.ts';
import { FrontEnd } from '../local/front-end.ts';
import { endOf, Outcomes, waitFor } from '../local/outcome.ts';
import entries from '../local/samples/entries.json' with { type: 'json' };
import { putPhoto } from '../local/seed.ts';
import type { TournamentCloud } from '../local/tournament-cloud.ts';

/** A submitted entry that can be paid. */
export interface Submitted {
  entryId: string;
  email: string;
}

/** An entry whose execution has ended, or did not end in time. */
export interface Registered extends Submitted {
  executionArn: string;
  /** The execution's status; undefined when it did not end in time. */
  status?: string;
  /** Milliseconds from the payment to the end of the step, from the execution's history. */
  emailMs?: number;
  driveMs?: number;
}

const oneWithinMs = 30_000;
const burstWithinMs = 150_000;
const everyMs = 100;

export class Registrations {
  readonly #cloud: TournamentCloud;
  readonly #frontEnd: FrontEnd;
  readonly #outcomes: Outcomes;
  readonly #sqs: SQSClient;
  #count = 0;

  constructor(cloud: TournamentCloud) {
    this.#cloud = cloud;
    this.#frontEnd = new FrontEnd(cloud);
    this.#outcomes = new Outcomes(cloud);
    this.#sqs = new SQSClient(awsClientConfig(cloud));
  }

  /** Submits entries as the form does, and waits until all are stored, as families take a while to pay. */
  async submit(count: number): Promise<Submitted[]> {
    const submitted: Submitted[] = [];
    for (let index = 0; index < count; index++) {
      this.#count += 1;
      const email = `family-${this.#count}@example.com`;
      const body = competitor(this.#count, email);
      await putPhoto(this.#cloud, body.imgFilename.S, readFileSync(samplePhoto));
      const { entryId } = await this.#frontEnd.submit(body);
      submitted.push({ entryId, email });
    }
    await waitFor(`${count} entries to be stored`, async () => (await this.#queueIsEmpty()) || undefined, {
      withinMs: burstWithinMs,
    });
    return submitted;
  }

  /** Pays one after the other, each when the previous one has finished. */
  async oneByOne(submitted: readonly Submitted[]): Promise<Registered[]> {
    const registered: Registered[] = [];
    for (const entry of submitted) registered.push(await this.#register(entry, oneWithinMs));
    return registered;
  }

  /** Pays all at once. */
  async atOnce(submitted: readonly Submitted[], withinMs = burstWithinMs): Promise<Registered[]> {
    return Promise.all(submitted.map((entry) => this.#register(entry, withinMs)));
  }

  /**
   * One sentence for each problem: an execution that did not succeed, or whose registration, mail or file in Drive does
   * not exist exactly once.
   */
  async problems(registered: readonly Registered[]): Promise<string[]> {
    const [rows, mails] = await Promise.all([this.#outcomes.registrations(), this.#outcomes.mails()]);
    const checks = registered.map(async ({ entryId, email, status }) => {
      const files = await this.#outcomes.driveFiles(entryId);
      const { badge } = (await this.#outcomes.progress(entryId)) as { badge?: { md5: string } };
      const wrong = [
        status !== 'SUCCEEDED' && `its execution is ${status ?? 'not finished'}`,
        rows.filter((row) => row.entryId === entryId).length !== 1 && 'not exactly one registration',
        mails.filter((mail) => mail.recipients.includes(email)).length !== 1 && 'not exactly one mail',
        (files.length !== 1 || files[0]?.md5 !== badge?.md5) && 'its badge is not in Drive exactly once',
      ].filter((problem) => problem !== false);
      return wrong.length > 0 ? [`${entryId}: ${wrong.join(', ')}`] : [];
    });
    return (await Promise.all(checks)).flat();
  }

  async #register(entry: Submitted, withinMs: number): Promise<Registered> {
    const executionArn = executionArnOf(this.#cloud.outputs.StateMachineArn ?? '', entry.entryId);
    const paidAt = Date.now();
    await this.#frontEnd.press('card', entry.entryId);
    const status = await waitFor('the execution to end', () => this.#endOfExecution(executionArn), {
      withinMs,
      everyMs,
    }).catch(() => undefined);
    if (!status) return { ...entry, executionArn };
    const events = await this.#outcomes.history(entry.entryId);
    const since = (state: string) => {
      const end = endOf(events, state);
      return end === undefined ? undefined : end - paidAt;
    };
    return {
      ...entry,
      executionArn,
      status,
      emailMs: since('Send confirmation'),
      driveMs: since('Push to Drive'),
    };
  }

  /** Called in process rather than over HTTP, so that polling hardly affects the measurement. */
  async #endOfExecution(executionArn: string): Promise<string | undefined> {
    const { body } = await this.#cloud.stepFunctions.handle('DescribeExecution', { executionArn });
    const { status } = body as { status?: string };
    return status === 'RUNNING' ? undefined : status;
  }

  async #queueIsEmpty(): Promise<boolean> {
    const { Attributes = {} } = await this.#sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: this.#cloud.outputs.ProcessingQueueUrl,
        AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
      }),
    );
    return Object.values(Attributes).every((count) => Number(count) === 0);
  }
}

const [sample] = entries;

/** The photo that every competitor here has, each under a key of its own. */
export const samplePhoto = join(import.meta.dirname, '../local/samples/photos', sample?.imgFilename?.S ?? '');

/** The samples' competitor under a unique name. */
function competitor(number: number, email: string) {
  // Names have no digits.
  const name = [...String(number)].map((digit) => 'abcdefghij'[Number(digit)]).join('');
  return {
    ...sample,
    full_name: { S: `Jordan Rivera ${name}` },
    email: { S: email },
    imgFilename: { S: `Golden Dragon TKD - Owasso_competitor_Jordan_Rivera_${name}.jpg` },
  };
}

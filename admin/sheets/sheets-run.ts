import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  paginateGetExecutionHistory,
  paginateListStateMachines,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type * as z from 'zod';
import { InputInvalidError } from '../../core/domain/errors.ts';
import { type NearMisses, nearMisses } from '../../core/sheets/near-misses.ts';
import type { SheetOrder } from '../../core/sheets/sheet-order.ts';
import { finishedSheets, madeSheet, plannedSheets } from '../../core/sheets/sheet-state.ts';
import type { ClientConfig } from './client-config.ts';
import { CommandError } from './command.ts';

export type Result = z.infer<typeof finishedSheets>;
/** Of an order that nobody fits. */
export type Nothing = z.infer<typeof plannedSheets>;

/** How far an execution has come. */
export interface Progress {
  badges: number;
  /** Badges in the files that are made, or left out of them. */
  done: number;
  files: number;
  made: number;
}

const askEveryMs = 1_000;

/** A stage's badge sheets, as whoever may start executions uses them. */
export class SheetsRun {
  readonly machineName: string;
  readonly #stage: string;
  readonly #sfn: SFNClient;
  readonly #s3: S3Client;

  constructor(config: ClientConfig, stage: string) {
    this.#stage = stage;
    this.machineName = `tkd-registration-${stage}-badge-sheets`;
    this.#sfn = new SFNClient(config);
    this.#s3 = new S3Client(config);
  }

  /**
   * Starts an execution and returns its name.
   * @throws CommandError when the stage has no badge sheets, or its cloud cannot be reached.
   */
  async start(order: SheetOrder): Promise<string> {
    const stateMachineArn = await this.#machineArn();
    // Sorts by time where files are listed.
    const name = `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}-${randomBytes(2).toString('hex')}`;
    await this.#sfn.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(order) }));
    return name;
  }

  /**
   * Waits for an execution's end, telling how far it has come.
   * @returns a result without a report when there was nothing to print.
   * @throws CommandError with the execution's error and cause when it failed.
   */
  async end(name: string, onProgress: (progress: Progress) => void): Promise<Result | Nothing> {
    const executionArn = `${(await this.#machineArn()).replace(':stateMachine:', ':execution:')}:${name}`;
    for (;;) {
      const execution = await this.#sfn.send(new DescribeExecutionCommand({ executionArn }));
      const progress = await this.#progress(executionArn);
      if (progress) onProgress(progress);
      if (execution.status === 'SUCCEEDED') {
        const output = JSON.parse(execution.output ?? '{}');
        return ('report' in output ? finishedSheets : plannedSheets).parse(output);
      }
      if (execution.status !== 'RUNNING') throw new CommandError(failureOf(execution));
      await delay(askEveryMs);
    }
  }

  /** Fetches the files into a folder named by the execution, and returns their paths: the sheets, the report, the list. */
  async download({ sheets, report }: Result, directory: string): Promise<string[]> {
    const paths: string[] = [];
    const keys = [...sheets.map(({ sheet }) => sheet.key), report.pdf.key, report.csv.key];
    for (const key of keys.filter((present) => present !== undefined)) {
      const [, execution = ''] = key.split('/');
      mkdirSync(join(directory, execution), { recursive: true });
      const path = join(directory, execution, basename(key));
      const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket: report.bucket, Key: key }));
      await pipeline(Body as Readable, createWriteStream(path));
      paths.push(path);
    }
    return paths;
  }

  /** What is near, where the order named what is not there. */
  async nearMisses({ plan }: Nothing): Promise<NearMisses> {
    if (!plan.nearMisses) return {};
    const { bucket: Bucket, key: Key } = plan.nearMisses;
    const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket, Key }));
    return nearMisses.parse(JSON.parse((await Body?.transformToString()) ?? '{}'));
  }

  async #machineArn(): Promise<string> {
    const deployed = new Set<string | undefined>();
    try {
      for await (const page of paginateListStateMachines({ client: this.#sfn }, {})) {
        const machine = page.stateMachines?.find(({ name }) => name === this.machineName);
        if (machine?.stateMachineArn) return machine.stateMachineArn;
        for (const { name } of page.stateMachines ?? []) deployed.add(name);
      }
    } catch (cause) {
      throw new CommandError(`Step Functions cannot be reached: ${(cause as Error).message || 'no answer'}`, {
        cause,
      });
    }
    throw new CommandError(
      deployed.has(`tkd-registration-${this.#stage}`)
        ? `Stage ${this.#stage} has no badges.`
        : `There is no stage ${this.#stage} in this account and region.`,
    );
  }

  async #progress(executionArn: string): Promise<Progress | undefined> {
    let plan: z.infer<typeof plannedSheets>['plan'] | undefined;
    let [done, made] = [0, 0];
    for await (const page of paginateGetExecutionHistory({ client: this.#sfn }, { executionArn })) {
      for (const { stateExitedEventDetails: exited } of page.events ?? []) {
        if (exited?.name === 'Plan sheets')
          plan = plannedSheets.parse(JSON.parse(exited.output ?? '{}')).plan;
        if (exited?.name !== 'Make sheet') continue;
        const { sheet } = madeSheet.parse(JSON.parse(exited.output ?? '{}'));
        done += sheet.badges + sheet.notPrinted;
        made += 1;
      }
    }
    return plan && plan.badges > 0
      ? { badges: plan.badges, done, files: plan.files.length, made }
      : undefined;
  }
}

/** A Lambda's error is told by the document that the cause is; other causes are told as they are. */
function failureOf({ status, error, cause }: DescribeExecutionCommandOutput): string {
  // Which positions a sheet has, only its format says.
  if (error === InputInvalidError.errorName) return textOf(cause).replace(/^(?=first|paper)/, '--');
  return [`The execution ended as ${status}`, error, textOf(cause)].filter(Boolean).join(': ');
}

function textOf(cause = ''): string {
  try {
    const { errorMessage } = JSON.parse(cause) ?? {};
    return typeof errorMessage === 'string' ? errorMessage : cause;
  } catch {
    return cause;
  }
}

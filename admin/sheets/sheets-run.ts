import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { HistoryEvent } from '@aws-sdk/client-sfn';
import type * as z from 'zod';
import { InputInvalidError } from '../../core/domain/errors.ts';
import { type NearMisses, nearMisses } from '../../core/jobs/near-misses.ts';
import type { SheetOrder } from '../../core/sheets/sheet-order.ts';
import { finishedSheets, madeSheet, plannedSheets } from '../../core/sheets/sheet-state.ts';
import type { ClientConfig } from '../client-config.ts';
import { CommandError } from '../command-error.ts';
import type { Completion } from '../completion-bar.ts';
import { download } from '../download.ts';
import { ExecutionFailedError, ExecutionRun } from '../execution-run.ts';

export type Result = z.infer<typeof finishedSheets>;
/** Of an order that nobody fits. */
export type Nothing = z.infer<typeof plannedSheets>;

/** The badge sheets of a stage, for anybody who may start its executions. */
export class SheetsRun {
  readonly #run: ExecutionRun;
  readonly #s3: S3Client;

  constructor(config: ClientConfig, stage: string) {
    this.#run = new ExecutionRun(config, { stage, machine: 'badge-sheets', absent: 'has no badges' });
    this.#s3 = new S3Client(config);
  }

  /**
   * Starts an execution and returns its name.
   * @throws CommandError as `ExecutionRun.start` does.
   */
  start(order: SheetOrder): Promise<string> {
    return this.#run.start(order);
  }

  /** What to say about an execution that was started. */
  started(name: string): Promise<string> {
    return this.#run.started(name);
  }

  /**
   * Waits for an execution's end.
   * @param onCompletion gets the number of badges that are in finished files or were left out of them.
   * @returns a result without a report when there was nothing to print.
   * @throws CommandError with the execution's error and cause when it failed.
   */
  async end(name: string, onCompletion?: (completion: Completion) => void): Promise<Result | Nothing> {
    const onHistory = (events: readonly HistoryEvent[]) => {
      const completion = completionOf(events);
      if (completion) onCompletion?.(completion);
    };
    const output = await this.#run.end(name, onCompletion && onHistory).catch(inTheCommandsWords);
    return ('report' in (output as object) ? finishedSheets : plannedSheets).parse(output);
  }

  /** Fetches the files into a folder named by the execution, and returns their paths: the sheets, the report, the list. */
  async download({ sheets, report }: Result, directory: string): Promise<string[]> {
    const paths: string[] = [];
    const keys = [...sheets.map(({ sheet }) => sheet.key), report.pdf.key, report.csv.key];
    for (const key of keys.filter((present) => present !== undefined)) {
      const [, execution = ''] = key.split('/');
      mkdirSync(join(directory, execution), { recursive: true });
      paths.push(await download(this.#s3, { bucket: report.bucket, key }, join(directory, execution)));
    }
    return paths;
  }

  /** Near misses, if the order named something that does not exist. */
  async nearMisses({ plan }: Nothing): Promise<NearMisses> {
    if (!plan.nearMisses) return {};
    const { bucket: Bucket, key: Key } = plan.nearMisses;
    const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket, Key }));
    return nearMisses.parse(JSON.parse((await Body?.transformToString()) ?? '{}'));
  }
}

/** undefined until the plan is known, and when it is empty. */
function completionOf(events: readonly HistoryEvent[]): Completion | undefined {
  let plan: Nothing['plan'] | undefined;
  let [done, made] = [0, 0];
  for (const { stateExitedEventDetails: exited } of events) {
    if (exited?.name === 'Plan sheets') plan = plannedSheets.parse(JSON.parse(exited.output ?? '{}')).plan;
    if (exited?.name !== 'Make sheet') continue;
    const { sheet } = madeSheet.parse(JSON.parse(exited.output ?? '{}'));
    done += sheet.badges + sheet.notPrinted;
    made += 1;
  }
  if (!plan || plan.badges === 0) return undefined;
  return { total: plan.badges, done, note: `file ${made} of ${plan.files.length}` };
}

/** Which positions a sheet has, only its format says: the step's refusal is about an option of the command. */
function inTheCommandsWords(error: unknown): never {
  if (error instanceof ExecutionFailedError && error.error === InputInvalidError.errorName) {
    throw new CommandError(error.reason.replace(/^(?=first|paper)/, '--'), { cause: error });
  }
  throw error;
}

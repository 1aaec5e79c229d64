import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type * as z from 'zod';
import { InputInvalidError } from '../../core/domain/errors.ts';
import { type NearMisses, nearMisses } from '../../core/jobs/near-misses.ts';
import type { SheetOrder } from '../../core/sheets/sheet-order.ts';
import { finishedSheets, plannedSheets } from '../../core/sheets/sheet-state.ts';
import type { ClientConfig } from '../client-config.ts';
import { CommandError } from '../command-error.ts';
import type { Completion } from '../completion-bar.ts';
import { download } from '../download.ts';
import { ExecutionFailedError } from '../execution-run.ts';
import { JobRun } from '../job-run.ts';

export type Result = z.infer<typeof finishedSheets>;
/** Of an order that nobody fits. */
export type Nothing = z.infer<typeof plannedSheets>;

/** The badge sheets of a stage, for anybody who may start its executions. */
export class SheetsRun {
  readonly #run: JobRun;
  readonly #s3: S3Client;

  constructor(config: ClientConfig, stage: string) {
    const machine = { stage, machine: 'badge-sheets', absent: 'has no badges', finish: 'Finish sheets' };
    this.#run = new JobRun(config, machine);
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
   * @param onCompletion gets the number of files that are made or failed.
   * @returns a result without a report when there was nothing to print.
   * @throws CommandError with the execution's error and cause when it failed as a whole.
   */
  async end(name: string, onCompletion?: (completion: Completion) => void): Promise<Result | Nothing> {
    const output = await this.#run.end(name, onCompletion).catch(inTheCommandsWords);
    return ('report' in (output as object) ? finishedSheets : plannedSheets).parse(output);
  }

  /** Fetches the files into a folder named by the execution, and returns their paths: sheets, envelopes, report, list. */
  async download(
    { report: { bucket, files, envelopes, pdf, csv } }: Result,
    directory: string,
  ): Promise<string[]> {
    const paths: string[] = [];
    for (const { key } of [...files, ...(envelopes ? [envelopes] : []), pdf, csv]) {
      const [, execution = ''] = key.split('/');
      mkdirSync(join(directory, execution), { recursive: true });
      paths.push(await download(this.#s3, { bucket, key }, join(directory, execution)));
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

/** Which positions a sheet has, only its format says: the step's refusal is about an option of the command. */
function inTheCommandsWords(error: unknown): never {
  if (error instanceof ExecutionFailedError && error.error === InputInvalidError.errorName) {
    throw new CommandError(error.reason.replace(/^(?=first|paper)/, '--'), { cause: error });
  }
  throw error;
}

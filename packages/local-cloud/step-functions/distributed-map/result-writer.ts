/** Exports the results of a Map Run to S3. */
import { runtimeError, StateError } from '../language/errors.ts';
import type { MapRun } from './map-run.ts';
import type { Objects } from './objects.ts';
import {
  type ChildResult,
  manifestOf,
  type ResultFile,
  resultFiles,
  type WriterConfig,
  written,
} from './result-files.ts';

/** A ResultWriter whose expressions are evaluated. Without a bucket, it only shapes the state's result. */
export interface ResultWriter {
  bucket?: string;
  prefix?: string;
  config: WriterConfig;
}

/** Each redrive has a folder of its own. */
function folderOf({ prefix }: ResultWriter, mapRunArn: string, redriveCount: number): string {
  const id = mapRunArn.split(':').at(-1);
  const redrive = redriveCount > 0 ? `Redrive-${redriveCount}/` : '';
  return `${prefix ? `${prefix.replace(/\/$/, '')}/` : ''}${id}/${redrive}`;
}

/** @throws StateError States.Runtime when results could not be written. */
export async function testWrite(writer: ResultWriter, mapRunArn: string, objects: Objects): Promise<void> {
  if (writer.bucket === undefined) return;
  const manifest = manifestOf(writer.bucket, mapRunArn, { FAILED: [], PENDING: [], SUCCEEDED: [] });
  try {
    await objects.put(writer.bucket, `${folderOf(writer, mapRunArn, 0)}manifest.json`, manifest);
  } catch (error) {
    throw runtimeError(
      `Failed to write a test manifest into the specified output bucket. ${(error as Error).message}`,
    );
  }
}

/**
 * Writes what has become of the children since the last export.
 * @returns the files of all exports, and the state's result.
 * @throws StateError States.ResultWriterFailed
 */
export async function exportResults(
  writer: ResultWriter & { bucket: string },
  run: MapRun,
  children: readonly ChildResult[],
  objects: Objects,
): Promise<{ exported: NonNullable<MapRun['exported']>; result: object }> {
  const { bucket, config } = writer;
  const folder = folderOf(writer, run.mapRunArn, run.redriveCount);
  const kept = new Set(run.kept);
  const files = resultFiles(
    folder,
    children.filter((_, index) => !kept.has(index)),
    config,
  );
  const exported = {
    FAILED: files.FAILED.map(written),
    PENDING: files.PENDING.map(written),
    SUCCEEDED: [...(run.exported?.SUCCEEDED ?? []), ...files.SUCCEEDED.map(written)],
  };
  const manifest = { key: `${folder}manifest.json`, body: manifestOf(bucket, run.mapRunArn, exported) };
  const put = ({ key, body }: ResultFile) => objects.put(bucket, key, body);
  try {
    for (const file of [...files.SUCCEEDED, ...files.FAILED, ...files.PENDING, manifest]) await put(file);
  } catch (error) {
    throw new StateError('States.ResultWriterFailed', (error as Error).message);
  }
  const result = { MapRunArn: run.mapRunArn, ResultWriterDetails: { Bucket: bucket, Key: manifest.key } };
  return { exported, result };
}

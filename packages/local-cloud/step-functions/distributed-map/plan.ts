/** How a Distributed Map is to be carried out: its fields, with their expressions evaluated. */
import { flowOf } from '../engine/flow-of.ts';
import { maxConcurrency } from '../engine/inner.ts';
import type { At } from '../engine/run.ts';
import { runtimeError } from '../language/errors.ts';
import type { BatchLimits } from './batches.ts';
import type { ItemReader, ReaderConfig } from './item-reader.ts';
import type { Limits } from './map-run.ts';
import type { WriterConfig } from './result-files.ts';
import type { ResultWriter } from './result-writer.ts';

export interface Plan {
  limits: Limits;
  /** Absent where the items are in the state's input. */
  reader?: ItemReader;
  batch?: BatchLimits & { input?: unknown };
  writer?: ResultWriter;
}

type Fields = Record<string, unknown>;

/** @throws StateError when an expression fails, or does not give the number that its field needs. */
export async function planOf(at: At): Promise<Plan> {
  const { ItemReader, ItemBatcher, ResultWriter } = at.state as { [field: string]: Fields | undefined };
  return {
    limits: await limitsOf(at),
    ...(ItemReader && { reader: await readerOf(at, ItemReader) }),
    ...(ItemBatcher && { batch: await batchOf(at, ItemBatcher) }),
    ...(ResultWriter && { writer: await writerOf(at, ResultWriter) }),
  };
}

async function limitsOf(at: At): Promise<Limits> {
  const flow = flowOf(at);
  const toleratedFailureCount = await flow.number(at, 'ToleratedFailureCount');
  const toleratedFailurePercentage = await flow.number(at, 'ToleratedFailurePercentage', 'float');
  if ((toleratedFailureCount ?? 0) < 0) throw runtimeError('ToleratedFailureCount cannot be negative.');
  const percentage = toleratedFailurePercentage ?? 0;
  if (percentage < 0 || percentage > 100) {
    throw runtimeError('ToleratedFailurePercentage must be between 0 and 100.');
  }
  return { maxConcurrency: await maxConcurrency(at), toleratedFailureCount, toleratedFailurePercentage };
}

async function readerOf(at: At, reader: Fields): Promise<ItemReader> {
  const config = (reader.ReaderConfig ?? {}) as ReaderConfig & Fields;
  const MaxItems = await numberIn(at, config, 'MaxItems');
  const given = await argumentsOf(at, 'ItemReader', reader);
  return {
    lists: String(reader.Resource).endsWith(':listObjectsV2'),
    bucket: String(given.Bucket),
    ...(given.Key !== undefined && { key: String(given.Key) }),
    ...(given.VersionId !== undefined && { versionId: String(given.VersionId) }),
    ...(given.Prefix !== undefined && { prefix: String(given.Prefix) }),
    config: { ...config, MaxItems },
  };
}

async function batchOf(at: At, batcher: Fields): Promise<Plan['batch']> {
  const { BatchInput } = batcher;
  const maxItems = await numberIn(at, batcher, 'MaxItemsPerBatch');
  const maxBytes = await numberIn(at, batcher, 'MaxInputBytesPerBatch');
  return {
    // As for the Map itself, 0 is no limit.
    ...(maxItems && { maxItems }),
    ...(maxBytes && { maxBytes }),
    ...(BatchInput !== undefined && {
      input: await flowOf(at).filled(at, 'ItemBatcher/BatchInput', BatchInput),
    }),
  };
}

async function writerOf(at: At, writer: Fields): Promise<ResultWriter> {
  const config = (writer.WriterConfig ?? {}) as WriterConfig;
  if (writer.Resource === undefined) return { config };
  const { Bucket, Prefix } = await argumentsOf(at, 'ResultWriter', writer);
  return { bucket: String(Bucket), ...(Prefix !== undefined && { prefix: String(Prefix) }), config };
}

/** A number that is a field of a field. */
const numberIn = (at: At, fields: Fields, name: string): number | undefined | Promise<number | undefined> =>
  flowOf(at).number({ ...at, state: { ...at.state, ...fields } }, name);

async function argumentsOf(at: At, field: string, { Parameters, Arguments }: Fields): Promise<Fields> {
  const given = Arguments ?? Parameters ?? {};
  const name = Arguments === undefined ? 'Parameters' : 'Arguments';
  return (await flowOf(at).filled(at, `${field}/${name}`, given)) as Fields;
}

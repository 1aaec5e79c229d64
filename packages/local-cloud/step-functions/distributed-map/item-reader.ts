/**
 * The items that a Distributed Map reads from S3.
 * Source: https://docs.aws.amazon.com/step-functions/latest/dg/input-output-itemreader.html
 */
import { gunzipSync } from 'node:zlib';
import { StateError } from '../language/errors.ts';
import { csvRecords, csvRows } from './csv.ts';
import type { Objects } from './objects.ts';

/** An ItemReader whose expressions are evaluated. */
export interface ItemReader {
  /** Whether the items are the objects themselves, or what is in one. */
  lists: boolean;
  bucket: string;
  /** Of one object. */
  key?: string;
  versionId?: string;
  /** Of a listing. */
  prefix?: string;
  config: ReaderConfig;
}

export interface ReaderConfig {
  InputType?: 'CSV' | 'JSON' | 'JSONL' | 'MANIFEST';
  ManifestType?: 'S3_INVENTORY';
  CSVHeaderLocation?: 'FIRST_ROW' | 'GIVEN';
  CSVHeaders?: string[];
  CSVDelimiter?: keyof typeof delimiters;
  /** 0 for all. */
  MaxItems?: number;
  /** Where in a JSON document the items are: a JSON Pointer (RFC 6901). */
  ItemsPointer?: string;
  /** LOAD_AND_FLATTEN: the items are what is in the listed objects. */
  Transformation?: 'NONE' | 'LOAD_AND_FLATTEN';
}

/** An item, and what the Context Object's `Map.Item` says of it. */
export interface SourcedItem {
  Value: unknown;
  Source: string;
  /** The field's name, where the items are the fields of an object. */
  Key?: string;
}

const delimiters = { COMMA: ',', PIPE: '|', SEMICOLON: ';', SPACE: ' ', TAB: '\t' };

/** @throws StateError States.ItemReaderFailed */
export async function readItems(reader: ItemReader, objects: Objects): Promise<SourcedItem[]> {
  const { MaxItems = 0 } = reader.config;
  if (MaxItems < 0) throw failed('field MaxItems must be positive');
  try {
    const items: SourcedItem[] = [];
    for await (const item of itemsOf(reader, objects)) {
      items.push(item);
      if (items.length === MaxItems) break;
    }
    return items;
  } catch (error) {
    if (error instanceof StateError) throw error;
    throw failed((error as Error).message);
  }
}

async function* itemsOf(reader: ItemReader, objects: Objects): AsyncGenerator<SourcedItem> {
  const { bucket, key = '', prefix = '', versionId, config } = reader;
  if (!reader.lists) {
    yield* contents(config, await objects.get(bucket, key, versionId), `s3://${bucket}/${key}`, objects);
    return;
  }
  const loads = config.Transformation === 'LOAD_AND_FLATTEN';
  for (const listed of await objects.list(bucket, prefix, loads ? 0 : (config.MaxItems ?? 0))) {
    if (!loads) yield { Value: listed, Source: `s3://${bucket}` };
    else
      yield* contents(config, await objects.get(bucket, listed.Key), `s3://${bucket}/${listed.Key}`, objects);
  }
}

/** The items in one object. */
async function* contents(
  config: ReaderConfig,
  body: Uint8Array,
  Source: string,
  objects: Objects,
): AsyncGenerator<SourcedItem> {
  const text = textOf(body);
  const type = config.ManifestType ? 'MANIFEST' : config.InputType;
  if (type === 'JSON') {
    for (const item of jsonItems(json(text), config.ItemsPointer)) yield { ...item, Source };
    return;
  }
  const values =
    type === 'JSONL'
      ? jsonLines(text)
      : type === 'CSV'
        ? csvItems(text, config)
        : inventoryItems(json(text), objects);
  for await (const Value of values) yield { Value, Source };
}

function textOf(body: Uint8Array): string {
  const isGzip = body[0] === 0x1f && body[1] === 0x8b;
  return Buffer.from(isGzip ? gunzipSync(body) : body).toString('utf8');
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw failed('The file is not valid JSON.');
  }
}

function jsonItems(document: unknown, pointer?: string): { Value: unknown; Key?: string }[] {
  const place = pointer === undefined ? document : pointedTo(document, pointer);
  if (Array.isArray(place)) return place.map((Value) => ({ Value }));
  if (place === null || typeof place !== 'object') throw failed('Attempting to map over non-iterable node.');
  return Object.entries(place).map(([Key, Value]) => ({ Key, Value }));
}

/** Source: https://www.rfc-editor.org/rfc/rfc6901 */
function pointedTo(document: unknown, pointer: string): unknown {
  const steps = pointer === '' ? [] : pointer.split('/').slice(1);
  let place = document;
  for (const step of steps.map((one) => one.replaceAll('~1', '/').replaceAll('~0', '~'))) {
    const there = place !== null && typeof place === 'object' && Object.hasOwn(place, step);
    if (!there) throw failed(`The ItemsPointer ${pointer} leads to nothing in the file.`);
    place = (place as Record<string, unknown>)[step];
  }
  return place;
}

function* jsonLines(text: string): Generator<unknown> {
  for (const line of text.split('\n')) if (line.trim() !== '') yield json(line);
}

function* csvItems(text: string, config: ReaderConfig): Generator<unknown> {
  const rows = csvRows(text, delimiters[config.CSVDelimiter ?? 'COMMA']);
  const headers =
    config.CSVHeaderLocation === 'GIVEN'
      ? (config.CSVHeaders ?? [])
      : ((rows.next().value as string[]) ?? []);
  if (new Set(headers).size < headers.length) throw failed('CSV headers cannot contain duplicates.');
  yield* csvRecords(rows, headers);
}

/** The objects that an S3 Inventory names. Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/storage-inventory-location.html */
async function* inventoryItems(manifest: unknown, objects: Objects): AsyncGenerator<unknown> {
  const { destinationBucket, fileFormat, fileSchema, files } = manifest as {
    [field: string]: string | undefined;
  } & { files?: { key: string }[] };
  if (!destinationBucket || fileFormat !== 'CSV' || !fileSchema || !files) {
    throw failed('The manifest is not that of an S3 Inventory in CSV.');
  }
  const headers = fileSchema.split(',').map((header) => header.trim());
  const bucket = destinationBucket.split(':').at(-1) ?? '';
  for (const { key } of files) {
    yield* csvRecords(csvRows(textOf(await objects.get(bucket, key)), ','), headers);
  }
}

const failed = (cause: string) => new StateError('States.ItemReaderFailed', cause);

import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { csvRows } from '../../../step-functions/distributed-map/csv.ts';
import { type ReaderConfig, readItems } from '../../../step-functions/distributed-map/item-reader.ts';
import { objectsOf } from './objects.ts';

const read = (body: string | Uint8Array, config: ReaderConfig, more: Record<string, string> = {}) =>
  readItems({ lists: false, bucket: 'b', key: 'k', config }, objectsOf({ 'b/k': body, ...more }));
const valuesOf = async (...given: Parameters<typeof read>) =>
  (await read(...given)).map(({ Value }) => Value);

test.each<[string, string[][]]>([
  [
    'a,b\n1,2\n',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  [
    'a,b\r\n1,2',
    [
      ['a', 'b'],
      ['1', '2'],
    ],
  ],
  ['\uFEFFa,"b, ""c"""\n', [['a', 'b, "c"']]],
  ['"line 1\nline 2",x\n', [['line 1\nline 2', 'x']]],
  [',,\n\n   \n', [['', '', ''], ['   ']]],
  ['a,\n', [['a', '']]],
  ['""\n', [['']]],
  ['"open', [['open']]],
  ['', []],
])('CSV %j', (text, rows) => {
  expect([...csvRows(text, ',')]).toEqual(rows);
});

// As recorded from AWS by LocalStack (scenarios/test_base_scenarios.snapshot.json, map_item_reader_*).
describe('CSV', () => {
  const file = "Value1,Value2,Value3\nValue4,Value5,Value6\n,,,\ntrue,1,'HelloWorld'\nNull,None,\n   \n";

  test('with the first row as headers', async () => {
    expect(
      await valuesOf(`Col1,Col2,Col3\n${file}`, { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' }),
    ).toEqual([
      { Col1: 'Value1', Col2: 'Value2', Col3: 'Value3' },
      { Col1: 'Value4', Col2: 'Value5', Col3: 'Value6' },
      { Col1: '', Col2: '', Col3: '' },
      { Col1: 'true', Col2: '1', Col3: "'HelloWorld'" },
      { Col1: 'Null', Col2: 'None', Col3: '' },
      { Col1: '   ', Col2: '', Col3: '' },
    ]);
  });

  test('with given headers: surplus cells are dropped', async () => {
    const config = { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['H1'], MaxItems: 2 } as const;
    expect(await valuesOf(file, { ...config, CSVHeaders: ['H1'] })).toEqual([
      { H1: 'Value1' },
      { H1: 'Value4' },
    ]);
  });

  test('an empty header is one', async () => {
    const config = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' } as const;
    expect(await valuesOf('H1,\n1,2,3\n', config)).toEqual([{ H1: '1', '': '2' }]);
  });

  test('other delimiters, and compressed', async () => {
    const config = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW', CSVDelimiter: 'PIPE' } as const;
    expect(await valuesOf(gzipSync('a|b\n1,5|2\n'), config)).toEqual([{ a: '1,5', b: '2' }]);
  });

  test('headers twice', async () => {
    const config: ReaderConfig = { InputType: 'CSV', CSVHeaderLocation: 'GIVEN', CSVHeaders: ['H', 'H'] };
    await expect(read('1,2\n', config)).rejects.toMatchObject({
      error: 'States.ItemReaderFailed',
      cause: 'CSV headers cannot contain duplicates.',
    });
  });
});

describe('JSON', () => {
  test.each<[string, ReaderConfig, unknown[]]>([
    ['[1, {"a": 2}, null]', { InputType: 'JSON' }, [1, { a: 2 }, null]],
    ['[1, 2, 3]', { InputType: 'JSON', MaxItems: 2 }, [1, 2]],
    ['[1, 2, 3]', { InputType: 'JSON', MaxItems: 0 }, [1, 2, 3]],
    ['{"a": {"b/c": [1, 2]}}', { InputType: 'JSON', ItemsPointer: '/a/b~1c' }, [1, 2]],
    ['{"a":1}\n{"a":2}\n\n"x"\n', { InputType: 'JSONL' }, [{ a: 1 }, { a: 2 }, 'x']],
  ])('%j', async (body, config, values) => {
    const items = await read(body, config);
    expect(items.map(({ Value }) => Value)).toEqual(values);
    expect(items[0]?.Source).toBe('s3://b/k');
  });

  test("an object's fields are items", async () => {
    expect(await read('{"a": 1, "b": [2]}', { InputType: 'JSON' })).toEqual([
      { Key: 'a', Value: 1, Source: 's3://b/k' },
      { Key: 'b', Value: [2], Source: 's3://b/k' },
    ]);
  });

  test.each<[string, ReaderConfig, string]>([
    ['"x"', { InputType: 'JSON' }, 'Attempting to map over non-iterable node.'],
    ['[1', { InputType: 'JSON' }, 'The file is not valid JSON.'],
    ['{"a":1}\n{', { InputType: 'JSONL' }, 'The file is not valid JSON.'],
    [
      '{"a": []}',
      { InputType: 'JSON', ItemsPointer: '/b' },
      'The ItemsPointer /b leads to nothing in the file.',
    ],
    ['[1]', { InputType: 'JSON', MaxItems: -1 }, 'field MaxItems must be positive'],
    ['{}', { InputType: 'MANIFEST' }, 'The manifest is not that of an S3 Inventory in CSV.'],
  ])('%j fails', async (body, config, cause) => {
    await expect(read(body, config)).rejects.toMatchObject({ error: 'States.ItemReaderFailed', cause });
  });

  test('an object that is not there', async () => {
    const reader = { lists: false, bucket: 'b', key: 'no', config: { InputType: 'JSON' } as const };
    await expect(readItems(reader, objectsOf({}))).rejects.toMatchObject({
      error: 'States.ItemReaderFailed',
      cause: 'The specified key does not exist.',
    });
  });
});

test('an inventory names objects in columns of its schema', async () => {
  const manifest = {
    ...{ sourceBucket: 'source', destinationBucket: 'arn:aws:s3:::inventory', fileFormat: 'CSV' },
    ...{ fileSchema: 'Bucket, Key, Size', files: [{ key: 'data/1.csv.gz' }, { key: 'data/2.csv.gz' }] },
  };
  const files = {
    'inventory/data/1.csv.gz': gzipSync('"source","a.txt","1"\n"source","b.txt","2"\n'),
    'inventory/data/2.csv.gz': gzipSync('"source","c.txt","3"\n'),
    'b/k': JSON.stringify(manifest),
  };
  const reader = { lists: false, bucket: 'b', key: 'k' };
  for (const config of [{ InputType: 'MANIFEST' }, { ManifestType: 'S3_INVENTORY' }] as const) {
    const items = await readItems({ ...reader, config }, objectsOf(files));
    expect(items.map(({ Value }) => Value)).toEqual([
      { Bucket: 'source', Key: 'a.txt', Size: '1' },
      { Bucket: 'source', Key: 'b.txt', Size: '2' },
      { Bucket: 'source', Key: 'c.txt', Size: '3' },
    ]);
  }
});

describe('a listing', () => {
  const objects = objectsOf({ 'b/p/2': '{"n":2}', 'b/p/1': '{"n":1}\n{"n":11}', 'b/q': '', 'c/p/1': '' });
  const reader = { lists: true, bucket: 'b', prefix: 'p/' };

  test('its items are the objects', async () => {
    const items = await readItems({ ...reader, config: {} }, objects);
    expect(items).toEqual([
      {
        Value: expect.objectContaining({ Key: 'p/1', Size: 16, StorageClass: 'STANDARD' }),
        Source: 's3://b',
      },
      { Value: expect.objectContaining({ Key: 'p/2', Size: 7 }), Source: 's3://b' },
    ]);
    expect(await readItems({ ...reader, config: { MaxItems: 1 } }, objects)).toEqual(items.slice(0, 1));
  });

  test('or what is in them', async () => {
    const config = { Transformation: 'LOAD_AND_FLATTEN', InputType: 'JSONL' } as const;
    expect(await readItems({ ...reader, config }, objects)).toEqual([
      { Value: { n: 1 }, Source: 's3://b/p/1' },
      { Value: { n: 11 }, Source: 's3://b/p/1' },
      { Value: { n: 2 }, Source: 's3://b/p/2' },
    ]);
    expect(await readItems({ ...reader, config: { ...config, MaxItems: 2 } }, objects)).toHaveLength(2);
  });
});

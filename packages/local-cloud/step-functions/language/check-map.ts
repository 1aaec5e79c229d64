/** What is wrong with the fields that only a Map has. */
import { jsonataProblems, pathProblems, templateProblems } from './check-expressions.ts';
import { distributedFields } from './state-fields.ts';

type Fields = Record<string, unknown>;
type QueryLanguage = 'JSONPath' | 'JSONata';

const readerResource = /^arn:[^:]+:states:::s3:(listObjectsV2|getObject)$/;
const writerResource = /^arn:[^:]+:states:::s3:putObject$/;
const readerConfig = [
  ...[
    'InputType',
    'ManifestType',
    'CSVHeaderLocation',
    'CSVHeaders',
    'CSVDelimiter',
    'MaxItems',
    'MaxItemsPath',
  ],
  ...['ItemsPointer', 'Transformation'],
];
const inputTypes = ['CSV', 'JSON', 'JSONL', 'MANIFEST'];
const delimiters = ['COMMA', 'PIPE', 'SEMICOLON', 'SPACE', 'TAB'];
const batcher = [
  'BatchInput',
  'MaxItemsPerBatch',
  'MaxItemsPerBatchPath',
  'MaxInputBytesPerBatch',
  'MaxInputBytesPerBatchPath',
];
const labelForbidden = /[\s?*<>{}[\]:;,\\|^~$#%&`"\p{Cc}]/u;
const longestLabel = 40;

/** The definition that a Map carries out for each item. */
export const processorOf = (state: Fields): Fields | undefined =>
  (state.ItemProcessor ?? state.Iterator) as Fields | undefined;

export const isDistributed = (state: Fields): boolean =>
  ((processorOf(state)?.ProcessorConfig ?? {}) as Fields).Mode === 'DISTRIBUTED';

export function mapProblems(state: Fields, language: QueryLanguage): string[] {
  const config = (processorOf(state)?.ProcessorConfig ?? {}) as Fields;
  const { Mode = 'INLINE', ExecutionType } = config;
  const found = unknownFields(config, ['Mode', 'ExecutionType']);
  if (Mode !== 'INLINE' && Mode !== 'DISTRIBUTED') return [...found, `the mode ${Mode}`];
  if (Mode === 'INLINE') {
    if (ExecutionType !== undefined) found.push('the field ExecutionType');
    const only = distributedFields.filter((field) => field in state);
    return [...found, ...only.map((field) => `the field ${field} of a Map that is not distributed`)];
  }
  if (ExecutionType !== 'STANDARD' && ExecutionType !== 'EXPRESS')
    found.push(`the execution type ${ExecutionType}`);
  return [
    ...found,
    ...labelProblems(state.Label),
    ...readerProblems(state.ItemReader as Fields | undefined, language),
    ...batcherProblems(state.ItemBatcher as Fields | undefined, language),
    ...writerProblems(state.ResultWriter as Fields | undefined, language),
  ];
}

function labelProblems(label: unknown): string[] {
  if (label === undefined) return [];
  const fits = typeof label === 'string' && label !== '' && label.length <= longestLabel;
  return fits && !labelForbidden.test(label) ? [] : [`the label ${label}`];
}

function readerProblems(reader: Fields | undefined, language: QueryLanguage): string[] {
  if (!reader) return [];
  const { Resource = '', ReaderConfig = {} } = reader as { Resource?: string; ReaderConfig?: Fields };
  const config = ReaderConfig;
  const lists = Resource.endsWith('listObjectsV2') && config.Transformation !== 'LOAD_AND_FLATTEN';
  const { InputType, ManifestType, CSVDelimiter = 'COMMA', CSVHeaderLocation } = config;
  const found = [
    ...unknownFields(reader, ['Resource', 'ReaderConfig', argumentsField(language)]),
    ...unknownFields(config, readerConfig),
    ...argumentProblems(reader, language),
    ...('MaxItemsPath' in config ? pathProblems(config.MaxItemsPath) : []),
  ];
  if (!readerResource.test(Resource)) found.push(`the item reader ${Resource}`);
  if (lists && InputType !== undefined) found.push('the field InputType of a listing');
  if (!lists && ManifestType !== undefined && ManifestType !== 'S3_INVENTORY')
    found.push(`the manifest ${ManifestType}`);
  if (!lists && ManifestType === undefined && !inputTypes.includes(String(InputType))) {
    found.push(`the input type ${InputType}`);
  }
  if (!delimiters.includes(String(CSVDelimiter))) found.push(`the delimiter ${CSVDelimiter}`);
  if (InputType === 'CSV' && CSVHeaderLocation !== 'FIRST_ROW' && CSVHeaderLocation !== 'GIVEN') {
    found.push(`the header location ${CSVHeaderLocation}`);
  }
  if (CSVHeaderLocation === 'GIVEN' && !Array.isArray(config.CSVHeaders)) found.push('no CSVHeaders');
  return found;
}

function batcherProblems(given: Fields | undefined, language: QueryLanguage): string[] {
  if (!given) return [];
  const found = [
    ...unknownFields(given, batcher),
    ...Object.entries(given)
      .filter(([field]) => field.endsWith('Path'))
      .flatMap(([, path]) => pathProblems(path)),
    ...(language === 'JSONata' ? jsonataProblems(given) : templateProblems(given.BatchInput)),
  ];
  if (!Object.keys(given).some((field) => field.startsWith('Max')))
    found.push('an ItemBatcher without a limit');
  return found;
}

function writerProblems(writer: Fields | undefined, language: QueryLanguage): string[] {
  if (!writer) return [];
  const { Resource, WriterConfig = {} } = writer as { Resource?: unknown; WriterConfig?: Fields };
  const { OutputType = 'JSON', Transformation = 'NONE' } = WriterConfig;
  const found = [
    ...unknownFields(writer, ['Resource', 'WriterConfig', argumentsField(language)]),
    ...unknownFields(WriterConfig, ['OutputType', 'Transformation']),
    ...argumentProblems(writer, language),
  ];
  if (Resource !== undefined && !writerResource.test(String(Resource)))
    found.push(`the result writer ${Resource}`);
  if (!['JSON', 'JSONL'].includes(String(OutputType))) found.push(`the output type ${OutputType}`);
  if (!['NONE', 'COMPACT', 'FLATTEN'].includes(String(Transformation))) {
    found.push(`the transformation ${Transformation}`);
  }
  return found;
}

const argumentsField = (language: QueryLanguage) => (language === 'JSONata' ? 'Arguments' : 'Parameters');

function argumentProblems(fields: Fields, language: QueryLanguage): string[] {
  const given = fields[argumentsField(language)];
  return language === 'JSONPath' ? templateProblems(given) : jsonataProblems(given);
}

export const unknownFields = (fields: object, known: readonly string[]): string[] =>
  Object.keys(fields)
    .filter((field) => !known.includes(field))
    .map((field) => `the field ${field}`);

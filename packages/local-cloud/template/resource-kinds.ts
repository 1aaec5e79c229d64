/** Physical names, `Ref` values and attributes of resources, by resource type. */

export const region = 'us-east-1';
export const accountId = '000000000000';

/** An ARN of the embedded cloud's account. @param resource such as `table/entries`. */
export const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${region}:${accountId}:${resource}`;

/** What a kind can know about the resource it describes. */
export interface Described {
  logicalId: string;
  name: string;
  /** A property, with its intrinsic functions resolved. */
  property(name: string): unknown;
}

/** Addresses that depend on where the embedded cloud listens. */
export interface Addresses {
  /** The URL of a queue, by name. */
  queueUrl(name: string): string;
  /** The URL of an HTTP API, by its id (the logical id), without a trailing slash. */
  apiEndpoint(apiId: string): string;
}

export interface ResourceKind {
  /** The property with which a template can set the physical name. */
  nameProperty?: string;
  /** The service's limit for a name, in characters. */
  longestName?: number;
  ref?(resource: Described, addresses: Addresses): string;
  attributes?: Record<string, (resource: Described, addresses: Addresses) => string>;
}

const tableKind: ResourceKind = {
  nameProperty: 'TableName',
  longestName: 255,
  attributes: {
    Arn: ({ name }) => arn('dynamodb', `table/${name}`),
    StreamArn: ({ name }) => arn('dynamodb', `table/${name}/stream/2026-01-01T00:00:00.000`),
    TableId: ({ name }) => name,
  },
};

/** The six characters that Secrets Manager appends to a secret's ARN; here always the same for the same name. */
const suffixOf = (name: string) =>
  Buffer.from(name).toString('base64url').replaceAll(/[-_]/g, 'x').slice(-6).padStart(6, 'x');

const secretArn = ({ name }: Described) => arn('secretsmanager', `secret:${name}-${suffixOf(name)}`);
const machineArn = ({ name }: Described) => arn('states', `stateMachine:${name}`);

export const resourceKinds: Record<string, ResourceKind> = {
  'AWS::ApiGatewayV2::Api': {
    ref: ({ logicalId }) => logicalId,
    attributes: {
      ApiEndpoint: ({ logicalId }, { apiEndpoint }) => apiEndpoint(logicalId),
      ApiId: ({ logicalId }) => logicalId,
    },
  },
  'AWS::ApiGatewayV2::Integration': { ref: ({ logicalId }) => logicalId },
  'AWS::ApiGatewayV2::Route': { ref: ({ logicalId }) => logicalId },
  'AWS::ApiGatewayV2::Stage': { nameProperty: 'StageName' },
  'AWS::CloudWatch::Alarm': {
    nameProperty: 'AlarmName',
    longestName: 255,
    attributes: { Arn: ({ name }) => arn('cloudwatch', `alarm:${name}`) },
  },
  'AWS::DynamoDB::GlobalTable': tableKind,
  'AWS::DynamoDB::Table': tableKind,
  'AWS::Events::Rule': {
    nameProperty: 'Name',
    longestName: 64,
    attributes: { Arn: ({ name }) => arn('events', `rule/${name}`) },
  },
  'AWS::IAM::ManagedPolicy': {
    nameProperty: 'ManagedPolicyName',
    longestName: 128,
    ref: ({ name }) => `arn:aws:iam::${accountId}:policy/${name}`,
  },
  'AWS::IAM::Role': {
    nameProperty: 'RoleName',
    longestName: 64,
    attributes: {
      Arn: ({ name }) => `arn:aws:iam::${accountId}:role/${name}`,
      RoleId: ({ name }) => name,
    },
  },
  'AWS::KMS::Key': {
    attributes: { Arn: ({ name }) => arn('kms', `key/${name}`), KeyId: ({ name }) => name },
  },
  'AWS::Lambda::Alias': {
    nameProperty: 'Name',
    ref: ({ name, property }) => `${functionArn(property('FunctionName'))}:${name}`,
    attributes: { AliasArn: ({ name, property }) => `${functionArn(property('FunctionName'))}:${name}` },
  },
  'AWS::Lambda::Function': {
    nameProperty: 'FunctionName',
    longestName: 64,
    attributes: { Arn: ({ name }) => functionArn(name) },
  },
  'AWS::Lambda::Version': {
    ref: ({ property }) => `${functionArn(property('FunctionName'))}:1`,
    attributes: {
      FunctionArn: ({ property }) => `${functionArn(property('FunctionName'))}:1`,
      Version: () => '1',
    },
  },
  'AWS::Logs::LogGroup': {
    nameProperty: 'LogGroupName',
    longestName: 512,
    attributes: { Arn: ({ name }) => arn('logs', `log-group:${name}:*`) },
  },
  'AWS::S3::Bucket': {
    nameProperty: 'BucketName',
    longestName: 63,
    attributes: {
      Arn: ({ name }) => `arn:aws:s3:::${name}`,
      DomainName: ({ name }) => `${name}.s3.amazonaws.com`,
      RegionalDomainName: ({ name }) => `${name}.s3.${region}.amazonaws.com`,
    },
  },
  'AWS::SES::ConfigurationSet': { nameProperty: 'Name', longestName: 64 },
  'AWS::SES::ConfigurationSetEventDestination': {},
  'AWS::SNS::Topic': {
    nameProperty: 'TopicName',
    longestName: 256,
    ref: ({ name }) => arn('sns', name),
    attributes: { TopicArn: ({ name }) => arn('sns', name), TopicName: ({ name }) => name },
  },
  'AWS::SQS::Queue': {
    nameProperty: 'QueueName',
    longestName: 80,
    ref: ({ name }, { queueUrl }) => queueUrl(name),
    attributes: {
      Arn: ({ name }) => arn('sqs', name),
      QueueName: ({ name }) => name,
      QueueUrl: ({ name }, { queueUrl }) => queueUrl(name),
    },
  },
  'AWS::Scheduler::Schedule': {
    nameProperty: 'Name',
    longestName: 64,
    attributes: {
      Arn: ({ name, property }) => arn('scheduler', `schedule/${property('GroupName') ?? 'default'}/${name}`),
    },
  },
  'AWS::Scheduler::ScheduleGroup': {
    nameProperty: 'Name',
    longestName: 64,
    attributes: { Arn: ({ name }) => arn('scheduler', `schedule-group/${name}`) },
  },
  'AWS::SecretsManager::Secret': {
    nameProperty: 'Name',
    longestName: 512,
    ref: secretArn,
    attributes: { Id: secretArn },
  },
  'AWS::StepFunctions::StateMachine': {
    nameProperty: 'StateMachineName',
    longestName: 80,
    ref: machineArn,
    attributes: { Arn: machineArn, Name: ({ name }) => name },
  },
};

/** The ARN of a function given by name or already by ARN. */
export function functionArn(nameOrArn: unknown): string {
  const text = String(nameOrArn);
  return text.startsWith('arn:') ? text : arn('lambda', `function:${text}`);
}

/** The name of a function given by name or ARN, with or without a version or alias. */
export function functionNameOf(nameOrArn: string): string {
  const name = nameOrArn.startsWith('arn:') ? nameOrArn.split(':')[6] : nameOrArn.split(':')[0];
  return name ?? nameOrArn;
}

/** The URL, under the edge's, of a queue given by name or ARN. */
export const queueUrlOf = (edgeUrl: string, nameOrArn: string) =>
  `${edgeUrl}/${accountId}/${nameOrArn.split(':').at(-1)}`;

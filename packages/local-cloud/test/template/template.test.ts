// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the placeholders are those of Fn::Sub
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readTemplate, Template } from '../../template/template.ts';

const addresses = {
  queueUrl: (name: string) => `http://edge/000000000000/${name}`,
  apiEndpoint: (id: string) => `http://api/${id}`,
};

const body = {
  Parameters: { BootstrapVersion: { Default: '/cdk-bootstrap/version' }, Wanted: {} },
  Mappings: { Sizes: { small: { memory: 128 } } },
  Conditions: {
    Here: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'us-east-1'] },
    Elsewhere: { 'Fn::Not': [{ Condition: 'Here' }] },
  },
  Resources: {
    Entries: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'the-entries' } },
    Pictures: { Type: 'AWS::S3::Bucket' },
    Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'processing' } },
    Fifo: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } },
    Secret: { Type: 'AWS::SecretsManager::Secret', Properties: { Name: 'the-secret' } },
    Machine: { Type: 'AWS::StepFunctions::StateMachine' },
    Api: { Type: 'AWS::ApiGatewayV2::Api' },
    Absent: { Type: 'AWS::S3::Bucket', Condition: 'Elsewhere' },
    Function: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Environment: { Variables: { TABLE: { Ref: 'Entries' }, GONE: { Ref: 'AWS::NoValue' } } },
        Code: { S3Key: 'abc.zip' },
      },
    },
    Version: { Type: 'AWS::Lambda::Version', Properties: { FunctionName: { Ref: 'Function' } } },
    Strange: { Type: 'AWS::Strange::Thing' },
  },
  Outputs: {
    Url: { Value: { 'Fn::Sub': '${Api.ApiEndpoint}/x' } },
    None: { Condition: 'Elsewhere', Value: 'x' },
  },
};

const template = new Template(body, { stackName: 'Stack', addresses });

describe('an intrinsic function', () => {
  const account = '000000000000';
  test.each<[string, unknown, unknown]>([
    ['Ref of a table', { Ref: 'Entries' }, 'the-entries'],
    ['Ref of a bucket', { Ref: 'Pictures' }, 'stack-pictures'],
    ['Ref of a queue', { Ref: 'Queue' }, 'http://edge/000000000000/processing'],
    [
      'Ref of a state machine',
      { Ref: 'Machine' },
      `arn:aws:states:us-east-1:${account}:stateMachine:Stack-Machine`,
    ],
    ['Ref of a version', { Ref: 'Version' }, `arn:aws:lambda:us-east-1:${account}:function:Stack-Function:1`],
    ['Ref of a parameter', { Ref: 'BootstrapVersion' }, '/cdk-bootstrap/version'],
    ['Ref of an unknown resource type', { Ref: 'Strange' }, 'Stack-Strange'],
    ['Ref of the region', { Ref: 'AWS::Region' }, 'us-east-1'],
    [
      'Fn::GetAtt as a list',
      { 'Fn::GetAtt': ['Queue', 'Arn'] },
      `arn:aws:sqs:us-east-1:${account}:processing`,
    ],
    ['Fn::GetAtt as text', { 'Fn::GetAtt': 'Pictures.Arn' }, 'arn:aws:s3:::stack-pictures'],
    ['Fn::Join', { 'Fn::Join': ['-', ['a', { Ref: 'Entries' }, 'b']] }, 'a-the-entries-b'],
    [
      'Fn::Sub as text',
      { 'Fn::Sub': '${AWS::Region}/${Entries}/${Queue.QueueName}/${!Kept}' },
      'us-east-1/the-entries/processing/${Kept}',
    ],
    [
      'Fn::Sub with variables',
      { 'Fn::Sub': ['${A}-${Entries}', { A: { Ref: 'AWS::AccountId' } }] },
      `${account}-the-entries`,
    ],
    ['Fn::Select of Fn::Split', { 'Fn::Select': [1, { 'Fn::Split': ['-', 'a-b-c'] }] }, 'b'],
    ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', 'small', 'memory'] }, 128],
    ['Fn::If that holds', { 'Fn::If': ['Here', 'yes', { Ref: 'Nobody' }] }, 'yes'],
    ['Fn::If that does not', { 'Fn::If': ['Elsewhere', 'yes', 'no'] }, 'no'],
    ['AWS::NoValue', { kept: [1, { Ref: 'AWS::NoValue' }], gone: { Ref: 'AWS::NoValue' } }, { kept: [1] }],
  ])('%s is resolved', (_, value, expected) => {
    expect(template.resolve(value)).toEqual(expected);
  });

  test.each<[string, unknown, string]>([
    [
      'an unknown function',
      { a: [{ 'Fn::Cidr': [] }] },
      'value.a[0].Fn::Cidr: the local cloud does not know the function Fn::Cidr',
    ],
    [
      'an unknown attribute',
      { 'Fn::GetAtt': ['Pictures', 'Age'] },
      'value.Fn::GetAtt: the local cloud does not know attribute Age of AWS::S3::Bucket',
    ],
    ['a missing resource', { x: { Ref: 'Nobody' } }, 'value.x.Ref: there is no resource Nobody'],
    ['a parameter without default', { Ref: 'Wanted' }, 'value.Ref: parameter Wanted has no default'],
    [
      'an element beyond the list',
      { 'Fn::Select': [3, ['a']] },
      'value.Fn::Select: expected a list that has an element 3',
    ],
  ])('%s is an error with its path', (_, value, message) => {
    expect(() => template.resolve(value)).toThrow(message);
  });
});

test('a secret has an ARN as in AWS, with six characters at the end', () => {
  expect(template.resolve({ Ref: 'Secret' })).toMatch(
    /^arn:aws:secretsmanager:us-east-1:000000000000:secret:the-secret-[A-Za-z0-9]{6}$/,
  );
});

test('resources are listed with resolved properties, without those whose condition fails', () => {
  expect(template.resourcesOf('AWS::S3::Bucket').map(({ name }) => name)).toEqual(['stack-pictures']);
  expect(template.resourcesOf('AWS::Lambda::Function')).toEqual([
    {
      logicalId: 'Function',
      type: 'AWS::Lambda::Function',
      name: 'Stack-Function',
      properties: { Environment: { Variables: { TABLE: 'the-entries' } }, Code: { S3Key: 'abc.zip' } },
    },
  ]);
});

test('outputs are resolved', () => {
  expect(template.outputs()).toEqual({ Url: 'http://api/Api/x' });
});

test('a name that is too long is shortened, and stays different from one with the same beginning', () => {
  const long = 'A'.repeat(70);
  const names = new Template(
    { Resources: { [`${long}1`]: { Type: 'AWS::S3::Bucket' }, [`${long}2`]: { Type: 'AWS::S3::Bucket' } } },
    { stackName: 'Stack' },
  )
    .resourcesOf('AWS::S3::Bucket')
    .map(({ name }) => name);
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name).toMatch(/^[a-z0-9-]{1,63}$/);
});

test('a FIFO queue without a name gets one with the required suffix', () => {
  expect(template.physicalName('Fifo')).toBe('Stack-Fifo.fifo');
});

describe('a synthesised app', () => {
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  test('gives its single stack, and the directory of each asset', () => {
    const write = (file: string, content: object) =>
      writeFileSync(join(directory, file), JSON.stringify(content));
    write('manifest.json', {
      artifacts: {
        Tree: { type: 'cdk:tree' },
        'Stack.assets': { type: 'cdk:asset-manifest', properties: { file: 'Stack.assets.json' } },
        Stack: { type: 'aws:cloudformation:stack', properties: { templateFile: 'Stack.template.json' } },
      },
    });
    write('Stack.assets.json', {
      files: {
        abc: {
          source: { path: 'asset.abc', packaging: 'zip' },
          destinations: { here: { objectKey: 'abc.zip' } },
        },
      },
    });
    write('Stack.template.json', body);
    const read = readTemplate(directory);
    const [resource] = read.resourcesOf('AWS::Lambda::Function');
    expect(resource && read.codeDirectory(resource)).toBe(join(directory, 'asset.abc'));
    expect(read.stackName).toBe('Stack');
  });

  test('that is missing is an error that says what to do', () => {
    expect(() => readTemplate(join(directory, 'nowhere'))).toThrow('synthesise the app first');
  });
});

/** What AWS refuses and the emulator that deployments are rehearsed on takes: sizes, lengths, what does not fit together. */
import { describe, expect, test } from 'vitest';
import { priceList } from '../../core/money/price-list.ts';
import { stacks } from './stacks.ts';
import { templateOf } from './synthesise.ts';

interface Resource {
  Type: string;
  Properties?: Record<string, unknown>;
}

const whole = stacks.find(({ name }) => name === 'a prod with all that is optional') ?? expect.fail();
const [longNote, longName] = ['x'.repeat(190), 'y'.repeat(60)];

/** A stage whose file is as long as it may be. */
const largest = {
  ...whole.config,
  stage: 'a-stage-of-20-letter',
  competition: { ...whole.config.competition, name: longName, bring: Array<string>(9).fill(longNote) },
  payment: {
    ...whole.config.payment,
    prices: priceList.parse({
      competitor: {
        base: { product: longName, amount: 8_500 },
        fees: Array.from({ length: 26 }, () => ({ product: longName, amount: 300 })),
      },
    }),
  },
};

/** The longest names that AWS takes, by type and property. */
const longest: Record<string, number> = {
  'AWS::Lambda::Function FunctionName': 64,
  'AWS::StepFunctions::StateMachine StateMachineName': 80,
  'AWS::IAM::ManagedPolicy ManagedPolicyName': 128,
  'AWS::SES::ConfigurationSet Name': 64,
  'AWS::Logs::LogGroup LogGroupName': 512,
  'AWS::CloudWatch::Dashboard DashboardName': 255,
  'AWS::CloudTrail::Trail TrailName': 128,
};

/** As long as whatever it refers to may be: an ARN. */
const reference = 'r'.repeat(100);
const lengthOf = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return Buffer.byteLength(String(value));
  const [[operator, operands] = ['', undefined]] = Object.entries(value);
  if (operator !== 'Fn::Join') return reference.length;
  const [separator, parts] = operands as [string, unknown[]];
  return parts.reduce<number>((sum, part) => sum + separator.length + lengthOf(part), 0);
};

describe.each([...stacks, { name: 'the largest stage', config: largest, template: templateOf(largest) }])(
  'the stack of $name',
  ({ template }) => {
    const all = template.toJSON();
    const resources = Object.entries(all.Resources as Record<string, Resource>);
    const ofType = (type: string) =>
      resources.flatMap(([id, { Type, Properties = {} }]) =>
        Type === type ? [{ id, ...Properties }] : [],
      ) as ({
        id: string;
        // biome-ignore lint/suspicious/noExplicitAny: a template may hold anything.
      } & Record<string, any>)[];
    const byId = new Map(resources);

    // https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    test('is a template that CloudFormation takes', () => {
      expect(Buffer.byteLength(JSON.stringify(all))).toBeLessThan(1_000_000);
      expect(resources.length).toBeLessThanOrEqual(500);
      expect(Object.keys(all.Outputs).length).toBeLessThanOrEqual(200);
      expect(Buffer.byteLength(all.Description)).toBeLessThanOrEqual(1_024);
    });

    test('gives no resource a name that is too long', () => {
      const tooLong = resources.flatMap(([id, { Type, Properties = {} }]) =>
        Object.entries(Properties).flatMap(([property, value]) => {
          const most = longest[`${Type} ${property}`];
          return most !== undefined && lengthOf(value) > most ? [`${id} ${property}`] : [];
        }),
      );
      expect(tooLong).toEqual([]);
    });

    // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
    test('gives no Lambda more variables than it can hold', () => {
      const sizes = ofType('AWS::Lambda::Function').map(({ id, Environment }) => {
        const variables = Object.entries(Environment?.Variables ?? {});
        return { id, bytes: variables.reduce((sum, [key, value]) => sum + key.length + lengthOf(value), 0) };
      });
      expect(sizes.filter(({ bytes }) => bytes > 4_096)).toEqual([]);
    });

    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    test('gives no role more policy than it can hold, nor a description that IAM cannot store', () => {
      const sizes = new Map<string, number>();
      for (const { PolicyDocument, Roles = [] } of ofType('AWS::IAM::Policy')) {
        const size = sizeOfPolicy(PolicyDocument);
        for (const { Ref } of Roles) sizes.set(Ref, (sizes.get(Ref) ?? 0) + size);
      }
      expect([...sizes].filter(([, size]) => size > 10_240)).toEqual([]);
      const described = [...ofType('AWS::IAM::Role'), ...ofType('AWS::IAM::ManagedPolicy')];
      for (const { id, Description = '' } of described) {
        expect(Description, id).toMatch(/^[\t\n\r\x20-\x7e\xa1-\xff]{0,1000}$/);
      }
    });

    // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
    test('hides a message from others for as long as a Lambda may work on it', () => {
      for (const { id, EventSourceArn, FunctionName } of ofType('AWS::Lambda::EventSourceMapping')) {
        const queue = byId.get(EventSourceArn?.['Fn::GetAtt']?.[0]);
        if (queue?.Type !== 'AWS::SQS::Queue') continue;
        const { Timeout = 3 } = byId.get(FunctionName.Ref)?.Properties ?? {};
        expect(queue.Properties?.VisibilityTimeout ?? 30, id).toBeGreaterThanOrEqual(Number(Timeout));
      }
    });

    test('has no definition of a workflow that Step Functions refuses for its size', () => {
      for (const { id, DefinitionString } of ofType('AWS::StepFunctions::StateMachine'))
        expect(lengthOf(DefinitionString), id).toBeLessThan(1_048_576);
    });
  },
);

test('each limit of a name is of something that a stage has', () => {
  const named = new Set(
    stacks.flatMap(({ template }) =>
      Object.values(template.toJSON().Resources as Record<string, Resource>).flatMap(
        ({ Type, Properties = {} }) => Object.keys(Properties).map((property) => `${Type} ${property}`),
      ),
    ),
  );
  expect(Object.keys(longest).filter((key) => !named.has(key))).toEqual([]);
});

/** In characters as IAM counts them: without blanks, and with references as long as they may be. */
function sizeOfPolicy(document: unknown): number {
  const text = JSON.stringify(document, (_key, value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const [operator = ''] = Object.keys(value);
    return operator === 'Ref' || operator.startsWith('Fn::') ? 'x'.repeat(lengthOf(value)) : value;
  });
  return text.replaceAll(/\s/g, '').length;
}

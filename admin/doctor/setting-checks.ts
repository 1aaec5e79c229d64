/** Whether the stage has what it was to be given: its stack, its secret, the organisers' files, the tables' streams. */
import * as z from 'zod';
import { weightClassesKey } from '../../core/brackets/draw-file.ts';
import type { StageSecret } from '../../core/clients/secret.ts';
import { SecretInvalidError } from '../../core/domain/errors.ts';
import { allOf, type Check, type DoctorContext, type Finding, leftOut, right, wrong } from './check.ts';

const outputsOfEveryStage = [
  'WebhookUrl',
  'ProcessingQueueUrl',
  'StateMachineArn',
  'PaymentChangeArn',
  'ReconcileArn',
  'SecretId',
  'EntriesTable',
  'ProgressTable',
  'RegistrationsTable',
  'LookupTable',
  'ProfilePictureBucket',
  'BadgeBucket',
  'ConfigBucket',
  'PaymentMode',
  'MailSender',
];

export const stack: Check = {
  name: 'stack',
  async run({ outputs, ask }) {
    const missing = outputsOfEveryStage.filter((name) => !outputs[name]);
    const status = await ask.stackStatus();
    // After a roll-back the stage is as it was before the deployment.
    const failed = status !== undefined && /FAILED|ROLLBACK/.test(status);
    return allOf(`${Object.keys(outputs).length} outputs${status ? `, ${status}` : ''}`, [
      ...(missing.length > 0
        ? [
            {
              problem: `no output ${missing.join(', ')}`,
              mend: 'Deploy the stage again: it is an older one.',
            },
          ]
        : []),
      ...(failed
        ? [{ problem: `CloudFormation says ${status}`, mend: 'docs/runbook.md, “A deployment failed”.' }]
        : []),
    ]);
  },
};

const fillIn = 'Put it right, and into Secrets Manager: npm run admin -- setup asks for what is missing.';

export const secret: Check = {
  name: 'secret',
  async run(context) {
    try {
      return asTheStageIs(context, await context.ask.secret());
    } catch (error) {
      // Its message names the keys, and never what is in them.
      if (error instanceof SecretInvalidError) return wrong(error.message, fillIn);
      throw error;
    }
  },
};

function asTheStageIs(
  { outputs, output }: DoctorContext,
  { stripe, google, challonge }: StageSecret,
): Finding {
  const mode = output('PaymentMode');
  const [, kind, keyMode] = /^(sk|rk)_(test|live)_/.exec(stripe.apiKey) ?? [];
  const secrets = stripe.webhookSecrets.length;
  const found = [
    `a ${keyMode} key of Stripe${kind === 'rk' ? ' (restricted)' : ''}`,
    secrets === 1 ? 'a webhook secret' : `${secrets} webhook secrets`,
    ...(google ? ['an account of Google'] : []),
    ...(challonge ? ['a key of Challonge'] : []),
  ].join(', ');
  return allOf(found, [
    ...(keyMode === mode
      ? []
      : [
          { problem: `Stripe’s key is a ${keyMode} key, and the stage’s payments are ${mode}`, mend: fillIn },
        ]),
    ...(outputs.DriveFolderId && !google ? [{ problem: 'google is missing', mend: fillIn }] : []),
    ...(outputs.ChallongeApi && !challonge ? [{ problem: 'challonge is missing', mend: fillIn }] : []),
  ]);
}

const schoolNames = z.array(z.string().regex(/\S/)).min(1);

export const schools: Check = {
  name: 'schools.json',
  async run({ ask, output }) {
    const put = `Write a JSON array of names, and put it there: aws s3 cp schools.json s3://${output('ConfigBucket')}/schools.json`;
    const text = await ask.configFile('schools.json');
    if (text === undefined) return wrong('it is not in the config bucket', put);
    const { data: names } = schoolNames.safeParse(jsonIn(text));
    return names ? right(`${names.length} schools`) : wrong('it is not a JSON array of names', put);
  },
};

export const weightClasses: Check = {
  name: weightClassesKey,
  async run({ ask, outputs, output }) {
    const put = `Put it there: aws s3 cp weight_classes.json s3://${output('ConfigBucket')}/${weightClassesKey}`;
    const text = await ask.configFile(weightClassesKey);
    if (text !== undefined) {
      const isObject = z.looseObject({}).safeParse(jsonIn(text)).success;
      return isObject ? right('it is there') : wrong('it is not a JSON object', put);
    }
    const planBrackets = outputs.PlanBracketsArn;
    const isUsed =
      outputs.ChallongeApi !== undefined ||
      (planBrackets !== undefined && (await ask.executions(planBrackets)).length > 0);
    return isUsed
      ? wrong('it is not in the config bucket, and brackets are used', put)
      : leftOut('it is not there, and no brackets have been planned');
  },
};

/** What follows each table, by the table's output, and what its stream must hold at least. */
const followed = { EntriesTable: 'NEW_IMAGE', RegistrationsTable: 'NEW_AND_OLD_IMAGES' } as const;

export const streams: Check = {
  name: 'streams',
  async run({ ask, outputs, output }) {
    const tables = Object.entries(followed).filter(
      // Only badges follow registrations.
      ([table]) => table !== 'RegistrationsTable' || outputs.BadgeRefreshArn !== undefined,
    );
    const problems = await Promise.all(
      tables.map(async ([table, needed]) => {
        const { enabled, view } = await ask.stream(output(table));
        const fits = enabled && (view === needed || view === 'NEW_AND_OLD_IMAGES');
        if (fits) return [];
        return [
          {
            problem: `${table} has ${enabled ? `a stream of ${view}` : 'no stream'}`,
            mend: `Switch on a stream of ${needed} for ${output(table)}, write its ARN into adopt if the table is adopted, and deploy.`,
          },
        ];
      }),
    );
    return allOf(`${tables.length} tables have theirs`, problems.flat());
  },
};

export const photoEvents: Check = {
  name: 'photo events',
  async run({ ask, outputs, output }) {
    if (!outputs.PhotosQueueUrl) return leftOut('the stage has no badges');
    const bucket = output('ProfilePictureBucket');
    return (await ask.sendsEvents(bucket))
      ? right('EventBridge hears of every photo')
      : wrong(
          'the bucket does not tell EventBridge of photos: badges would keep lacking those that come late',
          `In S3’s console, ${bucket}, Properties: switch Amazon EventBridge on.`,
        );
  },
};

/** Organisers' editors put a byte order mark in front. */
function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

/** Whether the AWS account is as the stage needs it: alarms, waiting queues, quotas. */
import { lasting } from '../text-layout.ts';
import { allOf, type Check, right, wrong } from './check.ts';

export const alarms: Check = {
  name: 'alarms',
  async run({ askAccount }) {
    const all = await askAccount.alarms();
    if (all.length === 0) return wrong('the stage has none', 'Deploy the stage again.');
    const names = new Set(all.map(({ fullName }) => fullName));
    const deleted = (await askAccount.inStack('AWS::CloudWatch::Alarm')).filter((name) => !names.has(name));
    const silent = all.filter(({ topics }) => topics.length === 0);
    const ringing = all.filter(({ state }) => state === 'ALARM');
    return allOf(`${all.length}, and none rings`, [
      ...ringing.map(({ name, description }) => {
        const [, chapter] = /Runbook: "(.+)"\.$/.exec(description) ?? [];
        return {
          problem: `${name} rings`,
          mend: chapter ? `docs/runbook.md, “${chapter}”.` : 'docs/runbook.md, “Alarms and metrics”.',
        };
      }),
      ...silent.map(({ name, fullName }) => ({
        problem: `${name} tells nobody`,
        mend: `Switch its actions on: aws cloudwatch enable-alarm-actions --alarm-names ${fullName}.`,
      })),
      ...deleted.map((name) => ({
        problem: `somebody has deleted ${name}`,
        mend: 'docs/runbook.md, “Something of the stack was deleted”.',
      })),
    ]);
  },
};

export const alarmMails: Check = {
  name: 'alarm mails',
  async run({ askAccount }) {
    const topics = new Set((await askAccount.alarms()).flatMap((alarm) => alarm.topics));
    const all = (await Promise.all([...topics].map((topic) => askAccount.subscriptions(topic)))).flat();
    const confirmed = all.filter((subscription) => subscription.confirmed);
    const wanted = (await askAccount.inStack('AWS::SNS::Subscription')).length;
    return allOf(`${confirmed.length} people get them`, [
      ...all
        .filter((subscription) => !subscription.confirmed)
        .map(({ address }) => ({
          problem: `${address} has not confirmed`,
          mend: 'Each must follow the link in the mail “AWS Notification - Subscription Confirmation”. If it is lost: SNS’s console, Subscriptions, Request confirmation.',
        })),
      ...(all.length < wanted
        ? [
            {
              problem: `${wanted - all.length} of ${wanted} subscriptions are gone: somebody has unsubscribed`,
              mend: 'docs/runbook.md, “Something of the stack was deleted”.',
            },
          ]
        : []),
    ]);
  },
};

/** The alarm about it comes then, too. */
const longestWaitMs = 30 * 60_000;

export const waiting: Check = {
  name: 'oldest message',
  async run({ askAccount, outputs }) {
    const queues = Object.entries(outputs).filter(([name]) => name.endsWith('QueueUrl'));
    const ages = await Promise.all(
      queues.map(async ([name, url]) => ({
        queue: name.replace('QueueUrl', ''),
        age: await askAccount.oldestMessage(url),
      })),
    );
    return allOf(
      ages.map(({ queue, age }) => `${queue} ${lasting(age)}`).join(', '),
      ages
        .filter(({ age }) => age > longestWaitMs)
        .map(({ queue, age }) => ({
          problem: `a message has waited in ${queue} for ${lasting(age)}`,
          mend: 'docs/runbook.md, “A queue stands still”.',
        })),
    );
  },
};

/** With fewer, some of 2,000 entries that come at once have to be run again by hand, and families wait long. */
const fewestLambdas = 50;

export const lambdas: Check = {
  name: 'concurrent Lambdas',
  async run({ askAccount }) {
    const most = await askAccount.concurrentLambdas();
    return most >= fewestLambdas
      ? right(`${most}`)
      : wrong(
          `only ${most} may run at once`,
          'Ask for 1,000, which is free: docs/deploying.md, “Once for an AWS account and region”.',
        );
  },
};

export const triggers: Check = {
  name: 'triggers',
  async run({ ask, askAccount, outputs, output }) {
    const tables = ['EntriesTable', ...(outputs.BadgeRefreshArn ? ['RegistrationsTable'] : [])];
    const queues = Object.keys(outputs).filter((name) => name.endsWith('QueueUrl'));
    const sources = [
      ...(await Promise.all(
        tables.map(async (name) => ({ name, arn: (await ask.stream(output(name))).arn })),
      )),
      ...queues.map((name) => ({
        name: name.replace('Url', ''),
        arn: queueArnOf(output(name), output('StateMachineArn')),
      })),
    ];
    const idle = await Promise.all(
      sources.map(async ({ name, arn }) => {
        const states = arn === undefined ? [] : await askAccount.triggers(arn);
        return states.some((state) => state !== 'Disabled' && state !== 'Disabling') ? [] : [name];
      }),
    );
    return allOf(
      `${sources.length} are on`,
      idle.flat().map((name) => ({
        problem: `nothing follows ${name}`,
        mend: 'Switch the trigger on in Lambda’s console. If there is none, write the ARN of the table’s present stream into adopt.registrationsStreamArn, and deploy.',
      })),
    );
  },
};

/** @param machineArn of the same account and region. */
function queueArnOf(url: string, machineArn: string): string {
  const [, partition = '', , region = '', account = ''] = machineArn.split(':');
  return `arn:${partition}:sqs:${region}:${account}:${url.slice(url.lastIndexOf('/') + 1)}`;
}

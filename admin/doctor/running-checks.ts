/** Whether the stage runs well: mail, queues, workflows, and the clock of this machine. */
import { isCanary } from '../../core/domain/canary.ts';
import { allOf, type Check, type Finding, right, wrong } from './check.ts';

export const sender: Check = {
  name: 'sender',
  async run({ ask, output }) {
    const address = output('MailSender');
    const domain = address.slice(address.indexOf('@') + 1);
    // SES prefers the address where both are identities.
    const identities = [];
    for (const name of [address, domain]) {
      const identity = await ask.mailIdentity(name);
      if (identity) identities.push({ name, ...identity });
    }
    const verified = identities.find((identity) => identity.verified);
    if (!verified) {
      return wrong(
        identities.length > 0
          ? `${identities[0]?.name} is not verified yet`
          : `SES knows neither ${address} nor ${domain}`,
        'Verify it in SES, in the stage’s region: docs/deploying.md, “Once for an AWS account and region”.',
      );
    }
    const set = verified.configurationSet;
    return right(
      `${verified.name} is verified, ${set ? `configuration set ${set}` : 'no configuration set'}`,
    );
  },
};

/** From here on, the day's mails are nearly used up. */
const mostOfTheDay = 0.8;

export const mailAccount: Check = {
  name: 'SES account',
  async run({ ask, outputs, output }) {
    const { production, sending, enforcement, perDay, perSecond, sentToday } = await ask.mailAccount();
    const isLive = output('PaymentMode') === 'live';
    const ownRate = Number(outputs.MailPerSecond ?? 0);
    const quota = `${sentToday} of ${perDay} mails sent in 24 hours, ${perSecond} a second`;
    return allOf(`${production ? 'production' : 'sandbox: only verified addresses get mail'}, ${quota}`, [
      ...(sending && enforcement !== 'SHUTDOWN'
        ? []
        : [{ problem: 'SES has stopped the account’s mail', mend: 'See SES’s console, Account dashboard.' }]),
      ...(enforcement === 'PROBATION'
        ? [{ problem: 'SES has the account under review', mend: 'See SES’s console, Reputation metrics.' }]
        : []),
      ...(production || !isLive
        ? []
        : [
            {
              problem: 'the account is in SES’s sandbox: families get no mail',
              mend: 'Ask for production access: docs/deploying.md, “Once for an AWS account and region”.',
            },
          ]),
      ...(production && perSecond < ownRate
        ? [
            {
              problem: `the stage mails up to ${ownRate} a second, and SES takes ${perSecond}`,
              mend: `Write "perSecond": ${Math.floor(perSecond)} into mail in the stage file, and deploy; or ask for more: docs/runbook.md, “Mails wait”.`,
            },
          ]
        : []),
      // -1 is no limit.
      ...(perDay > 0 && sentToday >= mostOfTheDay * perDay
        ? [{ problem: quota, mend: 'Ask for a higher quota: docs/runbook.md, “Mails wait”.' }]
        : []),
    ]);
  },
};

/** Without them, nobody hears of a mail that came back. */
const neededMailEvents = ['BOUNCE', 'COMPLAINT', 'REJECT', 'DELIVERY_DELAY'];

export const mailEvents: Check = {
  name: 'mail events',
  async run({ ask, output }) {
    const set = output('ConfigurationSet');
    const again = 'docs/runbook.md, “Something of the stack was deleted”.';
    const events = await ask.mailEvents(set);
    if (!events) return wrong(`SES has no configuration set ${set}: it refuses every mail`, again);
    const missing = neededMailEvents.filter((event) => !events.includes(event));
    return missing.length === 0
      ? right('SES says which mails came back')
      : wrong(`SES does not say of mails: ${missing.join(', ')}`, again);
  },
};

const isDeadLetters = ({ queue }: { queue: string }) => queue.startsWith('Failed');
const counted = (queues: readonly { queue: string; messages: number }[]) =>
  queues.map(({ queue, messages }) => `${queue} ${messages}`).join(', ');

export const queues: Check = {
  name: 'queues',
  async run({ ask }) {
    const all = await ask.queues();
    return right(counted(all.filter((queue) => !isDeadLetters(queue))));
  },
};

export const deadLetters: Check = {
  name: 'dead letters',
  async run({ ask }) {
    const all = (await ask.queues()).filter(isDeadLetters);
    const full = all.filter(({ messages }) => messages > 0);
    return full.length === 0
      ? right('none')
      : wrong(counted(full), 'docs/runbook.md, “Empty a dead-letter queue”.');
  },
};

const ended = ({ status }: { status: string }) => status !== 'RUNNING' && status !== 'PENDING_REDRIVE';

export const workflows: Check = {
  name: 'workflows',
  async run({ ask, outputs }) {
    const machines = await ask.machines();
    const arns = new Set(machines.map(({ arn }) => arn));
    const gone = Object.values(outputs).filter(
      (value) => value.includes(':stateMachine:') && !arns.has(value),
    );
    const last = await Promise.all(
      machines.map(async ({ name, arn }) => {
        const executions = await ask.executions(arn);
        // A canary says itself how it went, and its end stops what still runs about it.
        return { name, last: executions.find((one) => ended(one) && !isCanary(one.name ?? '')) };
      }),
    );
    const failed = last.filter((one) => one.last && one.last.status !== 'SUCCEEDED');
    return allOf(`${machines.length}, and the last execution of each succeeded`, [
      ...gone.map((arn) => ({ problem: `${arn} is gone`, mend: 'Deploy the stage again.' })),
      ...failed.map(({ name, last: execution }) => ({
        problem: `the last of ${name} is ${execution?.status} (${execution?.name})`,
        mend: mendOf(name),
      })),
    ]);
  },
};

function mendOf(machine: string): string {
  if (machine === 'reconcile') return 'docs/runbook.md, “The sweep fails”.';
  const isOfEntries = ['registration', 'payment-change', 'badge-refresh'].includes(machine);
  return isOfEntries
    ? 'npm run admin -- rerun says what entries need.'
    : 'npm run admin -- jobs says what failed in a bulk job.';
}

/** AWS and Google refuse what is signed five minutes early or late. */
const mostSkewMs = 60_000;

export const clock: Check = {
  name: 'clock',
  async run({ ask }): Promise<Finding> {
    const { here, there } = await ask.clocks();
    const seconds = Math.round((here - there) / 1_000);
    if (Math.abs(here - there) <= mostSkewMs) return right('this machine’s is AWS’s, to the minute');
    const found = `this machine’s is ${Math.abs(seconds)} s ${seconds > 0 ? 'ahead of' : 'behind'} AWS’s`;
    return wrong(found, 'Set the clock of this machine by the network.');
  },
};

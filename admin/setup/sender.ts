/** The sender, and whom SES lets it write to. */
import type { StageConfig } from '../../lib/stage-config.ts';
import type { Asker } from './asker.ts';
import type { AwsAccount, MailIdentity } from './aws-account.ts';
import { done, right, type StepResult, type Steps, toDo } from './step.ts';

interface Tools {
  ask: Asker;
  steps: Pick<Steps, 'say' | 'show'>;
  aws: AwsAccount;
}

/** Whether SES knows the sender; if not, it is asked to verify it. */
export async function verifiedSender({ mail }: StageConfig, { ask, steps, aws }: Tools): Promise<StepResult> {
  const { address } = mail.from;
  const domain = address.slice(address.indexOf('@') + 1);
  const known: { name: string; identity: MailIdentity }[] = [];
  for (const name of [domain, address]) {
    const identity = await aws.mailIdentity(name);
    if (identity) known.push({ name, identity });
  }
  const verified = known.find(({ identity }) => identity.verified);
  if (verified) {
    const { configurationSet } = verified.identity;
    const other = `. Its default configuration set, ${configurationSet}, is not used: the stack makes one, by which you hear of mails that come back`;
    return right(`${verified.name} is verified${configurationSet ? other : ''}`);
  }
  const [pending] = known;
  if (pending) return waiting(pending.name, pending.identity, steps);

  steps.say(
    `SES sends for ${address} once it has verified that it is yours. A domain is verified by three records in its DNS, and its mail is less often taken for spam. An address is verified by a link in a mail to it.`,
  );
  const what = await ask.choose('sender.verify', {
    ask: 'What should SES verify?',
    choices: [
      { value: 'domain', name: `the domain ${domain}` },
      { value: 'address', name: `the address ${address} alone` },
      { value: 'later', name: 'nothing now: I do it myself' },
    ],
  });
  if (what === 'later')
    return toDo(`SES knows neither ${domain} nor ${address}`, 'Verify one of them in SES’s console.');
  const name = what === 'domain' ? domain : address;
  const identity = await aws.verify(name);
  return identity.verified ? done(`${name} is verified`) : waiting(name, identity, steps);
}

function waiting(name: string, { records }: MailIdentity, { say, show }: Tools['steps']): StepResult {
  if (records.length === 0) {
    return toDo(`SES has sent a mail to ${name}`, 'Open the link in that mail. It is valid for a day.');
  }
  say(`The DNS of ${name} needs these records, all of type CNAME:`);
  show(records.flatMap((record) => [record.name, `  ${record.value}`]));
  return toDo(
    `SES waits for the records of ${name}`,
    'Add them where the domain’s DNS is managed. SES sees them within minutes to three days.',
  );
}

/** From here on, 2,000 entries at once are no matter. */
const fewestLambdas = 50;

/** What AWS gives every new account little of, and grants within days. */
export async function quotas(
  { payment }: StageConfig,
  region: string,
  { aws }: Pick<Tools, 'aws'>,
): Promise<StepResult> {
  const { anybody: mailsAnybody } = await aws.mailLimits();
  const lambdas = await aws.concurrentLambdas();
  const found = [
    mailsAnybody
      ? 'SES mails anybody'
      : 'SES mails verified addresses only, because the account is in its sandbox',
    `${lambdas} Lambdas may run at once`,
  ].join('; ');
  const console = `https://${region}.console.aws.amazon.com`;
  const wanted = [
    ...(mailsAnybody ? [] : [`Ask for production access: ${console}/ses/home?region=${region}#/account`]),
    ...(lambdas >= fewestLambdas
      ? []
      : [
          `Ask for 1,000 concurrent executions, which is free: ${console}/servicequotas/home/services/lambda/quotas/L-B99A9384`,
        ]),
  ];
  if (wanted.length === 0) return right(found);
  if (payment.mode === 'test')
    return { state: 'right', found, next: `For a live stage: ${wanted.join(' ')}` };
  return toDo(found, `${wanted.join(' ')} Both take AWS a day or two: go on meanwhile.`);
}

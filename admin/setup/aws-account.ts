/** What setup asks of the AWS account before a stage is deployed. */
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateEmailIdentityCommand,
  type DkimAttributes,
  GetAccountCommand,
  GetEmailIdentityCommand,
  NotFoundException,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { callLimits } from '../../core/clients/call-limits.ts';
import type { ClientConfig } from '../client-config.ts';
import { CommandError } from '../command-error.ts';

export interface MailIdentity {
  verified: boolean;
  /** Of a domain: what its DNS must have for SES to verify it. */
  records: DnsRecord[];
  /** The one that SES takes for mails that name none. */
  configurationSet?: string;
}

export interface MailLimits {
  /** Whether SES has let the account out of its sandbox. */
  anybody: boolean;
  perSecond: number;
}

/** A CNAME record. */
export interface DnsRecord {
  name: string;
  value: string;
}

export interface AwsAccount {
  /** @throws CommandError when there are no credentials, or AWS refuses them. */
  whoAmI(): Promise<{ account: string; arn: string }>;
  /** Undefined when SES does not know it. @param name an address or a domain. */
  mailIdentity(name: string): Promise<MailIdentity | undefined>;
  /** Has SES verify it: by records in the DNS of a domain, by a mail to an address. */
  verify(name: string): Promise<MailIdentity>;
  mailLimits(): Promise<MailLimits>;
  /** How many Lambdas may run at once. */
  concurrentLambdas(): Promise<number>;
}

export function awsAccount(settings: ClientConfig): AwsAccount {
  const config = { ...settings, ...callLimits(8_000), maxAttempts: 2 };
  const ses = new SESv2Client(config);
  return {
    async whoAmI() {
      try {
        const { Account = '', Arn = '' } = await new STSClient(config).send(new GetCallerIdentityCommand());
        return { account: Account, arn: Arn };
      } catch (cause) {
        const { name, message } = cause as Error;
        throw new CommandError(
          `AWS takes no credentials from here (${message || name}). Log in first, as for the AWS CLI: aws sts get-caller-identity must work.`,
          { cause },
        );
      }
    },
    async mailIdentity(name) {
      try {
        return identityOf(name, await ses.send(new GetEmailIdentityCommand({ EmailIdentity: name })));
      } catch (error) {
        if (error instanceof NotFoundException) return undefined;
        throw error;
      }
    },
    verify: async (name) =>
      identityOf(name, await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: name }))),
    async mailLimits() {
      const { ProductionAccessEnabled = false, SendQuota } = await ses.send(new GetAccountCommand());
      return { anybody: ProductionAccessEnabled, perSecond: SendQuota?.MaxSendRate ?? 1 };
    },
    async concurrentLambdas() {
      const { AccountLimit } = await new LambdaClient(config).send(new GetAccountSettingsCommand());
      return AccountLimit?.ConcurrentExecutions ?? 0;
    },
  };
}

/** Source of the records: https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_DkimAttributes.html */
function identityOf(
  name: string,
  answer: {
    VerifiedForSendingStatus?: boolean;
    DkimAttributes?: DkimAttributes;
    ConfigurationSetName?: string;
  },
): MailIdentity {
  const { Tokens = [], SigningHostedZone = 'dkim.amazonses.com' } = answer.DkimAttributes ?? {};
  const records = name.includes('@')
    ? []
    : Tokens.map((token) => ({
        name: `${token}._domainkey.${name}`,
        value: `${token}.${SigningHostedZone}`,
      }));
  const { VerifiedForSendingStatus: verified = false, ConfigurationSetName: configurationSet } = answer;
  return { verified, records, ...(configurationSet && { configurationSet }) };
}

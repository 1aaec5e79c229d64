import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { mailboxText } from '../../core/domain/email-address.ts';
import type { StageConfig } from '../stage-config.ts';
import { acknowledgeWildcard } from './security-checks.ts';

/** Lets a Lambda reach something: grants the few actions it needs and sets the environment variable that says where it is. */
export type Capability = (target: LambdaFunction) => void;

/** Settings alone, nothing to grant. */
export function settings(variables: Record<string, string | undefined>): Capability {
  return (target) => {
    for (const [name, value] of Object.entries(variables)) {
      if (value !== undefined) target.addEnvironment(name, value);
    }
  };
}

/** Grants `actions` on `resources` to the Lambda's role. */
export function grant(
  target: LambdaFunction,
  actions: readonly string[],
  resources: readonly string[],
  conditions?: Record<string, unknown>,
): void {
  target.addToRolePolicy(
    new PolicyStatement({ actions: [...actions], resources: [...resources], conditions }),
  );
}

/**
 * Sends mail from the stage's own address, and from no other; answers go to its contact. An identity that has a default
 * configuration set is used together with it, which SES authorises too; and attachments may count as raw mail.
 */
export function sendMail({ mail }: StageConfig): Capability {
  return (target) => {
    const resources = ['identity', 'configuration-set'].map((resource) =>
      Stack.of(target).formatArn({ service: 'ses', resource, resourceName: '*' }),
    );
    grant(target, ['ses:SendEmail', 'ses:SendRawEmail'], resources, {
      StringEquals: {
        // The address alone: a display name has a condition of its own, ses:FromDisplayName.
        'ses:FromAddress': mail.from.address,
      },
    });
    for (const resource of resources) {
      acknowledgeWildcard(
        target,
        resource,
        'The condition holds SES to one sender; whether its identity is that address or its domain, and which configuration set it has, differs by account.',
      );
    }
    settings({ FROM_EMAIL: mailboxText(mail.from), CONTACT_EMAIL: mail.contact })(target);
  };
}

/** Sends mail to the admins. */
export function mailAdmins(config: StageConfig): Capability {
  const admins = config.mail.admin.map((admin) => mailboxText({ name: 'Competition Admin', ...admin }));
  return (target) => {
    sendMail(config)(target);
    settings({ ADMIN_EMAIL: admins.join(',') })(target);
  };
}

/** What mails and badges call the competition. */
export function competition({ competition: { name, year } }: StageConfig): Capability {
  return settings({ COMPETITION_NAME: name, COMPETITION_YEAR: String(year) });
}

/** What badges look like, and say of the competition. */
export function badgeDesign(config: StageConfig): Capability {
  const { logo: _, ...design } = config.badge;
  return (target) => {
    competition(config)(target);
    settings({ BADGE_DESIGN: JSON.stringify(design) })(target);
  };
}

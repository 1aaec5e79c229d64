import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { acknowledgeWildcard } from './security-checks.ts';

interface AnyCapability {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Allows the Lambda the few actions that it needs. */
  readonly grantTo?: (target: LambdaFunction) => void;
}

/**
 * What a Lambda may reach, and the environment variables that say where it is; a variable without a value is not set.
 * `in out` makes a capability fit only where exactly its variables are expected: one too many is a type error as well as
 * one too few.
 */
export interface Capability<in out Name extends string> extends AnyCapability {
  readonly variables: Readonly<Record<Name, string | undefined>>;
}

type NamesOf<Each> = Each extends Capability<infer Name> ? Name : never;

/** Several capabilities as one, with the variables of all. */
export function together<const All extends readonly AnyCapability[]>(
  ...capabilities: All
): Capability<NamesOf<All[number]>> {
  return {
    variables: Object.assign({}, ...capabilities.map(({ variables }) => variables)),
    grantTo(target) {
      for (const { grantTo } of capabilities) grantTo?.(target);
    },
  };
}

/** Variables alone, nothing to grant. */
export function settings<Name extends string>(
  variables: Readonly<Record<Name, string | undefined>>,
): Capability<Name> {
  return { variables };
}

/** As `settings`, for a variable whose name comes as an argument. */
export function setting<Name extends string>(name: Name, value: string): Capability<Name> {
  return settings({ [name]: value } as Record<Name, string>);
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

/** Sends mail from one address, and from no other, with one configuration set, which SES authorises too. */
export const sendMailFrom = (address: string, configurationSet: string) =>
  mailFrom(address, configurationSet, 'ses:SendEmail');

/** Lets such mails have attachments, which may make a mail count as a raw one: SES does not say so, nor the contrary. */
export const attachFilesFrom = (address: string, configurationSet: string) =>
  mailFrom(address, configurationSet, 'ses:SendRawEmail');

function mailFrom(address: string, configurationSet: string, action: string): Capability<never> {
  return {
    variables: {},
    grantTo(target) {
      const arnOf = (resource: string, resourceName: string) =>
        Stack.of(target).formatArn({ service: 'ses', resource, resourceName });
      const anyIdentity = arnOf('identity', '*');
      const resources = [anyIdentity, arnOf('configuration-set', configurationSet)];
      grant(target, [action], resources, {
        // The address alone: a display name has a condition of its own, ses:FromDisplayName.
        StringEquals: { 'ses:FromAddress': address },
      });
      acknowledgeWildcard(
        target,
        anyIdentity,
        'The condition holds SES to one sender; whether its identity is that address or its domain differs by account.',
      );
    },
  };
}

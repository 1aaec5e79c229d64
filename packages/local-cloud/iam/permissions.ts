/** The roles of a stack and what they may do. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { accountId, arn, functionArn, functionNameOf } from '../template/resource-kinds.ts';
import type { Template } from '../template/template.ts';
import { messageOf } from './access-denied.ts';
import {
  type Access,
  type Denial,
  denialOf,
  type Principal,
  type Statement,
  statementsOf,
} from './policy.ts';

/** Who signs a request: a function or a state machine, by its role. */
export interface Signer {
  roleArn: string;
  /** The role as it is named in AWS's messages. */
  sessionArn: string;
}

/** AWS's managed policies that grant nothing that the embedded cloud emulates. */
const withoutEffect = new Set(['AWSLambdaBasicExecutionRole', 'AWSXRayDaemonWriteAccess']);

const attached = z.object({ PolicyDocument: z.unknown(), Roles: z.array(z.string()).default([]) });

const role = z.object({
  ManagedPolicyArns: z.array(z.string()).default([]),
  Policies: z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() })).default([]),
  PermissionsBoundary: z.string().optional(),
});

const permission = z.strictObject({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
});

/**
 * The access key of the credentials of a function or a state machine, always the same for the same one.
 * @param actorArn the function's or the machine's.
 */
export const accessKeyOf = (actorArn: string): string =>
  `ASIA${createHash('sha256').update(actorArn).digest('hex').slice(0, 16).toUpperCase()}`;

export class Permissions {
  readonly #identity = new Map<string, Statement[]>();
  /** By the ARN of the queue, the bucket or the function. */
  readonly #resource = new Map<string, Statement[]>();
  readonly #signers = new Map<string, Signer>();
  readonly #secretArns = new Map<string, string>();

  /** @throws Error that names what of a policy cannot be evaluated here. */
  constructor(template: Template) {
    this.#readRoles(template);
    this.#readResourcePolicies(template);
    this.#readActors(template);
    for (const { name, logicalId } of template.resourcesOf('AWS::SecretsManager::Secret')) {
      this.#secretArns.set(name, String(template.resolve({ Ref: logicalId })));
    }
  }

  /** Undefined for a key of neither: whoever uses it is the account's administrator. */
  signerOf(accessKeyId: string): Signer | undefined {
    return this.#signers.get(accessKeyId);
  }

  /** @returns undefined when it is allowed. */
  denialOf(principal: Principal, access: Access): Denial | undefined {
    const identity = 'roleArn' in principal ? this.#identity.get(principal.roleArn) : undefined;
    return denialOf(principal, access, identity ?? [], this.#resource.get(ownerOf(access.resource)) ?? []);
  }

  /** Why the first access that is denied to the signer is denied, in AWS's words; undefined when all are allowed. */
  refusal({ roleArn, sessionArn }: Signer, needed: readonly Access[]): string | undefined {
    for (const access of needed) {
      const denial = this.denialOf({ roleArn }, access);
      if (denial) return messageOf(sessionArn, access, denial);
    }
    return undefined;
  }

  /** The ARN of a secret named in a request by its name, its ARN, or its ARN without the characters added to it. */
  secretArn(secretId: string): string {
    const byName = this.#secretArns.get(secretId);
    const known = byName ?? [...this.#secretArns.values()].find((arn) => arn.slice(0, -7) === secretId);
    return known ?? secretId;
  }

  #readActors(template: Template): void {
    const add = (actorArn: string, roleArn: unknown, name: string) => {
      if (typeof roleArn !== 'string') return;
      const sessionArn = `arn:aws:sts::${accountId}:assumed-role/${roleArn.split('/').at(-1)}/${name}`;
      this.#signers.set(accessKeyOf(actorArn), { roleArn, sessionArn });
    };
    for (const { name, properties } of template.resourcesOf('AWS::Lambda::Function')) {
      add(functionArn(name), properties.Role, name);
    }
    for (const { name, properties } of template.resourcesOf('AWS::StepFunctions::StateMachine')) {
      add(arn('states', `stateMachine:${name}`), properties.RoleArn, name);
    }
  }

  #readRoles(template: Template): void {
    const add = (roleArn: string, statements: Statement[]) =>
      this.#identity.set(roleArn, [...(this.#identity.get(roleArn) ?? []), ...statements]);
    const arnOf = (roleName: string) => `arn:aws:iam::${accountId}:role/${roleName}`;
    for (const { name, logicalId, properties } of template.resourcesOf('AWS::IAM::Role')) {
      const { ManagedPolicyArns, Policies, PermissionsBoundary } = role.parse(properties);
      const managed = ManagedPolicyArns.find((arn) => !withoutEffect.has(arn.split('/').at(-1) ?? ''));
      const unknown = managed ?? PermissionsBoundary;
      if (unknown) throw new Error(`${logicalId}: the embedded cloud does not know the policy ${unknown}`);
      for (const { PolicyName, PolicyDocument } of Policies) {
        add(arnOf(name), statementsOf(PolicyDocument, `${logicalId} ${PolicyName}`));
      }
    }
    for (const type of ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']) {
      for (const { logicalId, properties } of template.resourcesOf(type)) {
        const { PolicyDocument, Roles } = attached.parse(properties);
        const statements = statementsOf(PolicyDocument, logicalId);
        for (const roleName of Roles) add(arnOf(roleName), statements);
      }
    }
  }

  #readResourcePolicies(template: Template): void {
    const add = (arn: string, statements: Statement[]) =>
      this.#resource.set(arn, [...(this.#resource.get(arn) ?? []), ...statements]);
    const ofQueues = z.object({ PolicyDocument: z.unknown(), Queues: z.array(z.string()) });
    for (const { logicalId, properties } of template.resourcesOf('AWS::SQS::QueuePolicy')) {
      const { PolicyDocument, Queues } = ofQueues.parse(properties);
      const statements = statementsOf(PolicyDocument, logicalId);
      for (const url of Queues) add(arn('sqs', url.split('/').at(-1) ?? ''), statements);
    }
    const ofBucket = z.object({ PolicyDocument: z.unknown(), Bucket: z.string() });
    for (const { logicalId, properties } of template.resourcesOf('AWS::S3::BucketPolicy')) {
      const { PolicyDocument, Bucket } = ofBucket.parse(properties);
      add(`arn:aws:s3:::${Bucket}`, statementsOf(PolicyDocument, logicalId));
    }
    for (const { logicalId, properties } of template.resourcesOf('AWS::Lambda::Permission')) {
      const { Action, FunctionName, Principal, SourceArn, SourceAccount } = permission.parse(properties);
      const resource = functionArn(functionNameOf(FunctionName));
      const isService = Principal.endsWith('.amazonaws.com');
      const statement = {
        ...{ Effect: 'Allow', Action, Resource: resource },
        Principal: isService ? { Service: Principal } : { AWS: Principal },
        Condition: {
          ...(SourceArn !== undefined && { ArnLike: { 'aws:SourceArn': SourceArn } }),
          ...(SourceAccount !== undefined && { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
        },
      };
      add(resource, statementsOf({ Statement: [statement] }, logicalId));
    }
  }
}

/** The resource that has the policy: an object's bucket. */
const ownerOf = (resource: string) =>
  resource.startsWith('arn:aws:s3:::') ? resource.replace(/\/.*$/s, '') : resource;

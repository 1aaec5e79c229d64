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
  type Grant,
  onlyGrantOf,
  type Principal,
  type Statement,
  statementsOf,
} from './policy.ts';

/** Who signs a request: a function or a state machine, by its role; or a person. */
export interface Signer {
  /** The role's, or the person's. */
  arn: string;
  /** As AWS's messages name it. */
  sessionArn: string;
}

/** AWS's managed policies that grant nothing that the embedded cloud emulates. */
const withoutEffect = new Set(['AWSLambdaBasicExecutionRole', 'AWSXRayDaemonWriteAccess']);

const attached = z.object({ PolicyDocument: z.unknown(), Roles: z.array(z.string()).default([]) });

const role = z.object({
  ManagedPolicyArns: z.array(z.string()).default([]),
  Policies: z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() })).default([]),
  PermissionsBoundary: z.string().optional(),
  AssumeRolePolicyDocument: z
    .object({ Statement: z.array(z.object({}).loose()) })
    .prefault({ Statement: [] }),
});

const permission = z.strictObject({
  Action: z.string(),
  FunctionName: z.string(),
  Principal: z.string(),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
});

/**
 * The access key of the credentials of a function, a state machine or a person, always the same for the same one.
 * @param actorArn the function's, the machine's, or that of the policy that says what the person may do.
 */
export const accessKeyOf = (...actorArns: string[]): string =>
  `ASIA${createHash('sha256').update(actorArns.sort().join(' ')).digest('hex').slice(0, 16).toUpperCase()}`;

export class Permissions {
  readonly #identity = new Map<string, Statement[]>();
  /** By the ARN of the queue, the bucket or the function. */
  readonly #resource = new Map<string, Statement[]>();
  readonly #signers = new Map<string, Signer>();
  /** By the ARN of the role: who may assume it. */
  readonly #trust = new Map<string, Statement[]>();
  readonly #secretArns = new Map<string, string>();
  readonly #onNeeded: ((grant: Grant) => void) | undefined;

  /**
   * @param onNeeded is given a grant whenever it alone allows a request.
   * @throws Error that names what of a policy cannot be evaluated here.
   */
  constructor(template: Template, onNeeded?: (grant: Grant) => void) {
    this.#onNeeded = onNeeded;
    this.#readRoles(template);
    this.#readResourcePolicies(template);
    this.#readActors(template);
    this.#readPeople(template);
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
    const question = {
      ...{ principal, access },
      identity: ('arn' in principal && this.#identity.get(principal.arn)) || [],
      resource: this.#resource.get(ownerOf(access.resource)) ?? [],
    };
    const denial = denialOf(question);
    if (!denial && this.#onNeeded) {
      const needed = onlyGrantOf(question);
      if (needed) this.#onNeeded(needed);
    }
    return denial;
  }

  /** Why the first access that is denied to the signer is denied, in AWS's words; undefined when all are allowed. */
  refusal({ arn, sessionArn }: Signer, needed: readonly Access[]): string | undefined {
    for (const access of needed) {
      const denial = this.denialOf({ arn }, access);
      if (denial) return messageOf(sessionArn, access, denial);
    }
    return undefined;
  }

  /** Whether a service may assume a role. @param source the ARN of the resource for which it does. */
  mayAssume(service: string, roleArn: string, source: string): boolean {
    const context = { 'aws:sourcearn': source, 'aws:sourceaccount': accountId };
    const access = { action: 'sts:AssumeRole', resource: roleArn, context };
    const resource = this.#trust.get(roleArn) ?? [];
    return denialOf({ principal: { service }, access, identity: [], resource }) === undefined;
  }

  /** Whether the resource has a policy of its own in the template. */
  hasPolicy(resourceArn: string): boolean {
    return this.#resource.has(resourceArn);
  }

  /** Everything that any policy of the template allows, trust policies aside. */
  get grants(): Grant[] {
    const statements = [...this.#identity.values(), ...this.#resource.values()].flat();
    return [...new Set(statements.flatMap(({ grants }) => grants))];
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
      this.#signers.set(accessKeyOf(actorArn), { arn: roleArn, sessionArn });
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
      const { ManagedPolicyArns, Policies, PermissionsBoundary, AssumeRolePolicyDocument } =
        role.parse(properties);
      const managed = ManagedPolicyArns.find((arn) => !withoutEffect.has(arn.split('/').at(-1) ?? ''));
      const unknown = managed ?? PermissionsBoundary;
      if (unknown) throw new Error(`${logicalId}: the embedded cloud does not know the policy ${unknown}`);
      for (const { PolicyName, PolicyDocument } of Policies) {
        add(arnOf(name), statementsOf(PolicyDocument, `${logicalId} ${PolicyName}`));
      }
      // A trust policy is about its role alone, and does not name it.
      const trusted = AssumeRolePolicyDocument.Statement.map((one) => ({ ...one, Resource: '*' }));
      this.#trust.set(arnOf(name), statementsOf({ Statement: trusted }, logicalId));
    }
    for (const type of ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy']) {
      for (const { logicalId, properties } of template.resourcesOf(type)) {
        const { PolicyDocument, Roles } = attached.parse(properties);
        const statements = statementsOf(PolicyDocument, logicalId);
        for (const roleName of Roles) add(arnOf(roleName), statements);
      }
    }
  }

  /**
   * A managed policy that no role has is for people: whoever signs with its access key, or with that of two policies, may
   * do what they say.
   */
  #readPeople(template: Template): void {
    const people: { policyArn: string; person: string }[] = [];
    for (const { name, logicalId, properties } of template.resourcesOf('AWS::IAM::ManagedPolicy')) {
      const { PolicyDocument, Roles } = attached.parse(properties);
      if (Roles.length > 0) continue;
      const person = `arn:aws:iam::${accountId}:user/${name}`;
      const policyArn = String(template.resolve({ Ref: logicalId }));
      const own = statementsOf(PolicyDocument, logicalId);
      this.#signers.set(accessKeyOf(policyArn), { arn: person, sessionArn: person });
      this.#identity.set(person, own);
      for (const other of people) {
        const both = `${other.person}+${name}`;
        this.#signers.set(accessKeyOf(policyArn, other.policyArn), { arn: both, sessionArn: both });
        this.#identity.set(both, [...own, ...(this.#identity.get(other.person) ?? [])]);
      }
      people.push({ policyArn, person });
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
    const ofTopics = z.object({ PolicyDocument: z.unknown(), Topics: z.array(z.string()) });
    for (const { logicalId, properties } of template.resourcesOf('AWS::SNS::TopicPolicy')) {
      const { PolicyDocument, Topics } = ofTopics.parse(properties);
      const statements = statementsOf(PolicyDocument, logicalId);
      for (const topicArn of Topics) add(topicArn, statements);
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

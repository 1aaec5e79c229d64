/** The part of Secrets Manager that reads and replaces a secret. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Template } from '../template/template.ts';

/** An AWS JSON protocol answer. */
export interface Answer {
  status: number;
  body: object;
}

export interface Secret {
  name: string;
  arn: string;
  value: string;
}

/** The stack's secrets, every one with `value`. */
export const secretsOf = (template: Template, value: string): Secret[] =>
  template.resourcesOf('AWS::SecretsManager::Secret').map(({ logicalId, name }) => ({
    name,
    arn: String(template.resolve({ Ref: logicalId })),
    value,
  }));

const request = z.object({ SecretId: z.string(), SecretString: z.string().optional() });

const refuse = (type: string, message: string): Answer => ({
  status: 400,
  body: { __type: type, Message: message },
});

export class Secrets {
  readonly #secrets: (Secret & { version: string; changed: number })[];

  constructor(secrets: readonly Secret[]) {
    this.#secrets = secrets.map((secret) => ({ ...secret, version: randomUUID(), changed: Date.now() }));
  }

  /** Answers a call by its operation's name, such as `GetSecretValue`. */
  handle(operation: string, body: unknown): Answer {
    if (operation === 'ListSecrets') {
      return {
        status: 200,
        body: { SecretList: this.#secrets.map(({ name, arn }) => ({ ARN: arn, Name: name })) },
      };
    }
    const parsed = request.safeParse(body);
    if (!parsed.success) return refuse('ValidationException', 'SecretId is needed');
    const { SecretId, SecretString } = parsed.data;
    const secret = this.#secrets.find(
      ({ name, arn }) => SecretId === name || SecretId === arn || SecretId === arn.slice(0, -7),
    );
    if (!secret)
      return refuse('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
    const named = { ARN: secret.arn, Name: secret.name };
    const current = { ...named, VersionId: secret.version, VersionStages: ['AWSCURRENT'] };
    switch (operation) {
      case 'GetSecretValue':
        return {
          status: 200,
          body: { ...current, SecretString: secret.value, CreatedDate: secret.changed / 1000 },
        };
      case 'DescribeSecret':
        return {
          status: 200,
          body: {
            ...named,
            LastChangedDate: secret.changed / 1000,
            VersionIdsToStages: { [secret.version]: ['AWSCURRENT'] },
          },
        };
      case 'PutSecretValue':
        if (SecretString === undefined) return refuse('InvalidParameterException', 'SecretString is needed');
        Object.assign(secret, { value: SecretString, version: randomUUID(), changed: Date.now() });
        return { status: 200, body: { ...named, VersionId: secret.version, VersionStages: ['AWSCURRENT'] } };
      default:
        return refuse('UnknownOperationException', `the local cloud does not know ${operation}`);
    }
  }
}

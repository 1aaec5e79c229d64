/** The part of Secrets Manager that reads and replaces secrets. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { systemClock } from '../clock.ts';
import { readSaved, SavedFile } from '../saved-file.ts';
import type { Template } from '../template/template.ts';

/** An answer in the AWS JSON protocol. */
export interface Answer {
  status: number;
  body: object;
}

export interface Secret {
  name: string;
  arn: string;
  value: string;
}

/** The stack's secrets, each with `value` as JSON. */
export const secretsOf = (template: Template, value: object): Secret[] =>
  template.resourcesOf('AWS::SecretsManager::Secret').map(({ logicalId, name }) => ({
    name,
    arn: String(template.resolve({ Ref: logicalId })),
    value: JSON.stringify(value),
  }));

const request = z.object({ SecretId: z.string(), SecretString: z.string().optional() });

const refuse = (type: string, message: string): Answer => ({
  status: 400,
  body: { __type: type, Message: message },
});

export class Secrets {
  readonly #secrets: (Secret & { version: string; changed: number })[];
  /** Values that replaced the initial ones, by the secrets' names. */
  readonly #put: Record<string, string>;
  readonly #file: SavedFile;
  readonly #now: () => number;

  constructor(secrets: readonly Secret[], dataDir?: string, now = systemClock.now) {
    this.#now = now;
    const path = dataDir && join(dataDir, 'secrets.json');
    this.#file = new SavedFile(path, () => this.#put);
    this.#put = (readSaved(path) ?? {}) as Record<string, string>;
    this.#secrets = secrets.map((secret) => ({
      ...secret,
      value: this.#put[secret.name] ?? secret.value,
      version: randomUUID(),
      changed: now(),
    }));
  }

  /** Answers a call. @param operation such as `GetSecretValue`. */
  handle(operation: string, body: unknown): Answer {
    if (operation === 'ListSecrets') {
      return {
        status: 200,
        body: { SecretList: this.#secrets.map(({ name, arn }) => ({ ARN: arn, Name: name })) },
      };
    }
    const parsed = request.safeParse(body);
    if (!parsed.success) return refuse('ValidationException', 'SecretId is required');
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
        if (SecretString === undefined)
          return refuse('InvalidParameterException', 'SecretString is required');
        Object.assign(secret, { value: SecretString, version: randomUUID(), changed: this.#now() });
        this.#put[secret.name] = SecretString;
        this.#file.changed();
        this.#file.save();
        return { status: 200, body: { ...named, VersionId: secret.version, VersionStages: ['AWSCURRENT'] } };
      default:
        return refuse('UnknownOperationException', `the local cloud does not know ${operation}`);
    }
  }
}

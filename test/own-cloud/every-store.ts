/** Everything that the embedded cloud and its sandboxes keep, as text: to see whether a name is left anywhere. */
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, ListObjectVersionsCommand, S3Client } from '@aws-sdk/client-s3';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { DriveClient } from '@tkd-registration/sandboxes/drive/client';
import type { TournamentCloud } from '../../local/tournament-cloud.ts';

export interface Kept {
  where: string;
  text: string;
}

export class EveryStore {
  readonly #cloud: TournamentCloud;
  readonly #dynamo: DynamoDBClient;
  readonly #s3: S3Client;
  readonly #sqs: SQSClient;

  constructor(cloud: TournamentCloud) {
    const config = awsClientConfig(cloud);
    this.#cloud = cloud;
    this.#dynamo = new DynamoDBClient(config);
    this.#s3 = new S3Client(config);
    this.#sqs = new SQSClient(config);
  }

  /** Where any of these texts is. */
  async holding(...texts: readonly string[]): Promise<string[]> {
    const kept = [
      ...(await this.#items()),
      ...(await this.#objects()),
      ...(await this.#messages()),
      ...(await this.#filesInDrive()),
      await this.#challonge(),
    ];
    const found = kept.filter(({ where, text }) => texts.some((one) => `${where} ${text}`.includes(one)));
    return found.map(({ where }) => where).sort();
  }

  #outputs(end: RegExp): string[] {
    return Object.entries(this.#cloud.outputs).flatMap(([name, value]) => (end.test(name) ? [value] : []));
  }

  async #items(): Promise<Kept[]> {
    const items: Kept[] = [];
    for (const TableName of this.#outputs(/Table$/)) {
      for await (const page of paginateScan({ client: this.#dynamo }, { TableName })) {
        for (const item of page.Items ?? []) {
          const key = item.entryId?.S ?? item.pk?.S ?? '';
          items.push({ where: `${TableName} ${key}`, text: JSON.stringify(item) });
        }
      }
    }
    return items;
  }

  /** The keys of all versions, and of what was deleted too; what is in it, of the latest alone. */
  async #objects(): Promise<Kept[]> {
    const objects: Kept[] = [];
    for (const Bucket of this.#outputs(/Bucket$/)) {
      const {
        Versions = [],
        DeleteMarkers = [],
        IsTruncated,
      } = await this.#s3.send(new ListObjectVersionsCommand({ Bucket }));
      if (IsTruncated) throw new Error('more objects than one page');
      for (const { Key } of DeleteMarkers) objects.push({ where: `${Bucket}/${Key}, deleted`, text: '' });
      for (const { Key = '', IsLatest } of Versions) {
        const where = `${Bucket}/${Key}`;
        if (!IsLatest) objects.push({ where: `${where}, an earlier version`, text: '' });
        else {
          const { Body } = await this.#s3.send(new GetObjectCommand({ Bucket, Key }));
          objects.push({ where, text: (await Body?.transformToString('utf8')) ?? '' });
        }
      }
    }
    return objects;
  }

  async #messages(): Promise<Kept[]> {
    const messages: Kept[] = [];
    for (const QueueUrl of this.#outputs(/^Failed.*Url$/)) {
      const request = { QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 };
      const { Messages = [] } = await this.#sqs.send(new ReceiveMessageCommand(request));
      messages.push(...Messages.map(({ Body = '' }) => ({ where: QueueUrl, text: Body })));
    }
    return messages;
  }

  async #filesInDrive(): Promise<Kept[]> {
    const { serviceAccount } = this.#cloud.secret.google;
    const client = await DriveClient.of({ url: this.#cloud.endpoints.drive, serviceAccount });
    const { body } = await client.list("mimeType != 'application/vnd.google-apps.folder'", {
      pageSize: '1000',
      fields: 'files(id,name,appProperties)',
    });
    const files: { id: string; name: string; appProperties: object }[] = body.files;
    return Promise.all(
      files.map(async ({ id, name, appProperties }) => {
        const content = await client.call('GET', `/drive/v3/files/${id}`, { alt: 'media' });
        return {
          where: `Drive ${name}`,
          text: JSON.stringify([appProperties, content.body]),
        };
      }),
    );
  }

  async #challonge(): Promise<Kept> {
    const page = await fetch(this.#cloud.endpoints.challonge);
    const links = [...(await page.text()).matchAll(/href="(\/[\w-]+)"/g)].map(([, path = '']) => path);
    const pages = await Promise.all(
      [...new Set(links)].map(async (path) =>
        (await fetch(`${this.#cloud.endpoints.challonge}${path}`)).text(),
      ),
    );
    return { where: 'Challonge', text: pages.join(' ') };
  }
}

/** Registrations with badges in the bucket, and what a sync makes of them in Drive. */
import { createHash } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { DynamoDBDocumentClient, PutCommand, paginateScan } from '@aws-sdk/lib-dynamodb';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { DriveClient } from '@tkd-registration/sandboxes/drive/client';
import { JobRun } from '../../admin/job-run.ts';
import { badgeKey } from '../../core/domain/registration.ts';
import { type JobPlan, plannedJob, type ResultFile } from '../../core/jobs/job-state.ts';
import type { DriveRecord } from '../../core/progress/progress-record.ts';
import type { CloudAddresses } from '../../local/tournament-cloud.ts';

/** A file as Drive lists it; what a file has none of is left out. */
export interface ListedInDrive {
  id: string;
  name: string;
  parents: string[];
  md5Checksum?: string;
  appProperties?: { entryId?: string };
}

export const pkOf = (name: string, school: string) => `${school}-competitor-${name}`;
export const md5Of = (text: string) => createHash('md5').update(text).digest('hex');

export class BadgesInDrive {
  readonly run: JobRun;
  readonly #cloud: CloudAddresses;
  readonly #s3: S3Client;
  readonly #documents: DynamoDBDocumentClient;
  /** Somebody who works in the folder. */
  readonly person: Promise<DriveClient>;

  constructor(cloud: CloudAddresses) {
    const config = awsClientConfig(cloud);
    const { drive: url } = cloud.endpoints;
    this.#cloud = cloud;
    this.run = new JobRun(config, { stage: 'local', machine: 'drive-sync' });
    this.#s3 = new S3Client(config);
    this.#documents = DynamoDBDocumentClient.from(new DynamoDBClient(config));
    this.person = DriveClient.of({ url, serviceAccount: cloud.secret.google.serviceAccount });
  }

  /** So many registrations, of one school: `Kim0`, `Kim1` … @returns the entries' ids. */
  registerMany(name: string, count: number, school = 'Riverside'): Promise<string[]> {
    const names = Array.from({ length: count }, (_, index) => `${name}${index}`);
    return Promise.all(names.map((one) => this.register(one, school)));
  }

  /** A registration as the workflow leaves it, but for its file in Drive. @returns the entry's id. */
  async register(name: string, school: string): Promise<string> {
    const pk = pkOf(name, school);
    const entryId = `cs_test_${name}`;
    const content = `badge of ${name}`;
    const badge = { key: badgeKey(pk, 'jpg'), hash: '', md5: md5Of(content), contentType: 'image/jpeg' };
    const progress = { entryId, registrationKey: pk, registrationKeys: new Set([pk]), badge };
    const { ProgressTable, RegistrationsTable } = this.#cloud.outputs;
    await this.#documents.send(new PutCommand({ TableName: ProgressTable, Item: progress }));
    await this.putBadge(name, school, content);
    const row = { pk, entryId, full_name: name, school, reg_type: 'competitor' };
    await this.#documents.send(new PutCommand({ TableName: RegistrationsTable, Item: row }));
    return entryId;
  }

  async putBadge(name: string, school: string, content: string): Promise<void> {
    const object = { Bucket: this.#cloud.outputs.BadgeBucket, Key: badgeKey(pkOf(name, school), 'jpg') };
    const Metadata = { 'entry-id': `cs_test_${name}`, 'badge-hash': '' };
    const image = { Body: content, ContentType: 'image/jpeg' };
    await this.#s3.send(new PutObjectCommand({ ...object, ...image, Metadata }));
  }

  /** @throws ExecutionFailedError when the sync itself failed. */
  async sync(order: object = {}): Promise<{ plan: JobPlan; result?: ResultFile }> {
    return this.ended(await this.run.start(order));
  }

  async ended(execution: string): Promise<{ plan: JobPlan; result?: ResultFile }> {
    const state = await this.run.end(execution);
    const { plan } = plannedJob.parse(state);
    return plan.items > 0 ? { plan, result: await this.run.result(state) } : { plan };
  }

  /** Switches the Drive sandbox. */
  async drive(settings: Record<string, string>): Promise<void> {
    const body = new URLSearchParams(settings);
    const { ok, status } = await fetch(`${this.#cloud.endpoints.drive}/_settings`, { method: 'POST', body });
    if (!ok) throw new Error(`the Drive sandbox refused ${body}: ${status}`);
  }

  /** The writes that reached Drive since its start. */
  async writes(): Promise<{ operation: string; refused: boolean }[]> {
    return (await fetch(`${this.#cloud.endpoints.drive}/_writes`)).json() as Promise<never>;
  }

  async inDrive(q = 'trashed = false'): Promise<ListedInDrive[]> {
    const person = await this.person;
    const files: ListedInDrive[] = [];
    let pageToken = '';
    do {
      const page = {
        pageSize: '1000',
        fields: 'nextPageToken,files(id,name,parents,md5Checksum,appProperties)',
      };
      const { body } = await person.list(q, { ...page, ...(pageToken && { pageToken }) });
      files.push(...body.files);
      pageToken = body.nextPageToken;
    } while (pageToken);
    return files;
  }

  /**
   * Whose badge is not in Drive exactly once, with the bucket's content, and recorded so. All lists are empty when no file
   * is there twice and none is lost.
   */
  async differences(entryIds: readonly string[]) {
    const [files, badges, records] = await Promise.all([this.inDrive(), this.#badges(), this.#records()]);
    const of = Map.groupBy(files, ({ appProperties }) => appProperties?.entryId ?? '');
    const filesOf = (id: string) => of.get(id) ?? [];
    return {
      lost: entryIds.filter((id) => filesOf(id).length === 0),
      twice: [...of].flatMap(([id, ofId]) => (id !== '' && ofId.length > 1 ? [id] : [])),
      different: entryIds.filter((id) => {
        const md5 = badges.get(records.get(id)?.badge.key ?? '');
        return filesOf(id).some((file) => file.md5Checksum !== md5);
      }),
      unrecorded: entryIds.filter((id) => {
        const drive = records.get(id)?.drive;
        return filesOf(id).some((file) => file.id !== drive?.fileId || file.md5Checksum !== drive.md5);
      }),
    };
  }

  /** The MD5 of each object in the badge bucket. */
  async #badges(): Promise<Map<string, string>> {
    const found = new Map<string, string>();
    const request = { Bucket: this.#cloud.outputs.BadgeBucket };
    for await (const { Contents = [] } of paginateListObjectsV2({ client: this.#s3 }, request)) {
      for (const { Key = '', ETag = '' } of Contents) found.set(Key, ETag.replaceAll('"', ''));
    }
    return found;
  }

  async #records(): Promise<Map<string, { badge: { key: string }; drive?: DriveRecord }>> {
    const found = new Map();
    const request = { TableName: this.#cloud.outputs.ProgressTable, ConsistentRead: true };
    for await (const { Items = [] } of paginateScan({ client: this.#documents }, request)) {
      for (const item of Items) if (item.badge) found.set(item.entryId, item);
    }
    return found;
  }
}

/** What `differences` finds where there are none. */
export const inStep = { lost: [], twice: [], different: [], unrecorded: [] };

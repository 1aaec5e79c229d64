/** Made-up people everywhere where a stage keeps people, with words that are searched for afterwards. */
import {
  BatchWriteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { registrationIdOf } from '../../core/domain/ids.ts';
import { badgeKey } from '../../core/domain/registration.ts';
import { waitFor } from '../../local/outcome.ts';
import { register } from '../../local/registered-people.ts';
import { madeUpPeople, type Row } from '../../local/samples/made-up-people.ts';
import type { TournamentCloud } from '../../local/tournament-cloud.ts';

type Cloud = Pick<TournamentCloud, 'endpoints' | 'outputs'>;

/** In every name, address and key, and in every medical form. */
export const [nameWord, medicalWord] = ['qqzzname', 'qqzzmedical'];

/** People with a medical form, a photo and a badge, as if each had paid and been registered. */
export async function seedPeople(cloud: Cloud, count: number): Promise<Row[]> {
  const rows = madeUpPeople(Math.ceil(count / 1.1), 1)
    .slice(0, count)
    .map((row, index): Row => {
      const name = `${row.full_name?.S} ${nameWord}`;
      return {
        ...row,
        full_name: { S: name },
        email: { S: `${nameWord}-${index}@example.com` },
        pk: { S: `School-competitor-${name.replaceAll(' ', '_')}` },
        entryId: { S: `cs_test_seeded${index}` },
        imgFilename: { S: `School_competitor_${name}.jpg` },
        medical_form: { M: { conditions: { L: [{ S: medicalWord }] } } },
        allergies: { S: medicalWord },
        payment: { S: `pi_seeded${index}` },
        paid_at: { S: '2027-01-15T08:00:00.000Z' },
      };
    });
  await register(cloud, rows);
  const { EntriesTable = '', ProfilePictureBucket, BadgeBucket } = cloud.outputs;
  const dynamo = new DynamoDBClient(awsClientConfig(cloud));
  const s3 = new S3Client(awsClientConfig(cloud));
  const put = (Bucket: string | undefined, Key: string, Body: string) =>
    s3.send(new PutObjectCommand({ Bucket, Key, Body }));
  for (let start = 0; start < rows.length; start += 25) {
    const some = rows.slice(start, start + 25);
    const entries = some.map(({ pk: _, payment: __, paid_at: ___, ...entry }) => ({
      PutRequest: { Item: { ...entry, checkout: entry.entryId ?? { S: '' } } },
    }));
    await dynamo.send(new BatchWriteItemCommand({ RequestItems: { [EntriesTable]: entries } }));
    await Promise.all(
      some.flatMap(({ pk, imgFilename }) => [
        put(ProfilePictureBucket, imgFilename?.S ?? '', 'a face'),
        // Drawn twice: the first is a version of the object.
        put(BadgeBucket, badgeKey(pk?.S ?? '', 'jpg'), 'an earlier badge').then(() =>
          put(BadgeBucket, badgeKey(pk?.S ?? '', 'jpg'), 'a badge'),
        ),
      ]),
    );
  }
  return rows;
}

/** Somebody whom another system has registered, unknown to the progress table. @returns the registration's id. */
export async function registeredElsewhere(cloud: Cloud): Promise<string> {
  const dynamo = new DynamoDBClient(awsClientConfig(cloud));
  const { RegistrationsTable, ProgressTable } = cloud.outputs;
  const name = { full_name: { S: `Other ${nameWord}` }, school: { S: 'School' }, reg_type: { S: 'coach' } };
  const row: Row = { pk: { S: `School-coach-Other_${nameWord}` }, ...name, payment: { S: 'pi_other' } };
  await dynamo.send(new PutItemCommand({ TableName: RegistrationsTable, Item: row }));
  const id = registrationIdOf(row);
  const Key = { entryId: { S: id } };
  const noted = await waitFor('its badge', async () => {
    const { Item } = await dynamo.send(new GetItemCommand({ TableName: ProgressTable, Key }));
    return Item?.drive?.M?.md5 && !Item.badgeLease ? Item : undefined;
  });
  const { registrationKey: _, registrationKeys: __, ...Item } = noted;
  await dynamo.send(new PutItemCommand({ TableName: ProgressTable, Item }));
  return id;
}

/** Files that name somebody, in the config bucket. */
export async function writeFiles(cloud: Cloud, keys: readonly string[]): Promise<void> {
  const s3 = new S3Client(awsClientConfig(cloud));
  for (const Key of keys) {
    await s3.send(new PutObjectCommand({ Bucket: cloud.outputs.ConfigBucket, Key, Body: nameWord }));
  }
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HeadObjectCommand, NotFound, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';

/** What it takes to reach a cloud's buckets. */
interface Cloud {
  endpoints: { aws: string };
  outputs: Record<string, string>;
}

/** Puts the sample list of schools into the config bucket, unless there is one. */
export async function seedConfig(cloud: Cloud): Promise<void> {
  const s3 = new S3Client(awsClientConfig(cloud));
  const object = { Bucket: cloud.outputs.ConfigBucket, Key: 'schools.json' };
  try {
    await s3.send(new HeadObjectCommand(object));
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    const Body = readFileSync(join(import.meta.dirname, 'samples/schools.json'));
    await s3.send(new PutObjectCommand({ ...object, Body }));
  }
}

/** Puts a competitor's photo where the form puts it. */
export async function putPhoto(cloud: Cloud, key: string, photo: Uint8Array): Promise<void> {
  await new S3Client(awsClientConfig(cloud)).send(
    new PutObjectCommand({ Bucket: cloud.outputs.ProfilePictureBucket, Key: key, Body: photo }),
  );
}

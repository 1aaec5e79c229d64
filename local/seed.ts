import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HeadObjectCommand, NotFound, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { awsClientConfig } from '@tkd-registration/local-cloud/clients';

/** What it takes to reach a cloud's buckets. */
interface Cloud {
  endpoints: { aws: string };
  outputs: Record<string, string>;
}

/** What the organisers of the sample tournament have put into the config bucket, by its key there. */
const organisersFiles = {
  'schools.json': 'samples/schools.json',
  'weight_classes.json': '../stages/weight_classes.example.json',
};

/** Puts each of the organisers' files into the config bucket, unless it is there. */
export async function seedConfig(cloud: Cloud): Promise<void> {
  const s3 = new S3Client(awsClientConfig(cloud));
  for (const [Key, file] of Object.entries(organisersFiles)) {
    const object = { Bucket: cloud.outputs.ConfigBucket, Key };
    try {
      await s3.send(new HeadObjectCommand(object));
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
      await s3.send(new PutObjectCommand({ ...object, Body: readFileSync(join(import.meta.dirname, file)) }));
    }
  }
}

/** Puts a competitor's photo where the form puts it. */
export async function putPhoto(cloud: Cloud, key: string, photo: Uint8Array): Promise<void> {
  await new S3Client(awsClientConfig(cloud)).send(
    new PutObjectCommand({ Bucket: cloud.outputs.ProfilePictureBucket, Key: key, Body: photo }),
  );
}

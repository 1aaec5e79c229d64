import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { normaliseName } from '../domain/text.ts';
import { callAws } from './aws-errors.ts';

const schoolNames = z.array(z.string());

/** `schools.json` in the config bucket: the list of names that the organisers maintain in the front end. */
export class Schools {
  readonly #s3: S3Client;
  readonly #bucket: string;

  constructor(s3: S3Client, bucket: string) {
    this.#s3 = s3;
    this.#bucket = bucket;
  }

  /** `unlisted` when there is no list or it is not a JSON array of names: registrations do not wait for that. */
  async lookUp(school: string): Promise<'known' | 'unknown' | 'unlisted'> {
    const names = await this.names();
    if (!names) return 'unlisted';
    return names.some((name) => normaliseName(name) === school) ? 'known' : 'unknown';
  }

  /** The names as they are listed; undefined when there is no list or it is not a JSON array of names. */
  async names(): Promise<string[] | undefined> {
    const text = await this.#read();
    return text === undefined ? undefined : parseNames(text);
  }

  async #read(): Promise<string | undefined> {
    try {
      const { Body } = await callAws('S3 GetObject (schools.json)', () =>
        this.#s3.send(new GetObjectCommand({ Bucket: this.#bucket, Key: 'schools.json' })),
      );
      return await Body?.transformToString();
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }
}

function parseNames(text: string): string[] | undefined {
  try {
    return schoolNames.safeParse(JSON.parse(text.replace(/^\uFEFF/, ''))).data;
  } catch {
    return undefined;
  }
}

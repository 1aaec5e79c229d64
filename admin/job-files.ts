/** Files that a command and a job give each other, in the stage's config bucket; and those of the person who runs it. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { JobFiles } from '../core/clients/job-files.ts';
import { CommandError } from './command-error.ts';
import type { Stage } from './stage.ts';

export const jobFilesOf = (stage: Stage) =>
  new JobFiles(new S3Client(stage.config), stage.output('ConfigBucket'));

/** A file that a person gives to a command. @throws CommandError when it cannot be read. */
export function readTextFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new CommandError(`${path} cannot be read.`, { cause });
  }
}

/** Likewise, of JSON. @throws CommandError also when it is no JSON. */
export function readJsonFile(path: string): unknown {
  const text = readTextFile(path);
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new CommandError(`${path} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

/** Puts JSON where a job can read it, and returns its key. @param folder ends with a slash. */
export async function upload(files: JobFiles, folder: string, content: unknown): Promise<string> {
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const key = `${folder}${time}-${randomBytes(4).toString('hex')}.json`;
  await files.writeJson(key, content);
  return key;
}

/** Fetches an object: into a folder under the last part of its key, or to a file of that path. @returns the path. */
export async function fetchTo(
  files: JobFiles,
  key: string,
  to: { folder: string } | { file: string },
): Promise<string> {
  const path = 'file' in to ? to.file : join(to.folder, basename(key));
  const { bytes } = await files.read(key);
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, bytes);
  } catch (cause) {
    throw new CommandError(`${path} cannot be written.`, { cause });
  }
  return path;
}

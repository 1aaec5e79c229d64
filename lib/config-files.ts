import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { inBucket } from './house/data-bucket.ts';

/** Which objects a Lambda may reach, and why more than one. */
const listFiles = { objects: 'lists/*', why: 'Any list.' };
const jobFiles = { objects: 'jobs/*', why: 'Any file of bulk jobs.' };
const bracketFiles = { objects: 'brackets/*', why: 'Any draw, and what the organisers decided about it.' };
const drawFiles = { objects: 'brackets/draws/*', why: 'Any draw.' };
const paperFiles = { objects: 'brackets/paper/*', why: 'Any document of brackets.' };
const resultFiles = { objects: 'brackets/results/*', why: 'Any result of any division.' };

/** What Lambdas may do with the files of the config bucket: those of organisers, and those that jobs write. */
export class ConfigFiles {
  readonly #bucket: IBucket;

  constructor(bucket: IBucket) {
    this.#bucket = bucket;
  }

  /** Reads `schools.json`. */
  get readSchools() {
    return inBucket(this.#bucket, 'CONFIG_BUCKET', { objects: 'schools.json' }, 's3:GetObject');
  }

  /** Reads and writes which spellings of schools' names a person has approved. */
  get keepSchoolNames() {
    const objects = { objects: 'school-names.json' };
    return inBucket(this.#bucket, 'CONFIG_BUCKET', objects, 's3:GetObject', 's3:PutObject');
  }

  /** Reads the archive of all tournaments. */
  get readArchive() {
    return inBucket(this.#bucket, 'CONFIG_BUCKET', { objects: 'archive/full_lookup.json' }, 's3:GetObject');
  }

  /** Reads and writes the archive of all tournaments. */
  get keepArchive() {
    const objects = { objects: 'archive/full_lookup.json' };
    return inBucket(this.#bucket, 'CONFIG_BUCKET', objects, 's3:GetObject', 's3:PutObject');
  }

  /** Reads lists. */
  get readLists() {
    return inBucket(this.#bucket, 'CONFIG_BUCKET', listFiles, 's3:GetObject');
  }

  /** Writes lists. */
  get writeLists() {
    return inBucket(this.#bucket, 'CONFIG_BUCKET', listFiles, 's3:PutObject');
  }

  /** Reads what bulk jobs have written. */
  get readJobs() {
    return inBucket(this.#bucket, 'CONFIG_BUCKET', jobFiles, 's3:GetObject');
  }

  /** Writes plans and results of bulk jobs. */
  get writeJobs() {
    return inBucket(this.#bucket, 'CONFIG_BUCKET', jobFiles, 's3:PutObject');
  }

  /** Reads `weight_classes.json`. */
  get readWeightClasses() {
    return inBucket(this.#bucket, 'CONFIG_BUCKET', { objects: 'weight_classes.json' }, 's3:GetObject');
  }

  /** Reads draws, and what the organisers decided about them. */
  get readBrackets() {
    return inBucket(this.#bucket, 'CONFIG_BUCKET', bracketFiles, 's3:GetObject');
  }

  /** Writes draws, and why one could not be published. */
  get writeDraws() {
    return inBucket(this.#bucket, 'CONFIG_BUCKET', drawFiles, 's3:PutObject');
  }

  /** Writes documents of brackets, and removes those that are of no use any more. */
  get writePaper() {
    return inBucket(this.#bucket, 'CONFIG_BUCKET', paperFiles, 's3:PutObject', 's3:DeleteObject');
  }

  /** Reads medals, and what was read of each part of a draw. */
  get readBracketResults() {
    return inBucket(this.#bucket, 'CONFIG_BUCKET', resultFiles, 's3:GetObject');
  }

  /** Writes the same. */
  get writeBracketResults() {
    return inBucket(this.#bucket, 'CONFIG_BUCKET', resultFiles, 's3:PutObject');
  }
}

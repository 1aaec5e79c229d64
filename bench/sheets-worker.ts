/**
 * Plans, makes and finishes an order of badges that are all drawn already, in a separate process, and prints its
 * measurements as JSON. The services' content is generated on demand from the badge on standard input, a JPEG, so that only the
 * steps' own memory is measured.
 */
import { buffer } from 'node:stream/consumers';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { badgeDesign } from '../core/badges/badge-design.ts';
import { badgeFacts } from '../core/badges/badge-facts.ts';
import { badgeHash, layoutVersion } from '../core/badges/badge-hash.ts';
import { parseBadgeSubject } from '../core/badges/badge-subject.ts';
import { JobFiles } from '../core/clients/job-files.ts';
import { badgeIdOf, photoIdOf } from '../core/domain/ids.ts';
import { badgeKey } from '../core/domain/registration.ts';
import { mostBadgesInFile, type SheetsReport } from '../core/sheets/sheet-state.ts';
import { finishSheets } from '../lambdas/badge-sheets/finish-sheets/finish-sheets.ts';
import { makeSheet } from '../lambdas/badge-sheets/make-sheet/make-sheet.ts';
import { planSheets } from '../lambdas/badge-sheets/plan-sheets/plan-sheets.ts';
import { peakMemory } from './peak-memory.ts';

export interface SheetsWorkerOutput {
  report: SheetsReport;
  /** Number of badges and bytes of each PDF. */
  sizes: number[];
  pdfs: number[];
  /** Number of badges recorded as printed. */
  marked: number;
  peakBytes: number;
}

const [registrations = 0, imageBytes = 0] = process.argv.slice(2).map(Number);
const execution = '2027-03-01-order';
const competition = { name: 'Green Country Open', year: 2027 };
const design = badgeDesign.parse({});

const jpeg = await buffer(process.stdin);
/** A badge with distinct bytes: those after a JPEG's end are not part of the picture. */
function imageOf(number: number): Buffer {
  const image = Buffer.alloc(imageBytes);
  jpeg.copy(image);
  image.writeUInt32BE(number, image.length - 4);
  return image;
}

const pkOf = (number: number) => `School_${number % 100}-coach-Competitor_${number}`;
const numberOf = (text: string) => Number(/(\d+)(?:_badge\.jpg)?$/.exec(text)?.[1]);
const idOf = (number: number) => `cs_test_${number}`;
const photoKeyOf = (number: number) => `${number}.jpg`;
const photoEtag = '"photo"';
function rowOf(number: number) {
  return {
    pk: { S: pkOf(number) },
    entryId: { S: idOf(number) },
    badge_id: { S: badgeIdOf(idOf(number)) },
    full_name: { S: `Competitor ${number}` },
    school: { S: `School ${number % 100}` },
    reg_type: { S: 'coach' },
    imgFilename: { S: photoKeyOf(number) },
  };
}
function badgeOf(number: number) {
  const subject = parseBadgeSubject(rowOf(number), { competitionYear: competition.year });
  const facts = badgeFacts(subject, competition, design);
  const hash = badgeHash({ uncertain: [], layoutVersion, facts, photoEtag, design });
  return {
    key: badgeKey(pkOf(number), 'jpg'),
    hash,
    md5: hash,
    contentType: 'image/jpeg',
    photo: 'used',
    preflight: [],
  };
}
function recordOf(id: string) {
  const badge = badgeOf(numberOf(id));
  const registrationKey = pkOf(numberOf(id));
  const drive = { fileId: id, md5: badge.md5 };
  const photoId = photoIdOf(photoKeyOf(numberOf(id)));
  return { registrationKey, registrationKeys: [registrationKey], badge, photoId, drive, attention: {} };
}

/** S3: keeps what the steps pass on to each other, but only the length of the files of badges, which are uploaded in parts where they are large. */
const objects = new Map<string, Buffer>();
const pdfs: number[] = [];
const uploads = new Map<string, number>();
const s3 = {
  config: {
    requestHandler: {},
    requestChecksumCalculation: async () => 'WHEN_SUPPORTED',
    endpoint: async () => ({ protocol: 'https:', hostname: 's3.example.com', path: '/' }),
  },
  async send(command: { input: { Key?: string } }) {
    const { Key = '' } = command.input;
    if (command instanceof CreateMultipartUploadCommand) return { UploadId: Key };
    if (command instanceof UploadPartCommand) {
      uploads.set(Key, (uploads.get(Key) ?? 0) + (command.input.Body as Uint8Array).length);
      return { ETag: '""' };
    }
    if (command instanceof CompleteMultipartUploadCommand) {
      pdfs.push(uploads.get(Key) ?? 0);
      return {};
    }
    if (command instanceof PutObjectCommand) {
      if (Key.endsWith('.pdf') && Key.includes('/badges-'))
        pdfs.push((command.input.Body as Uint8Array).length);
      else objects.set(Key, Buffer.from(command.input.Body as Uint8Array));
      return {};
    }
    const bytes = objects.get(Key);
    if (!bytes) throw new NoSuchKey({ message: Key, $metadata: { httpStatusCode: 404 } });
    return { Metadata: {}, Body: { transformToByteArray: async () => bytes } };
  },
};

const unexpected = () => {
  throw new Error('no badge should be drawn');
};
const sheets = new JobFiles(s3 as unknown as S3Client, 'badges');
const plan = await planSheets(
  { execution, order: { filter: { kind: 'all' }, paper: 'letter', first: 1, cutLines: true } },
  {
    format: design.format,
    sheets,
    printed: { sheetStates: unexpected },
    registrations: {
      async *summaries() {
        for (let number = 0; number < registrations; number += 1) {
          const [school, fullName] = [`School ${number % 100}`, `Competitor ${number}`];
          yield { id: idOf(number), pk: pkOf(number), school, fullName, registrationType: 'coach' };
        }
      },
    },
  },
);
const sizes: number[] = [];
for (let file = 1; file <= plan.items; file += 1) {
  const badges = Math.min(mostBadgesInFile, registrations - sizes.length * mostBadgesInFile);
  sizes.push(badges);
  await makeSheet(
    { execution, print: plan.order, file: { file, of: plan.items, badges } },
    {
      ...{ competition, design, pushedToDrive: true, now: Date.now, attempts: 1, sheets },
      registrations: {
        find: async (_, [pk = '']) => ({ pk, row: rowOf(numberOf(pk)) }),
        noteBadge: unexpected,
      },
      photos: { etag: async () => photoEtag, read: unexpected },
      badges: {
        find: async (key) => ({ entryId: '', hash: badgeOf(numberOf(key)).hash, md5: '' }),
        read: async (key) => imageOf(numberOf(key)),
        remove: unexpected,
        write: unexpected,
      },
      progress: {
        get: async (id) => recordOf(id),
        recordDone: unexpected,
        recordRegistrationKey: unexpected,
      },
      lease: {
        holdingBadge: (id, _, work) => work(recordOf(id)),
        recordBadge: unexpected,
        recordWithdrawal: unexpected,
      },
      followers: { followPhoto: unexpected },
      refreshes: { startFor: unexpected },
    },
  );
}
/** No file failed. */
const manifest = 'manifest.json';
await sheets.writeJson(manifest, { ResultFiles: { SUCCEEDED: [], FAILED: [], PENDING: [] } });
const marked = new Set<string>();
const report = await finishSheets(
  { execution, plan, manifest },
  {
    ...{ format: design.format, competition, timeZone: 'America/Chicago', now: Date.now },
    sheets,
    printed: { recordSheet: async (id) => void marked.add(id) },
  },
);
const output: SheetsWorkerOutput = { report, sizes, marked: marked.size, pdfs, peakBytes: peakMemory() };
console.log(JSON.stringify(output));

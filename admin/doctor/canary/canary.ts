/** `doctor --canary`: a made-up registration goes through the whole flow, and is removed again. */
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { Entries, everyEntry, type StoredEntry } from '../../../core/clients/entries.ts';
import { Schools } from '../../../core/clients/schools.ts';
import { canaryAttribute, isCanary } from '../../../core/domain/canary.ts';
import { parts } from '../../../core/domain/state.ts';
import { mailsIn, recordOf } from '../../../core/progress/progress-record.ts';
import type { Stage } from '../../stage.ts';
import { lasting } from '../../text-layout.ts';
import { type Check, type Finding, right, wrong } from '../check.ts';
import { type CanaryEntry, canaryPhoto, newCanary, sentAt } from './canary-entry.ts';
import { CanaryExecutions } from './canary-executions.ts';
import { CanaryStoppedError } from './canary-stopped-error.ts';
import { removeCanary, withdrawCanary } from './remove-canary.ts';
import { lookUntil, type Patience } from './until.ts';

export interface CanaryOptions {
  /** How long it may take to be registered, and as long again to be withdrawn. */
  limitMs?: number;
  everyMs?: number;
}

/** It writes to the stage, unlike the other checks. */
export const canaryCheck = (stage: Stage, options: CanaryOptions = {}): Check => ({
  name: 'canary',
  run: () => sendCanary(stage, options),
});

async function sendCanary(
  stage: Stage,
  { limitMs = 4 * 60_000, everyMs = 1_000 }: CanaryOptions,
): Promise<Finding> {
  const patience = () => ({ everyMs, until: Date.now() + limitMs });
  await removeEarlierCanaries(stage);
  const [school] = (await schoolsOf(stage)) ?? [];
  if (school === undefined) return wrong('it was not sent: there is no list of schools', listSchools);
  const began = Date.now();
  const canary = newCanary(school, began);
  const problems: string[] = [];
  let done: string[] = [];
  try {
    done = await register(stage, canary, patience());
    if (isFollowed(stage) && !(await withdrawCanary(stage, canary, 'event', patience()))) {
      problems.push('its registration was deleted, and its badge not withdrawn');
    }
  } catch (error) {
    if (!(error instanceof CanaryStoppedError)) throw error;
    problems.push(error.message);
  } finally {
    problems.push(...(await takeAway(stage, canary, patience())));
  }
  return problems.length === 0
    ? right(`${done.join(', ')} and removed again, in ${lasting(Date.now() - began)}`)
    : wrong(`${problems.join('; ')} (${canary.entryId})`, 'docs/runbook.md, “Send a canary”.');
}

/** Without the stream of an adopted table, nothing follows its changes. */
const isFollowed = ({ outputs }: Stage) => outputs.FailedRefreshesUrl !== undefined;

const listSchools = 'See what is said of schools.json.';

function schoolsOf(stage: Stage) {
  const s3 = new S3Client({ ...stage.config, ...callLimits(8_000) });
  return new Schools(s3, stage.output('ConfigBucket')).names();
}

/** Nobody looks at a canary that is older. */
const oldestMs = 15 * 60_000;

/** Those of a doctor who was interrupted. */
async function removeEarlierCanaries(stage: Stage): Promise<void> {
  const attributes = [
    canaryAttribute,
    'entryId',
    'full_name',
    'school',
    'reg_type',
    'birthdate',
    'imgFilename',
  ];
  const left: StoredEntry[] = [];
  for await (const entry of everyEntry(stage.dynamo, stage.output('EntriesTable'), attributes)) {
    if (isCanary(entry.entryId?.S ?? '') && !(sentAt(entry) > Date.now() - oldestMs)) left.push(entry);
  }
  for (const message of left) {
    const canary = { entryId: message.entryId?.S ?? '', message };
    await withdrawCanary(stage, canary, 'hand', { everyMs: 1_000, until: Date.now() + 30_000 });
    await removeCanary(stage, canary);
  }
}

/** @returns what was done. @throws CanaryStoppedError */
async function register(stage: Stage, canary: CanaryEntry, patience: Patience): Promise<string[]> {
  const { entryId, message, photoKey } = canary;
  const config = { ...stage.config, ...callLimits(8_000) };
  await new S3Client(config).send(
    new PutObjectCommand({
      Bucket: stage.output('ProfilePictureBucket'),
      Key: photoKey,
      Body: await canaryPhoto(entryId),
      ContentType: 'image/jpeg',
    }),
  );
  const QueueUrl = stage.output('ProcessingQueueUrl');
  await new SQSClient(config).send(
    new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(message) }),
  );
  const entries = new Entries(stage.dynamo, stage.output('EntriesTable'), new Date().getUTCFullYear());
  if (!(await lookUntil(patience, () => entries.find(entryId)))) {
    throw new CanaryStoppedError('its message is in the queue, and StoreEntry has not taken it');
  }
  const executions = new CanaryExecutions(stage, entryId);
  if (!(await lookUntil(patience, () => executions.status()))) {
    throw new CanaryStoppedError('its entry is stored, and StartRegistration has started nothing');
  }
  const ended = await lookUntil(patience, async () =>
    (await executions.status()) === 'RUNNING' ? undefined : true,
  );
  const item = await stage.progress.read(entryId);
  const { attention, registrationKeys, badge, drive } = recordOf(item);
  const marks = parts.flatMap((part) => attention[part] ?? []);
  if (!ended || marks.length > 0 || (await executions.status()) !== 'SUCCEEDED') {
    const at = await executions.whereabouts(marks[0]?.error);
    const why = marks[0] ? `${marks[0].error}: ${marks[0].reason}` : at?.error;
    throw new CanaryStoppedError(
      `${ended ? 'it stopped' : 'it is still'} at “${at?.step ?? 'the beginning'}”${why ? `: ${why}` : ''}`,
    );
  }
  if (!(await stage.registrations.find(entryId, registrationKeys))) {
    throw new CanaryStoppedError('its registration is not in the table');
  }
  const mailed = mailsIn(item).some(([mail, { status }]) => mail === 'confirmation' && status === 'sent');
  if (!mailed) throw new CanaryStoppedError('its confirmation was not sent');
  const withBadges = stage.outputs.BadgeRefreshArn !== undefined;
  if (withBadges && badge?.photo !== 'used') {
    throw new CanaryStoppedError(`its badge does not show its photo: ${badge?.photo ?? 'there is no badge'}`);
  }
  const withDrive = withBadges && stage.outputs.DriveFolderId !== undefined;
  if (withDrive && drive?.md5 !== badge?.md5) throw new CanaryStoppedError('its badge is not in Drive');
  return ['registered', 'mailed', ...(withBadges ? ['drawn'] : []), ...(withDrive ? ['put into Drive'] : [])];
}

/** @returns what could not be done. */
async function takeAway(stage: Stage, canary: CanaryEntry, patience: Patience): Promise<string[]> {
  try {
    await new CanaryExecutions(stage, canary.entryId).stop();
    const withdrawn = await withdrawCanary(stage, canary, 'hand', patience);
    await removeCanary(stage, canary);
    return withdrawn ? [] : [`its file badge_${canary.entryId} may still be in Drive`];
  } catch (error) {
    return [`it could not be removed (${(error as Error).name}): the next canary tries again`];
  }
}

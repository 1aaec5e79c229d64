/** Takes everything of a canary out of a stage again. */
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { imageTypes } from '../../../core/badges/badge-design.ts';
import { callLimits } from '../../../core/clients/call-limits.ts';
import { ObjectVersions } from '../../../core/clients/object-versions.ts';
import { type EntryItem, textOf } from '../../../core/domain/entry-item.ts';
import { identityOf } from '../../../core/domain/identity.ts';
import { personIdOf, photoIdOf } from '../../../core/domain/ids.ts';
import { badgeKey, registrationKey } from '../../../core/domain/registration.ts';
import { recordOf } from '../../../core/progress/progress-record.ts';
import type { Stage } from '../../stage.ts';
import { CanaryExecutions } from './canary-executions.ts';
import { lookUntil, type Patience } from './until.ts';

/**
 * Deletes a canary's registration, and waits until its badge has been withdrawn, in Drive too.
 * @param by `event`: as for every registration, by the table's stream. `hand`: by starting the badge refresh here.
 * @returns false when it was not withdrawn in time.
 */
export async function withdrawCanary(
  stage: Stage,
  { entryId, message }: { entryId: string; message: EntryItem },
  by: 'event' | 'hand',
  patience: Patience,
): Promise<boolean> {
  const record = async () => recordOf(await stage.progress.read(entryId));
  const { registrationKeys } = await record();
  for (const pk of new Set([...registrationKeys, registrationKey(message, 'competitor')])) {
    const found = await stage.registrations.find(entryId, [pk]);
    if (found) await deleteItem(stage, 'RegistrationsTable', { pk });
  }
  if (stage.outputs.BadgeRefreshArn === undefined) return true;
  const isOver = async () => {
    const { badge, badgeWithdrawn, drive } = await record();
    const inDrive = drive !== undefined && !drive.trashed;
    return (badge === undefined || badgeWithdrawn === true) && !inDrive ? true : undefined;
  };
  if (await isOver()) return true;
  if (by === 'event') return (await lookUntil(patience, isOver)) ?? false;
  const executions = new CanaryExecutions(stage, entryId);
  const refresh = await executions.refresh();
  await lookUntil(patience, async () =>
    (await executions.status(refresh)) === 'RUNNING' ? undefined : true,
  );
  return (await isOver()) ?? false;
}

/** The items and objects of a canary, once nothing runs for it any more. The entry comes last: by it, the others are found. */
export async function removeCanary(
  stage: Stage,
  { entryId, message }: { entryId: string; message: EntryItem },
): Promise<void> {
  await new CanaryExecutions(stage, entryId).stop();
  const { badge, registrationKeys } = recordOf(await stage.progress.read(entryId));
  const s3 = new S3Client({ ...stage.config, ...callLimits(8_000) });
  const photoKey = String(textOf(message.imgFilename));
  await new ObjectVersions(s3, stage.output('ProfilePictureBucket')).erase(photoKey);
  const badges = new ObjectVersions(s3, stage.output('BadgeBucket'));
  const pks = new Set([...registrationKeys, registrationKey(message, 'competitor')]);
  const extensions = Object.values(imageTypes).map(({ extension }) => extension);
  const possible = [...pks].flatMap((pk) => extensions.map((extension) => badgeKey(pk, extension)));
  for (const key of new Set([...possible, ...(badge ? [badge.key] : [])])) await badges.erase(key);
  for (const id of [personIdOf(identityOf(message)), photoIdOf(photoKey), entryId]) {
    await deleteItem(stage, 'ProgressTable', { entryId: id });
  }
  await deleteItem(stage, 'EntriesTable', { entryId });
}

async function deleteItem(stage: Stage, output: string, key: Record<string, string>): Promise<void> {
  const Key = Object.fromEntries(Object.entries(key).map(([name, id]) => [name, { S: id }]));
  await stage.dynamo.send(new DeleteItemCommand({ TableName: stage.output(output), Key }));
}

import { createHash } from 'node:crypto';
import type { Badges } from '../shared/clients/badges.ts';
import type { Photos } from '../shared/clients/photos.ts';
import type { Progress, ProgressRecord } from '../shared/clients/progress.ts';
import type { Entry } from '../shared/domain/entry.ts';
import { badgeKey } from '../shared/domain/registration.ts';
import { drawBadge, type PhotoOutcome } from './draw-badge.ts';
import { badgeFacts, type Competition } from './facts.ts';

export interface RenderBadgeInput {
  entry: Entry;
  /** Where the registration is stored, which names the badge's object. */
  registrationKey: string;
  /** The badge rendered for this entry before, if one was. */
  rendered: ProgressRecord['badge'];
}

export interface RenderBadgeDependencies {
  competition: Competition;
  /** Without a folder in Drive to push it to, a stored badge is all there is to do. */
  pushedToDrive: boolean;
  photos: Pick<Photos, 'read'>;
  badges: Pick<Badges, 'write'>;
  progress: Pick<Progress, 'recordBadge' | 'recordDone'>;
}

export interface RenderedBadge {
  outcome: 'rendered' | 'already rendered';
  photo: PhotoOutcome | 'missing';
}

/**
 * Draws an entry's badge and stores it. A photo that cannot be used leaves a placeholder and its reason, never a
 * failure. The drawing is the same whenever it is repeated; one that is stored already is not written again.
 */
export async function renderBadge(
  { entry, registrationKey, rendered }: RenderBadgeInput,
  { competition, pushedToDrive, photos, badges, progress }: RenderBadgeDependencies,
): Promise<RenderedBadge> {
  const file = entry.photoKey === undefined ? undefined : await photos.read(entry.photoKey);
  const drawn = await drawBadge(badgeFacts(entry, competition), typeof file === 'string' ? undefined : file);

  const badge = {
    key: badgeKey(registrationKey),
    photo: typeof file === 'string' ? file : drawn.photo,
    md5: createHash('md5').update(drawn.jpeg).digest('hex'),
  };
  const stored = rendered?.key === badge.key && rendered.md5 === badge.md5;
  if (!stored) await badges.write(badge.key, drawn.jpeg, { entryId: entry.entryId });
  await progress.recordBadge(entry.entryId, badge);
  if (!pushedToDrive) await progress.recordDone(entry.entryId, 'badge');
  return { outcome: stored ? 'already rendered' : 'rendered', photo: badge.photo };
}

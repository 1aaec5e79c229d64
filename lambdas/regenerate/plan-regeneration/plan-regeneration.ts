import { type BadgeOwner, type BadgeState, badgeStateOf } from '../../../core/badges/badge-state.ts';
import { badgeAttributes } from '../../../core/badges/badge-subject.ts';
import type { BadgeLook } from '../../../core/badges/wanted-badge.ts';
import type { Badges } from '../../../core/clients/badges.ts';
import type { JobFiles } from '../../../core/clients/job-files.ts';
import type { Photos } from '../../../core/clients/photos.ts';
import type { Registrations } from '../../../core/clients/registrations.ts';
import { forgottenAttribute } from '../../../core/domain/forgotten.ts';
import { paymentStateAttribute } from '../../../core/domain/payment-state.ts';
import { readRegistrations } from '../../../core/jobs/current-registrations.ts';
import { type JobPlan, planKey } from '../../../core/jobs/job-state.ts';
import { nearMissesKey } from '../../../core/jobs/near-misses.ts';
import { NewKeys } from '../../../core/jobs/new-keys.ts';
import { type RegenerateOrder, regenerateJob } from '../../../core/jobs/regenerate-order.ts';
import { findRegistrations } from '../../../core/jobs/registration-filter.ts';
import { writePlan } from '../../../core/jobs/write-plan.ts';
import type { Progress } from '../../../core/progress/progress.ts';
import type { ProgressRecord } from '../../../core/progress/progress-record.ts';

export interface PlanRegenerationDependencies extends BadgeLook {
  pushedToDrive: boolean;
  registrations: Pick<Registrations, 'summariesWith'>;
  progress: Pick<Progress, 'records'>;
  photos: Pick<Photos, 'list'>;
  badges: Pick<Badges, 'find' | 'list'>;
  files: Pick<JobFiles, 'bucket' | 'readJson' | 'write' | 'writeJson'>;
}

/** How many objects are asked for their hashes at once, where the listing is not enough. */
const hashesAtATime = 25;

type Owner = BadgeOwner & { id: string };

/**
 * Finds the badges that are not in line with their registrations, by one listing each of the registrations, of what has
 * been done for them, of the photos and of the badges. If all badges are to be drawn, those that are in line are planned
 * too. Of registrations that are gone, the badges are found if the order is about all.
 */
export async function planRegeneration(
  { execution, order }: { execution: string; order: RegenerateOrder },
  { registrations, progress, photos, badges, files, ...look }: PlanRegenerationDependencies,
): Promise<JobPlan> {
  const attributes = [...badgeAttributes, 'badge_id', paymentStateAttribute, forgottenAttribute];
  const [{ registered, records }, photosByKey, badgesByKey] = await Promise.all([
    readRegistrations({ registrations, progress }, attributes),
    photos.list(),
    badges.list(),
  ]);
  const hashOf = async (key: string) => (await badges.find(key))?.hash;
  const listings = { photos: photosByKey, badges: badgesByKey, hashOf };
  const { rows: chosen, nearMisses, unknown } = findRegistrations(order.filter, registered);
  const owners: Owner[] =
    order.filter.kind === 'all' ? [...chosen, ...goneFrom(registered, records)] : chosen;

  const states: { owner: Owner; state: BadgeState }[] = [];
  for (let start = 0; start < owners.length; start += hashesAtATime) {
    const some = owners.slice(start, start + hashesAtATime);
    const compared = some.map(async (owner) => ({ owner, state: await badgeStateOf(owner, listings, look) }));
    states.push(...(await Promise.all(compared)));
  }
  const worked: readonly BadgeState[] =
    order.draw === 'all' ? ['in line', 'stale', 'to be withdrawn'] : ['stale', 'to be withdrawn'];
  const planned = states.filter(({ state }) => worked.includes(state)).map(({ owner }) => owner);
  const countOf = (wanted: BadgeState) => states.filter(({ state }) => state === wanted).length;
  const counts = {
    registrations: chosen.length,
    inLine: countOf('in line'),
    stale: countOf('stale'),
    toBeWithdrawn: countOf('to be withdrawn'),
    withdrawnBefore: countOf('withdrawn'),
    unknown: unknown.length,
  };

  const key = planKey(regenerateJob, execution);
  if (nearMisses) await files.writeJson(nearMissesKey(key), nearMisses);
  const items = order.planOnly ? [] : planned.map(({ id }) => ({ id }));
  const newKeys = items.length > 0 && (await new NewKeys(files, regenerateJob).write(execution, planned));
  return { ...(await writePlan(key, items, files)), counts, order: { draw: order.draw, newKeys } };
}

/** Those that have a badge and no registration any more: no event reported that. */
function goneFrom(
  registered: readonly { id: string }[],
  records: ReadonlyMap<string, ProgressRecord>,
): Owner[] {
  const present = new Set(registered.map(({ id }) => id));
  return [...records].flatMap(([id, record]) =>
    record.badge !== undefined && !present.has(id) ? [{ id, record }] : [],
  );
}

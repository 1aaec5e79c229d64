import { type PushBadgeDependencies, type PushedBadge, pushBadge } from '../../../core/drive/push-badge.ts';

/**
 * Keeps an entry's badge as one file in Drive, or puts that into the trash once the registration is gone.
 *
 * @throws what pushBadge throws.
 */
export function pushToDrive(
  input: { entryId: string; execution: string },
  dependencies: PushBadgeDependencies,
): Promise<PushedBadge> {
  return pushBadge(input, dependencies);
}

import { dueOn, type RetentionRules } from '../../../core/domain/retention.ts';
import { type ArchivedDependencies, forgetArchived } from '../../../core/forgetting/archived.ts';
import { type ForgetDependencies, forget, tracesOf } from '../../../core/forgetting/forget.ts';
import { type Buckets, emptyFolder } from '../../../core/forgetting/objects.ts';
import { outcomes, type RetentionItem } from '../../../core/forgetting/retention-order.ts';
import { neverPaid } from '../../../core/forgetting/retention-plan.ts';

export interface ForgetPeopleDependencies extends ForgetDependencies, ArchivedDependencies {
  rules: RetentionRules;
  buckets: Buckets;
  /** Deletes a file in Drive that is not a badge, by the id of its note. */
  forgetFile: (id: string) => Promise<void>;
}

/** Forgets one item of the plan. It may have been done before. @param on the day on which it is due. */
export async function forgetItem(
  { id, found }: RetentionItem,
  { on, execution }: { on: string; execution: string },
  dependencies: ForgetPeopleDependencies,
): Promise<(typeof outcomes)[keyof typeof outcomes] | 'paid meanwhile'> {
  const { rules, buckets, progress, forgetFile } = dependencies;
  const due = dueOn(on, rules);
  // Of those whose turn it is not, only who never paid is forgotten, and somebody may have paid since the plan was made.
  const unpaidOnly = found === 'names' && due.extent !== 'names';
  if (unpaidOnly && !neverPaid(await tracesOf(id, dependencies))) return 'paid meanwhile';
  switch (found) {
    case 'archived':
      await forgetArchived(id, due.extent, dependencies);
      break;
    case 'objects':
      await emptyFolder(id, due, buckets);
      break;
    case 'file':
      await forgetFile(id);
      break;
    case 'note':
      await progress.delete(id);
      break;
    default:
      await forget(id, found, execution, dependencies);
  }
  return outcomes[found];
}

import { dueOn, type RetentionRules } from '../../../core/domain/retention.ts';
import { type ArchivedDependencies, forgetArchived } from '../../../core/forgetting/archived.ts';
import { type ForgetDependencies, forget } from '../../../core/forgetting/forget.ts';
import { type Buckets, emptyFolder } from '../../../core/forgetting/objects.ts';
import { outcomes, type RetentionItem } from '../../../core/forgetting/retention-order.ts';

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
): Promise<(typeof outcomes)[keyof typeof outcomes]> {
  const { rules, buckets, progress, forgetFile } = dependencies;
  const due = dueOn(on, rules);
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

import { RemovalPolicy } from 'aws-cdk-lib';
import type { Stage } from './stage.ts';

/**
 * What happens to a table, bucket, queue or secret that the stack no longer has. It stays, unless the stage deletes its
 * data with the stack; but what a failed first deployment created is removed, so that the next one starts afresh.
 */
export function dataRemoval({ deleteDataWithStack }: Stage): RemovalPolicy {
  return deleteDataWithStack ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
}

import { RemovalPolicy } from 'aws-cdk-lib';
import type { Stage } from './stage.ts';

/**
 * What becomes of a table, bucket, queue or secret that the stack no longer has. It stays, unless the stage says that
 * its data goes; but what a first deployment created and then rolled back goes, so that the next one starts afresh.
 */
export function dataRemoval({ deleteDataWithStack }: Stage): RemovalPolicy {
  return deleteDataWithStack ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
}

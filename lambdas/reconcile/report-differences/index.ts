import { comparedPayments } from '../../../core/domain/reconcile.ts';
import { Differences } from '../../../core/progress/differences.ts';
import { attentionDependencies } from '../../runtime/attention.ts';
import { step } from '../../runtime/step.ts';
import { reportDifferences } from './report-differences.ts';

export type { AttentionSettings as Settings } from '../../runtime/attention.ts';

const { table, ...dependencies } = attentionDependencies();
const differences = new Differences(table);

export const handler = step(comparedPayments, ({ execution, state: { compared } }) =>
  reportDifferences({ execution, compared }, { differences, ...dependencies }),
);

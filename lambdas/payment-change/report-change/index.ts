import { updatedRegistration } from '../../../core/domain/payment-change.ts';
import { attentionDependencies } from '../../runtime/attention.ts';
import { step } from '../../runtime/step.ts';
import { reportChange } from './report-change.ts';

export type { AttentionSettings as Settings } from '../../runtime/attention.ts';

const dependencies = attentionDependencies();

export const handler = step(updatedRegistration, (event) => reportChange(event, dependencies));

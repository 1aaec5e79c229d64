import { parkedEntry } from '../../../core/domain/state.ts';
import { attentionDependencies } from '../../runtime/attention.ts';
import { step } from '../../runtime/step.ts';
import { tellOrganiser } from './tell-organiser.ts';

export type { AttentionSettings as Settings } from '../../runtime/attention.ts';

const dependencies = attentionDependencies();

export const handler = step(parkedEntry, (event) => tellOrganiser(event, dependencies));

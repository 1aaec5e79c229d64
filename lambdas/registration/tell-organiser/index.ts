import { parkedEntry } from '../../../core/domain/state.ts';
import { attentionSettings } from '../../runtime/attention-settings.ts';
import { step } from '../../runtime/step.ts';
import { tellOrganiser } from './tell-organiser.ts';

const dependencies = attentionSettings();

export const handler = step(parkedEntry, (event) => tellOrganiser(event, dependencies));

import { attentionSettings } from '../shared/attention/settings.ts';
import { parkedEntry } from '../shared/domain/state.ts';
import { step } from '../shared/step.ts';
import { tellOrganiser } from './tell-organiser.ts';

const dependencies = attentionSettings();

export const handler = step(parkedEntry, (event) => tellOrganiser(event, dependencies));

import { pill, type Tone } from '../pages/elements.ts';
import type { Html } from '../pages/frame.ts';
import type { Status } from '../step-functions/store.ts';

export const statuses: Record<Status, { tone: Tone; word: string }> = {
  RUNNING: { tone: 'busy', word: 'Running' },
  SUCCEEDED: { tone: 'good', word: 'Succeeded' },
  FAILED: { tone: 'bad', word: 'Failed' },
  TIMED_OUT: { tone: 'bad', word: 'Timed out' },
  ABORTED: { tone: 'quiet', word: 'Stopped' },
};

export const statusPill = (status: string): Html => {
  const { tone, word } = statuses[status as Status] ?? { tone: 'quiet', word: status };
  return pill(tone, word);
};

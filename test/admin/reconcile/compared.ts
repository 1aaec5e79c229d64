import type { Compared } from '../../../core/domain/reconcile.ts';

export const compared = (
  changes: Partial<Compared['counts']> = {},
  lists: Partial<Compared> = {},
): Compared => ({
  ...{ from: Date.parse('2027-03-07T12:00:00Z') / 1_000, repairs: [], decisions: [] },
  counts: {
    ...{ refunds: 12, disputes: 1, warnings: 0, sessions: 1_204, unsettled: 3, repairs: 0, decisions: 0 },
    ...changes,
  },
  ...lists,
});

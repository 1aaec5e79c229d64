/** How every command of `npm run admin` ends, for scripts that start one. */
export const exitCodes = { done: 0, couldNot: 1, needsAttention: 2, yesIsMissing: 3 } as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodesInWords: Record<ExitCode, string> = {
  0: 'done',
  1: 'it could not be done, or the command line cannot be understood',
  2: 'done, but something failed or needs a person',
  3: 'nothing was done: say --yes, or --apply to reconcile',
};

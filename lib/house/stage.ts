import { basename } from 'node:path';

/** What this folder needs to know of a stage; a stage's configuration has it all. */
export interface Stage {
  /** Part of the name of everything that has a name of its own. */
  stage: string;
  /** `host` is the architecture of the machine that synthesises, for the embedded cloud. */
  lambdaArchitecture: 'arm64' | 'x86_64' | 'host';
  deleteDataWithStack: boolean;
}

/** The physical name of the Lambda in a folder under `lambdas/`. */
export const lambdaName = (stage: string, folder: string) => `tkd-registration-${stage}-${basename(folder)}`;

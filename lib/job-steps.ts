import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { Settings as FinishJob } from '../lambdas/jobs/finish-job/index.ts';
import type { Settings as PushFileToDrive } from '../lambdas/jobs/push-file-to-drive/index.ts';
import { useDrive } from './capabilities.ts';
import { together } from './house/capability.ts';
import { stepsOf, type WorkflowStep } from './house/workflow-step.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

interface JobStepsProps {
  config: StageConfig;
  storage: Storage;
}

/** The steps that bulk jobs have in common. */
export class JobSteps extends Construct {
  readonly #finishJob: WorkflowStep;
  readonly #pushFileToDrive: WorkflowStep | undefined;

  constructor(scope: Construct, id: string, { config, storage }: JobStepsProps) {
    super(scope, id);
    const step = stepsOf(this, 'jobs', config);
    this.#finishJob = step<FinishJob>('Finish job', {
      timeout: Duration.minutes(2),
      uses: together(
        storage.files.readJobs,
        storage.files.writeJobs,
        storage.files.readLists,
        storage.files.writeLists,
      ),
    });
    if (!config.drive) return;
    this.#pushFileToDrive = step<PushFileToDrive>('Push file to Drive', {
      givesWay: true,
      // A file of some 6 MB is in memory while it is uploaded.
      memorySize: 1024,
      timeout: Duration.minutes(5),
      uses: together(
        useDrive(config, storage),
        storage.readSheets,
        storage.files.readLists,
        storage.files.readBracketResults,
      ),
    });
  }

  /** The step that sums up what became of a job's items; adds `result`. */
  finishJob(scope: Construct): WorkflowStep {
    return this.#finishJob.usedIn(scope, { adds: 'result' });
  }

  /**
   * A step that puts a file into the folder in Drive; undefined where the stage has none.
   * @param reads where the file's key is in the state.
   */
  pushFileToDrive(scope: Construct, label: string, reads: string): WorkflowStep | undefined {
    return this.#pushFileToDrive?.usedIn(scope, { label, reads, adds: 'pushed' });
  }
}

import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { competition, sendMail, settings } from './capability.ts';
import { architectureOf } from './lambda-function.ts';
import { renderBadgeBundle } from './native-sharp.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';
import { WorkflowStep } from './workflow-step.ts';

export type RegistrationSteps = ReturnType<typeof registrationSteps>;

/** The workflow's steps: what each may use, and what it adds to the state. */
export function registrationSteps(
  scope: Construct,
  { config, storage, stateMachineArn }: { config: StageConfig; storage: Storage; stateMachineArn: string },
) {
  const { registration, payment, mail, drive } = config;
  const year = settings({ COMPETITION_YEAR: String(config.competition.year) });

  return {
    validateEntry: new WorkflowStep(scope, 'Validate entry', {
      config,
      adds: 'validated',
      uses: [
        storage.readEntries,
        storage.readSchools,
        year,
        settings({ FREE_TYPES: registration.freeTypes.join(','), BADGES_ON: String(registration.badges) }),
      ],
    }),
    confirmPayment: new WorkflowStep(scope, 'Confirm payment', {
      config,
      adds: 'payment',
      uses: [storage.readSecret, settings({ STAGE_MODE: payment.mode, CURRENCY: payment.currency })],
    }),
    storeProfile: new WorkflowStep(scope, 'Store profile', {
      config,
      adds: 'profile',
      uses: [storage.readEntries, storage.trackProgress, storage.writeRegistrations, year],
    }),
    sendConfirmation: new WorkflowStep(scope, 'Send confirmation', {
      config,
      uses: [
        storage.readEntries,
        storage.trackProgress,
        sendMail(config),
        competition(config),
        settings({
          CONTACT_EMAIL: mail.contact,
          EVENT_START: config.competition.starts,
          EVENT_END: config.competition.ends,
          EVENT_VENUE: config.competition.venue,
        }),
      ],
    }),
    alertAdmin: new WorkflowStep(scope, 'Alert admin', {
      config,
      uses: [
        storage.readEntries,
        storage.trackProgress,
        sendMail(config),
        competition(config),
        settings({ ADMIN_EMAIL: mail.admin }),
      ],
    }),
    renderBadge: new WorkflowStep(scope, 'Render badge', {
      config,
      // With a folder to push to, the badge is one more field of the state; without, it is the branch's result.
      adds: drive && 'badge',
      // One full vCPU: rendering is all computation.
      memorySize: 1769,
      bundle: renderBadgeBundle(
        architectureOf(config),
        config.lambdaArchitecture === 'host' ? process.platform : 'linux',
      ),
      uses: [
        storage.readEntries,
        storage.trackProgress,
        storage.readPhotos,
        storage.writeBadges,
        competition(config),
        settings({ BADGE_GFOLDER: drive?.folderId }),
      ],
    }),
    pushToDrive: drive
      ? new WorkflowStep(scope, 'Push to Drive', {
          config,
          // A call may take 20 s and a Retry-After another 20 s, after the calls before it.
          timeout: Duration.seconds(90),
          uses: [
            storage.readSecret,
            storage.trackProgress,
            storage.readBadges,
            settings({ BADGE_GFOLDER: drive.folderId }),
          ],
        })
      : undefined,
    parkEntry: new WorkflowStep(scope, 'Park entry', {
      config,
      adds: 'parked',
      uses: [storage.trackProgress],
    }),
    tellOrganiser: new WorkflowStep(scope, 'Tell organiser', {
      config,
      adds: 'told',
      uses: [
        storage.trackProgress,
        sendMail(config),
        competition(config),
        settings({
          ADMIN_EMAIL: mail.admin,
          STATE_MACHINE_ARN: stateMachineArn,
          TIME_ZONE: config.competition.timeZone,
        }),
      ],
    }),
  };
}

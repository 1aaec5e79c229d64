import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import {
  badgeDesign,
  type Capability,
  competition,
  mailAdmins,
  sendMail,
  settings,
} from './house/capability.ts';
import { drawingBundle, imageMemory, logoInAsset } from './house/native-sharp.ts';
import { stepsOf } from './house/workflow-step.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

export type RegistrationSteps = ReturnType<typeof registrationSteps>;

/** The workflow's steps: what each may use, and what it adds to the state. */
export function registrationSteps(
  scope: Construct,
  { config, storage }: { config: StageConfig; storage: Storage },
) {
  const { registration, payment, drive } = config;
  const step = stepsOf(scope, 'registration', config);
  const year = settings({ COMPETITION_YEAR: String(config.competition.year) });

  return {
    validateEntry: step('Validate entry', {
      adds: 'validated',
      uses: [
        storage.readEntries,
        storage.readSchools,
        year,
        settings({ FREE_TYPES: registration.freeTypes.join(','), BADGES_ON: String(registration.badges) }),
      ],
    }),
    confirmPayment: step('Confirm payment', {
      adds: 'payment',
      uses: [storage.readSecret, settings({ STAGE_MODE: payment.mode, CURRENCY: payment.currency })],
    }),
    storeProfile: step('Store profile', {
      adds: 'profile',
      uses: [storage.readEntries, storage.trackProgress, storage.writeRegistrations, year],
    }),
    sendConfirmation: step('Send confirmation', {
      uses: [
        storage.readEntries,
        storage.trackProgress,
        sendMail(config),
        competition(config),
        settings({
          EVENT_START: config.competition.starts,
          EVENT_END: config.competition.ends,
          EVENT_VENUE: config.competition.venue,
        }),
      ],
    }),
    alertAdmin: step('Alert admin', {
      uses: [storage.readEntries, storage.trackProgress, mailAdmins(config), competition(config), mailsAlone],
    }),
    renderBadge: step('Render badge', {
      // With a folder to push to, the badge is one more field of the state; without, it is the branch's result.
      adds: drive && 'badge',
      // One full vCPU: rendering is all computation.
      memorySize: 1769,
      bundle: drawingBundle(config),
      uses: drawingCapabilities(config, storage),
    }),
    pushToDrive: drive
      ? step('Push to Drive', {
          // A call may take 20 s, after the calls before it.
          timeout: Duration.seconds(90),
          uses: [
            storage.readSecret,
            storage.trackProgress,
            storage.readBadges,
            settings({ BADGE_GFOLDER: drive.folderId }),
          ],
        })
      : undefined,
    parkEntry: step('Park entry', {
      adds: 'parked',
      uses: [storage.trackProgress, storage.checkEntries],
    }),
    tellOrganiser: step('Tell organiser', {
      adds: 'told',
      uses: tellingCapabilities(config, storage),
    }),
  };
}

/** So many mails to the organisers of one kind come alone in an hour; the others are told by a digest. */
const mailsAlone = settings({ ALONE_AN_HOUR: '5' });

/** What it takes to tell the organisers what needs attention, and where they look and act. */
export function tellingCapabilities(config: StageConfig, storage: Storage): Capability[] {
  return [
    storage.readEntries,
    storage.readRegistrations,
    storage.trackProgress,
    mailAdmins(config),
    competition(config),
    mailsAlone,
    settings({
      TIME_ZONE: config.competition.timeZone,
      STAGE_MODE: config.payment.mode,
      // For the address of its page: what it holds is none of their business.
      SECRET_ID: storage.secret.secretArn,
      BADGE_GFOLDER: config.drive?.folderId,
    }),
  ];
}

/** What it takes to draw a badge and to store it. */
export function drawingCapabilities(config: StageConfig, storage: Storage): Capability[] {
  return [
    storage.trackProgress,
    storage.noteBadges,
    storage.readPhotos,
    storage.writeBadges,
    badgeDesign(config),
    settings({
      BADGE_GFOLDER: config.drive?.folderId,
      BADGE_LOGO: config.badge.logo && logoInAsset,
      ...imageMemory,
    }),
  ];
}

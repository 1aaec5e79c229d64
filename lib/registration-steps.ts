import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings as AlertAdmin } from '../lambdas/registration/alert-admin/index.ts';
import type { Settings as ConfirmPayment } from '../lambdas/registration/confirm-payment/index.ts';
import type { Settings as ParkEntry } from '../lambdas/registration/park-entry/index.ts';
import type { Settings as PushToDrive } from '../lambdas/registration/push-to-drive/index.ts';
import type { Settings as RenderBadge } from '../lambdas/registration/render-badge/index.ts';
import type { Settings as SendConfirmation } from '../lambdas/registration/send-confirmation/index.ts';
import type { Settings as StoreProfile } from '../lambdas/registration/store-profile/index.ts';
import type { Settings as TellOrganiser } from '../lambdas/registration/tell-organiser/index.ts';
import type { Settings as ValidateEntry } from '../lambdas/registration/validate-entry/index.ts';
import {
  admissionRules,
  badgeFolders,
  competitionYear,
  confirmation,
  measures,
  organisers,
  pagesOfPayments,
  payment,
  prices,
} from '../lambdas/runtime/settings.ts';
import { attachFiles, drawBadges, sendMail, tellOrganisers, useDrive } from './capabilities.ts';
import { settings, together } from './house/capability.ts';
import { drawingBundle, imageMemory } from './house/drawing-asset.ts';
import { stepsOf } from './house/workflow-step.ts';
import type { StageConfig } from './stage-config.ts';
import { logoFileOf } from './stage-logo.ts';
import type { Storage } from './storage.ts';

export type RegistrationSteps = ReturnType<typeof registrationSteps>;

export interface RegistrationStepsProps {
  config: StageConfig;
  storage: Storage;
  /** The URL of the queue of messages that could not be taken in; mails to the organisers link to it. */
  failedEntriesQueue: string;
}

/** The workflow's steps: what each may use, and what it adds to the state. */
export function registrationSteps(
  scope: Construct,
  { config, storage, failedEntriesQueue }: RegistrationStepsProps,
) {
  const step = stepsOf(scope, 'registration', config);
  const year = settings(competitionYear.fromStage(config));
  const measured = settings(measures.fromStage(config));

  return {
    validateEntry: step<ValidateEntry>('Validate entry', {
      adds: 'validated',
      uses: together(
        storage.readEntries,
        storage.readProgress,
        storage.files.readSchools,
        year,
        settings(admissionRules.fromStage(config)),
      ),
    }),
    confirmPayment: step<ConfirmPayment>('Confirm payment', {
      adds: 'payment',
      uses: together(
        storage.readSecret,
        settings(payment.fromStage(config)),
        settings(prices.fromStage(config)),
        // What an entry costs depends on what is in it.
        config.payment.prices ? storage.readEntries : settings({ ENTRIES_TABLE: undefined }),
      ),
    }),
    storeProfile: step<StoreProfile>('Store profile', {
      adds: 'profile',
      uses: together(storage.readEntries, storage.trackProgress, storage.writeRegistrations, year, measured),
    }),
    sendConfirmation: step<SendConfirmation>('Send confirmation', {
      uses: together(
        storage.readEntries,
        storage.trackProgress,
        sendMail(config, storage),
        attachFiles(config, storage),
        settings(confirmation.fromStage(config)),
        measured,
        config.payment.receipt ? storage.readSecret : settings({ SECRET_ID: undefined }),
      ),
    }),
    alertAdmin: step<AlertAdmin>('Alert admin', {
      uses: together(
        storage.readEntries,
        storage.trackProgress,
        sendMail(config, storage),
        settings(organisers.fromStage(config)),
        settings(pagesOfPayments.fromStage(config)),
      ),
    }),
    renderBadge: step<RenderBadge>('Render badge', {
      // With a folder to push to, the badge is one more field of the state; without, it is the branch's result.
      adds: config.drive && 'badge',
      givesWay: true,
      reservedConcurrency: config.badgeConcurrency,
      // One full vCPU: rendering is all computation.
      memorySize: 1769,
      bundle: drawingBundle(config, logoFileOf(config)),
      processVariables: imageMemory,
      uses: drawBadges(config, storage),
    }),
    pushToDrive: config.drive
      ? step<PushToDrive>('Push to Drive', {
          givesWay: true,
          // A call may take 20 s, after the calls before it.
          timeout: Duration.seconds(90),
          uses: together(
            useDrive(config, storage),
            storage.readBadges,
            settings(badgeFolders.fromStage(config)),
            // A badge's folder depends on its registration.
            config.drive.folders ? storage.readRegistrations : settings({ DB_TABLE: undefined }),
          ),
        })
      : undefined,
    parkEntry: step<ParkEntry>('Park entry', {
      adds: 'parked',
      uses: together(storage.trackProgress, storage.checkEntries, measured),
    }),
    tellOrganiser: step<TellOrganiser>('Tell organiser', {
      adds: 'told',
      uses: tellOrganisers(config, storage, failedEntriesQueue),
    }),
  };
}

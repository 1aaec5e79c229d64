import type { Construct } from 'constructs';
import type { Settings as MailFamily } from '../lambdas/payment-change/mail-family/index.ts';
import type { Settings as ReadPayment } from '../lambdas/payment-change/read-payment/index.ts';
import type { Settings as ReportChange } from '../lambdas/payment-change/report-change/index.ts';
import type { Settings as UpdateRegistration } from '../lambdas/payment-change/update-registration/index.ts';
import { familyMails, ownPayments } from '../lambdas/runtime/settings.ts';
import { sendMail, tellOrganisers } from './capabilities.ts';
import { settings, together } from './house/capability.ts';
import { stepsOf } from './house/workflow-step.ts';
import type { RegistrationSteps } from './registration-steps.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

export type PaymentChangeSteps = ReturnType<typeof paymentChangeSteps>;

export interface PaymentChangeStepsProps {
  config: StageConfig;
  storage: Storage;
  /** The registration workflow's steps: the same Lambdas do the same work here. */
  steps: RegistrationSteps;
  /** The URL of the queue of messages that could not be taken in; mails to the organisers link to it. */
  failedEntriesQueue: string;
}

/** The steps of a payment change: what each may use, and what it adds to the state. */
export function paymentChangeSteps(
  scope: Construct,
  { config, storage, steps, failedEntriesQueue }: PaymentChangeStepsProps,
) {
  const step = stepsOf(scope, 'payment-change', config);
  return {
    readPayment: step<ReadPayment>('Read payment', {
      adds: 'entryId',
      uses: together(storage.readSecret, storage.trackProgress, settings(ownPayments.fromStage(config))),
    }),
    updateRegistration: step<UpdateRegistration>('Update registration', {
      adds: 'updated',
      uses: together(storage.trackProgress, storage.noteRegistrations),
    }),
    mailFamily: step<MailFamily>('Mail family', {
      uses: together(
        storage.readEntries,
        storage.readRegistrations,
        storage.trackProgress,
        sendMail(config, storage),
        settings(familyMails.fromStage(config)),
      ),
    }),
    reportChange: step<ReportChange>('Report change', {
      uses: tellOrganisers(config, storage, failedEntriesQueue),
    }),
    renderBadge: steps.renderBadge.usedIn(scope, { adds: config.drive && 'badge' }),
    pushToDrive: steps.pushToDrive?.usedIn(scope),
    parkEntry: steps.parkEntry.usedIn(scope, { adds: 'parked' }),
    tellOrganiser: steps.tellOrganiser.usedIn(scope, { adds: 'told' }),
  };
}

/** What several of a stage's Lambdas may reach, with the settings that go with it. */
import { challonge, paper } from '../lambdas/runtime/bracket-settings.ts';
import {
  attention,
  competition,
  drawing,
  driveFolder,
  driveRate,
  mailSender,
} from '../lambdas/runtime/settings.ts';
import { attachFilesFrom, sendMailFrom, setting, settings, together } from './house/capability.ts';
import type { StageConfig } from './stage-config.ts';
import type { Storage } from './storage.ts';

/** Sends mail from the stage's own address; answers go to its contact. */
export function sendMail(config: StageConfig, { configurationSet: { configurationSetName } }: Storage) {
  return together(
    sendMailFrom(config.mail.from.address, configurationSetName),
    settings(mailSender.fromStage({ ...config, configurationSet: configurationSetName })),
  );
}

/** Attaches files to the mails that it sends. */
export const attachFiles = (config: StageConfig, { configurationSet: { configurationSetName } }: Storage) =>
  attachFilesFrom(config.mail.from.address, configurationSetName);

/**
 * Tells the organisers what needs attention, and where they look and act.
 * @param failedEntriesQueue the URL of the queue of messages that could not be taken in.
 */
export function tellOrganisers(config: StageConfig, storage: Storage, failedEntriesQueue: string) {
  return together(
    storage.readEntries,
    storage.readRegistrations,
    storage.trackProgress,
    sendMail(config, storage),
    settings(attention.fromStage(config)),
    // Its id alone, for a link to its page; what it holds is not read.
    setting('SECRET_ID', storage.secret.secretArn),
    setting('FAILED_ENTRIES_QUEUE', failedEntriesQueue),
  );
}

/** Draws badges and stores them. What an update of the progress returns is enough for a badge whose entry is known. */
export function drawBadges(config: StageConfig, storage: Storage) {
  return together(
    storage.markProgress,
    storage.noteRegistrations,
    storage.readPhotos,
    storage.writeBadges,
    settings(drawing.fromStage(config)),
  );
}

/** Writes to the organisers' folder in Drive, at the pace of all that do. */
export function useDrive(config: StageConfig, storage: Storage) {
  return together(
    storage.readSecret,
    storage.trackProgress,
    settings(driveFolder.fromStage(config)),
    settings(driveRate.fromStage(config)),
  );
}

/** Computes what there is to do on every target of the stage. */
export function computeTargets(config: StageConfig) {
  return together(
    settings(challonge.fromStage(config)),
    settings(competition.fromStage(config)),
    settings(paper.fromStage(config)),
  );
}

/** Asks every target of the stage. Publishing on paper takes more. */
export function reachTargets(config: StageConfig, storage: Storage) {
  return together(
    computeTargets(config),
    storage.trackProgress,
    storage.files.readBrackets,
    config.challonge ? storage.readSecret : settings({ SECRET_ID: undefined }),
  );
}

/** Writes documents of brackets, and puts them into the organisers' folder in Drive where the stage has one. */
export function publishOnPaper(config: StageConfig, storage: Storage) {
  return together(
    storage.files.writePaper,
    settings(driveFolder.fromStage(config)),
    settings(driveRate.fromStage(config)),
    ...(config.drive ? [storage.readSecret] : []),
  );
}

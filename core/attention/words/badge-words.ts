/** Words for errors about a badge and its copy in Drive. */
import * as errors from '../../domain/errors.ts';
import { byName, runAgain, thenRunAgain } from './words.ts';

export const badgeWords = byName([
  [
    errors.BadgeInFlightError,
    {
      because: 'another run was at work on the badge',
      happened: 'Another run was at work on this very badge, and was not done in time.',
      todo: [{ text: 'Run it again.' }],
      press: runAgain,
    },
  ],
  [
    errors.DriveAccessDeniedError,
    {
      because: 'Google Drive refuses',
      happened:
        'Google Drive does not let us put badges into the folder: the key was taken back, or the service account may not add files.',
      todo: [
        {
          text: 'In Google Drive, make the service account a Content manager of the shared drive.',
          place: 'Drive folder',
        },
        {
          text: 'If it is one already, put a new key of it into the secret, as “serviceAccount” under “google”.',
          place: 'secret',
        },
        thenRunAgain,
      ],
      press: runAgain,
    },
  ],
  [
    errors.DriveFolderNotFoundError,
    {
      because: 'the folder in Google Drive is not there',
      happened: 'The folder for badges in Google Drive is gone, or the service account cannot see it.',
      todo: [
        {
          text: 'Open the folder. Is it in the bin? Put it back. Is it there? Make the service account a Content manager of the shared drive.',
          place: 'Drive folder',
        },
        thenRunAgain,
      ],
      press: runAgain,
    },
  ],
  [
    errors.DriveStorageFullError,
    {
      because: 'Google Drive is full',
      happened: 'The shared drive has no room for more badges.',
      todo: [{ text: 'Make room on the shared drive.', place: 'Drive folder' }, thenRunAgain],
      press: runAgain,
    },
  ],
]);

/** Words for errors about a badge and its copy in Drive. */
import * as errors from '../../domain/errors.ts';
import { byName, runAgain, thenRunAgain } from './words.ts';

export const badgeWords = byName([
  [
    errors.BadgeInFlightError,
    {
      because: 'another run was working on the badge',
      happened: 'Another run was working on the same badge, and did not finish in time.',
      todo: [{ text: 'Run it again.' }],
      press: runAgain,
    },
  ],
  [
    errors.DrivePacedError,
    {
      because: 'there was no end of other badges for Google Drive',
      happened:
        'Google Drive takes three badges a second, and for a whole day others were always before this one, or Google Drive wanted to be left alone.',
      todo: [{ text: 'Run it again.' }],
      press: runAgain,
    },
  ],
  [
    errors.DriveAccessDeniedError,
    {
      because: 'Google Drive refuses',
      happened:
        'Google Drive does not let us put badges into the folder: the key was revoked, or the service account may not add files.',
      todo: [
        {
          text: 'In Google Drive, make the service account a Content manager of the shared drive.',
          place: 'Drive folder',
        },
        {
          text: 'If it already is one, put a new key for it into the secret, as “serviceAccount” under “google”.',
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
          text: 'Open the folder. If it is in the trash, put it back. If it is there, make the service account a Content manager of the shared drive.',
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

import { Faults } from '@tkd-registration/local-cloud/faults';
import { type Answer, askForToken, assertion, DriveClient, reasonOf } from '../../drive/client.ts';
import { type DriveOptions, type DriveSandbox, startDrive } from '../../drive/server.ts';

export const folderId = 'folder_badges';
export const folderType = 'application/vnd.google-apps.folder';

export interface Started {
  sandbox: DriveSandbox;
  drive: DriveClient;
  faults: Faults;
}

/** With `now`, the clock of the assertion too. */
export async function started(options: Partial<DriveOptions> = {}): Promise<Started> {
  const faults = new Faults();
  const sandbox = await startDrive({ faults, folderId, ...options });
  const iat = Math.floor((options.now ?? Date.now)() / 1000);
  const jwt = assertion(sandbox.serviceAccount, { iat, exp: iat + 3600 });
  const { body } = await askForToken(sandbox.serviceAccount.token_uri, jwt);
  return { sandbox, faults, drive: new DriveClient(sandbox.url, body.access_token) };
}

/** `200`, or `403 insufficientFilePermissions`. */
export const outcomeOf = (answer: Answer) =>
  answer.status < 400 ? String(answer.status) : `${answer.status} ${reasonOf(answer)}`;

export const patch = (
  drive: DriveClient,
  id: string,
  body: object,
  parameters: Record<string, string> = {},
) => drive.call('PATCH', `/drive/v3/files/${id}`, parameters, { body: JSON.stringify(body) });

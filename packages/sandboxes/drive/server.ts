/**
 * A Google Drive for development and tests: one shared drive with one folder, one service account, the files part of
 * API v3, and pages that show the folder in a browser.
 */
import { join } from 'node:path';
import type { HttpBindings } from '@hono/node-server';
import { type Faults, misbehave } from '@tkd-registration/local-cloud/faults';
import { listen } from '@tkd-registration/local-cloud/listen';
import { readSaved, SavedFile } from '@tkd-registration/local-cloud/saved-file';
import { Hono } from 'hono';
import { googleError, Refusal } from './answers.ts';
import { driveApi, operationOf } from './api.ts';
import { DriveFiles } from './files.ts';
import { drivePages } from './pages.ts';
import { UploadSessions } from './resumable.ts';
import { createKeyFile, type KeyFile, Tokens } from './tokens.ts';

export interface DriveSandbox {
  url: string;
  /** A key file whose tokens the sandbox accepts. */
  serviceAccount: KeyFile;
  folderId: string;
  stop(): Promise<void>;
}

export interface DriveOptions {
  /** Default: any free port. */
  port?: number;
  faults: Faults;
  /** Directory that keeps the files between starts; in memory only when absent. */
  dataDir?: string;
  folderId: string;
  serviceAccountEmail?: string;
  now?: () => number;
}

export async function startDrive({
  port = 0,
  faults,
  dataDir,
  folderId,
  serviceAccountEmail = 'badges@local-sandbox.iam.gserviceaccount.com',
  now = Date.now,
}: DriveOptions): Promise<DriveSandbox> {
  const files = new DriveFiles(folderId, now, dataDir);
  const app = new Hono<{ Bindings: HttpBindings }>();
  const { url, stop } = await listen((request, bindings) => app.fetch(request, bindings), port);
  const serviceAccount = keptKeyFile(dataDir, serviceAccountEmail, url);
  const tokens = new Tokens(serviceAccount, now);

  app.onError((error, context) => {
    if (error instanceof Refusal) return context.json(error.body, error.status);
    return context.json(googleError(500, 'backendError', error.message), 500);
  });
  app.notFound((context) => context.json(googleError(404, 'notFound', 'Not Found'), 404));
  app.use(misbehave(faults, 'drive', operationOf));
  app.use(async (_context, next) => {
    await next();
    await files.saved();
  });

  app.route('/', driveApi(files, tokens, new UploadSessions(now), url));
  app.route('/', drivePages(files, folderId));

  return {
    url,
    serviceAccount,
    folderId,
    async stop() {
      await stop();
      files.save();
    },
  };
}

/** The key file of the previous start if there is one, so that a secret holding it stays valid; else a new one. */
function keptKeyFile(dataDir: string | undefined, email: string, url: string): KeyFile {
  const path = dataDir && join(dataDir, 'key-file.json');
  const fresh = createKeyFile(email, url);
  const { private_key_id, private_key } = (readSaved(path) ?? fresh) as KeyFile;
  const keyFile = { ...fresh, private_key_id, private_key };
  const file = new SavedFile(path, () => keyFile);
  file.changed();
  file.save();
  return keyFile;
}

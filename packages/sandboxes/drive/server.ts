/**
 * A Google Drive for development and tests: one shared drive with one folder, one service account, the part of API v3
 * that is about files and who may do what with them, and pages that show the drive in a browser.
 */
import { join } from 'node:path';
import type { HttpBindings } from '@hono/node-server';
import { type Faults, misbehave } from '@tkd-registration/local-cloud/faults';
import { listen } from '@tkd-registration/local-cloud/listen';
import type { Site } from '@tkd-registration/local-cloud/pages/frame';
import { look } from '@tkd-registration/local-cloud/pages/look';
import { readSaved, SavedFile } from '@tkd-registration/local-cloud/saved-file';
import { Hono } from 'hono';
import { googleError, Refusal } from './answers.ts';
import { callsOf, driveApi, likeGoogle, operations } from './api.ts';
import { DriveFiles } from './files.ts';
import { Members } from './members.ts';
import { drivePages } from './pages/pages.ts';
import { UploadSessions } from './resumable.ts';
import { type Settings, SwitchedSettings } from './settings.ts';
import { createKeyFile, type KeyFile, Tokens } from './tokens.ts';
import { type Write, Writes } from './writes.ts';

export interface DriveSandbox {
  url: string;
  /** A key file whose tokens the sandbox accepts. */
  serviceAccount: KeyFile;
  folderId: string;
  /** Changes what is switched while it runs; the same as a POST to `/_settings`. */
  change(settings: Partial<Settings>): void;
  /** The latest calls that write, in order of their arrival. */
  writes(): readonly Write[];
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
  /** In place of what it begins with: the service account is a Content manager, and nothing is limited. */
  settings?: Partial<Settings>;
  now?: () => number;
  /** The time by which tokens expire, where whoever asks for them goes by another clock than `now`. */
  tokenTime?: () => number;
  /** What its pages have in common with others; they stand alone when left out. */
  site?: () => Site;
}

export async function startDrive({
  port = 0,
  faults,
  dataDir,
  folderId,
  serviceAccountEmail = 'badges@local-sandbox.iam.gserviceaccount.com',
  settings: initial = {},
  now = Date.now,
  tokenTime = now,
  site,
}: DriveOptions): Promise<DriveSandbox> {
  const files = new DriveFiles(folderId, now, dataDir);
  const app = new Hono<{ Bindings: HttpBindings }>();
  app.use(look(site ?? (() => ({ name: 'Drive sandbox', home: `${url}/`, links: [] }))));
  const { url, stop } = await listen((request, bindings) => app.fetch(request, bindings), port);
  const serviceAccount = keptKeyFile(dataDir, serviceAccountEmail, url);
  const tokens = new Tokens(serviceAccount, tokenTime);
  const settings = new SwitchedSettings(initial, dataDir);
  const members = new Members(serviceAccountEmail, files.driveId, settings, dataDir);
  const drive = { files, members, settings, url, sessions: new UploadSessions(now) };
  const writes = new Writes(now);

  app.onError((error, context) => {
    if (error instanceof Refusal) return context.json(error.body, error.status, error.headers);
    return context.json(googleError(500, 'backendError', error.message), 500);
  });
  app.notFound((context) => context.json(googleError(404, 'notFound', 'Not Found'), 404));
  app.use(likeGoogle);
  app.use(misbehave(faults, 'drive', operations(callsOf(drive))));
  app.use(async (_context, next) => {
    await next();
    await files.saved();
  });

  app.route('/', driveApi(drive, tokens, writes));
  app.route('/', drivePages(drive, folderId, writes));

  return {
    url,
    serviceAccount,
    folderId,
    change: (changes) => settings.change(changes),
    writes: () => writes.recent,
    async stop() {
      await stop();
      for (const saved of [files, settings, members]) saved.save();
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

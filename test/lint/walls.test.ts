/** What may import what: biome.json's walls, tried with imports that cross them and imports that need not. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const projectRoot = join(import.meta.dirname, '../..');

/** `[importing file, import, whether it is allowed]` */
const imports: [string, string, 'allowed' | 'refused'][] = [
  ['core/domain/entry.ts', "import * as z from 'zod/mini'", 'allowed'],
  ['core/domain/entry.ts', "import { createHash } from 'node:crypto'", 'allowed'],
  ['core/domain/entry.ts', "import { entryId } from './ids.ts'", 'allowed'],
  ['core/domain/entry.ts', "import type { AttributeValue } from '@aws-sdk/client-dynamodb'", 'refused'],
  ['core/domain/entry.ts', "import type { Entries } from '../clients/entries.ts'", 'refused'],
  ['core/domain/entry.ts', "import type { SQSRecord } from 'aws-lambda'", 'refused'],
  ['core/clients/entries.ts', "import { parseEntry } from '../domain/entry.ts'", 'allowed'],
  ['core/clients/entries.ts', "import { S3Client } from '@aws-sdk/client-s3'", 'allowed'],
  ['core/clients/entries.ts', "import type { BadgeFacts } from '../badges/badge-facts.ts'", 'refused'],
  ['core/clients/drive/drive.ts', "import type { Mail } from '../../mail/mail-frame.ts'", 'refused'],
  ['core/progress/progress.ts', "import { callAws } from '../clients/aws-errors.ts'", 'allowed'],
  ['core/progress/progress.ts', "import { hash } from '../badges/badge-hash.ts'", 'refused'],
  ['core/badges/drawing/photo.ts', "import type { Photos } from '../../clients/photos.ts'", 'allowed'],
  ['core/badges/drawing/photo.ts', "import { Photos } from '../../clients/photos.ts'", 'refused'],
  ['core/badges/badge-facts.ts', "import { layoutOf } from '../sheets/sheet-layout.ts'", 'refused'],
  ['core/badges/bring-in-line.ts', "import type { Progress } from '../progress/progress.ts'", 'allowed'],
  ['core/badges/bring-in-line.ts', "import { Progress } from '../progress/progress.ts'", 'refused'],
  ['core/sheets/sheet-pdf.ts', "import { badgeFormats } from '../badges/badge-formats.ts'", 'allowed'],
  ['core/mail/confirmation-mail.ts', "import { codeRows } from '../badges/code-modules.ts'", 'allowed'],
  ['core/mail/confirmation-mail.ts', "import { amountInWords } from '../money/currency.ts'", 'allowed'],
  ['core/mail/send-once.ts', "import type { MailLedger } from '../progress/mail-ledger.ts'", 'allowed'],
  ['core/mail/send-once.ts', "import { MailLedger } from '../progress/mail-ledger.ts'", 'refused'],
  ['core/mail/send-once.ts', "import type { Places } from '../attention/places.ts'", 'refused'],
  ['core/attention/subject.ts', "import { layOutMail } from '../mail/mail-frame.ts'", 'allowed'],
  ['core/attention/subject.ts', "import { amountInWords } from '../money/currency.ts'", 'allowed'],
  ['core/attention/subject.ts', "import { Entries } from '../clients/entries.ts'", 'refused'],
  ['core/attention/subject.ts', "import type { Report } from '../sheets/report-content.ts'", 'refused'],
  ['core/lists/lists.ts', "import { eventOf } from '../domain/events.ts'", 'allowed'],
  ['core/lists/lists.ts', "import type { Registrations } from '../clients/registrations.ts'", 'allowed'],
  ['core/lists/lists.ts', "import { Registrations } from '../clients/registrations.ts'", 'refused'],
  ['core/lists/lists.ts', "import { parseBadgeSubject } from '../badges/badge-subject.ts'", 'refused'],
  ['core/lists/lists.ts', "import { tableFiles } from './files/table-files.ts'", 'refused'],
  ['core/lists/files/table-files.ts', "import { makeLists } from '../lists.ts'", 'allowed'],
  ['core/schools/proposal.ts', "import { spreadsheetCsv } from '../sheets/spreadsheet-csv.ts'", 'allowed'],
  ['core/schools/proposal.ts', "import { makeLists } from '../lists/lists.ts'", 'refused'],
  ['core/schools/rename-school.ts', "import { Progress } from '../progress/progress.ts'", 'refused'],
  ['core/jobs/batch.ts', "import { RegistrationError } from '../domain/errors.ts'", 'allowed'],
  ['core/jobs/read-results.ts', "import type { JobFiles } from '../clients/job-files.ts'", 'allowed'],
  ['core/jobs/read-results.ts', "import { JobFiles } from '../clients/job-files.ts'", 'refused'],
  ['core/jobs/batch.ts', "import type { SheetsPlan } from '../sheets/sheet-state.ts'", 'refused'],
  ['core/sheets/sheet-state.ts', "import { plannedJob } from '../jobs/job-state.ts'", 'allowed'],
  ['core/clients/job-files.ts', "import type { JobPlan } from '../jobs/job-state.ts'", 'refused'],
  ['core/archive/archive.ts', "import { dayOf } from '../domain/calendar-day.ts'", 'allowed'],
  ['core/archive/archive.ts', "import { Progress } from '../progress/progress.ts'", 'refused'],
  [
    'core/lists/files/table-files.ts',
    "import { spreadsheetCsv } from '../../sheets/spreadsheet-csv.ts'",
    'allowed',
  ],
  ['core/lists/files/table-files.ts', "import { x } from '../../mail/mail-frame.ts'", 'refused'],
  ['core/lists/lists.ts', "import { placesOf } from '../brackets/bracket.ts'", 'refused'],
  ['core/lists/files/table-files.ts', "import { placesOf } from '../../brackets/bracket.ts'", 'refused'],
  ['core/brackets/divisions.ts', "import { eventOf } from '../domain/events.ts'", 'allowed'],
  ['core/brackets/divisions.ts', "import { byKeys } from '../lists/order.ts'", 'allowed'],
  ['core/brackets/divisions.ts', "import { x } from '../lists/files/table-files.ts'", 'refused'],
  [
    'core/brackets/divisions.ts',
    "import type { Registrations } from '../clients/registrations.ts'",
    'refused',
  ],
  ['core/brackets/files/plan-page.ts', "import { placesOf } from '../bracket.ts'", 'allowed'],
  [
    'core/brackets/files/plan-page.ts',
    "import { spreadsheetCsv } from '../../sheets/spreadsheet-csv.ts'",
    'allowed',
  ],
  ['core/brackets/files/plan-page.ts', "import { x } from '../../sheets/sheet-pdf.ts'", 'refused'],
  ['core/bracket-targets/paper/ring-pdf.ts', "import type { Plan } from '../../brackets/plan.ts'", 'allowed'],
  [
    'core/bracket-targets/paper/ring-pdf.ts',
    "import { drawPagesPdf } from '../../sheets/pages-pdf.tsx'",
    'allowed',
  ],
  [
    'core/bracket-targets/challonge/publish.ts',
    "import type { Challonge } from '../../clients/challonge/challonge.ts'",
    'allowed',
  ],
  [
    'core/bracket-targets/challonge/publish.ts',
    "import { createChallonge } from '../../clients/challonge/challonge.ts'",
    'refused',
  ],
  [
    'core/brackets/plan.ts',
    "import type { BracketTarget } from '../bracket-targets/bracket-target.ts'",
    'refused',
  ],
  ['core/sheets/sheet-pdf.ts', "import { placesOf } from '../brackets/bracket.ts'", 'refused'],
  ['core/sheets/sheet-pdf.ts', "import { makeLists } from '../lists/lists.ts'", 'refused'],
  ['core/money/price-check.ts', "import type { Purchase } from '../clients/stripe.ts'", 'allowed'],
  ['core/money/price-check.ts', "import { createStripe } from '../clients/stripe.ts'", 'refused'],
  ['core/money/price-check.ts', "import type Stripe from 'stripe'", 'refused'],
  ['core/money/price-check.ts', "import { mail } from '../mail/mail-frame.ts'", 'refused'],
  ['core/money/price-list.ts', "import { eventOf } from '../domain/events.ts'", 'allowed'],
  ['core/clients/stripe.ts', "import type { Price } from '../money/price-list.ts'", 'refused'],
  ['core/sheets/sheet-pdf.ts', "import { createDrive } from '../clients/drive/google-drive.ts'", 'refused'],
  ['core/sheets/sheet-pdf.ts', "import { step } from '../../lambdas/runtime/step.ts'", 'refused'],
  ['lambdas/registration/store-profile/index.ts', "import { step } from '../../runtime/step.ts'", 'allowed'],
  ['lambdas/registration/store-profile/index.ts', "import { x } from './store-profile.ts'", 'allowed'],
  [
    'lambdas/registration/store-profile/index.ts',
    "import { x } from '../validate-entry/validate-entry.ts'",
    'refused',
  ],
  [
    'lambdas/registration/store-profile/index.ts',
    "import { x } from '../../badge-sheets/make-sheet/make-sheet.ts'",
    'refused',
  ],
  [
    'lambdas/registration/store-profile/index.ts',
    "import { x } from '../../../lib/stage-config.ts'",
    'refused',
  ],
  ['lambdas/runtime/step.ts', "import { x } from '../registration/park-entry/park-entry.ts'", 'refused'],
  ['lib/house/queues.ts', "import type { StageConfig } from '../stage-config.ts'", 'refused'],
  ['lib/capabilities.ts', "import { mailSender } from '../lambdas/runtime/settings.ts'", 'allowed'],
  ['lib/brackets.ts', "import { draw } from '../lambdas/runtime/bracket-settings.ts'", 'allowed'],
  ['lib/digest.ts', "import type { Settings } from '../lambdas/digest/send-digest/index.ts'", 'allowed'],
  ['lib/storage.ts', "import { Entries } from '../core/clients/entries.ts'", 'refused'],
  ['lib/storage.ts', "import { documents } from '../lambdas/runtime/documents.ts'", 'refused'],
  ['lib/storage.ts', "import { startCloud } from '@tkd-registration/local-cloud'", 'refused'],
  [
    'admin/sheets/command.ts',
    "import { parseSheetOrder } from '../../core/sheets/sheet-order.ts'",
    'allowed',
  ],
  ['admin/sheets/command.ts', "import { x } from '../../local/seed.ts'", 'refused'],
  ['admin/sheets/command.ts', "import { x } from '../../lib/stage-config.ts'", 'refused'],
  ['admin/setup/stage-file.ts', "import { x } from '../../lib/stage-config.ts'", 'allowed'],
  ['admin/setup/stage-file.ts', "import { x } from '../../lib/storage.ts'", 'refused'],
  ['admin/sheets/command.ts', "import { x } from '@tkd-registration/local-cloud/clients'", 'refused'],
  ['bin/tkd-registration.ts', "import { x } from '../core/domain/ids.ts'", 'refused'],
  ['local/demo.ts', "import { x } from '../bench/report.ts'", 'refused'],
  ['packages/local-cloud/aws/edge.ts', "import { Faults } from '../faults.ts'", 'allowed'],
  ['packages/local-cloud/aws/edge.ts', "import { entryId } from '../../../core/domain/ids.ts'", 'refused'],
  [
    'packages/local-cloud/aws/edge.ts',
    "import { startStripe } from '@tkd-registration/sandboxes/stripe'",
    'refused',
  ],
  [
    'packages/sandboxes/drive/api.ts',
    "import { listen } from '@tkd-registration/local-cloud/listen'",
    'allowed',
  ],
  ['packages/sandboxes/drive/api.ts', "import { x } from '../../../local/tournament-cloud.ts'", 'refused'],
];

const folder = mkdtempSync(join(tmpdir(), 'walls-'));
/** The numbers of the imports that the linter refuses. */
const refused = new Set<number>();

beforeAll(() => {
  for (const file of ['biome.json', 'lint'])
    cpSync(join(projectRoot, file), join(folder, file), { recursive: true });
  for (const [index, [file, statement]] of imports.entries()) {
    const path = join(folder, dirname(file), `planted-${index}.ts`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${statement};\n`);
  }
  const biome = join(projectRoot, 'node_modules/@biomejs/biome/bin/biome');
  const only = [
    '--only=style/noRestrictedImports',
    '--only=plugin',
    '--max-diagnostics=none',
    '--reporter=json',
  ];
  const { stdout } = spawnSync(process.execPath, [biome, 'lint', ...only, '.'], {
    cwd: folder,
    encoding: 'utf8',
  });
  for (const [, number] of stdout.matchAll(/planted-(\d+)\.ts/g)) refused.add(Number(number));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each(imports.map((row, index) => [...row, index] as const))(
  '%s: %s is %s',
  (_file, _statement, expected, index) => {
    expect(refused.has(index)).toBe(expected === 'refused');
  },
);

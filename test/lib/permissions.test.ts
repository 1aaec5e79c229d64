/** Who may do what is sensitive. A Lambda that may do none of it does not appear here. */
import { describe, expect, test } from 'vitest';
import { permissionsOf } from './permissions.ts';
import { stacks } from './stacks.ts';

const permissionsIn = (stage: string) =>
  permissionsOf((stacks.find(({ name }) => name === stage) ?? expect.fail(`no ${stage}`)).template);
const permissions = permissionsIn('a live prod');

/** Who may do any of these things, in any order. */
function whoMay(actions: RegExp, on = /^/, among = permissions): string[] {
  const allowed = among.filter((one) => actions.test(one.action) && on.test(one.on));
  return [...new Set(allowed.map(({ who }) => who))].sort();
}

/** Actions that change a table: all but reads, among them a transaction's condition check. */
const changes = /^dynamodb:(?!(Get|BatchGet|Describe|List|ConditionCheck|Query|Scan))/;

describe('mail', () => {
  test('is sent by those that write to families and organisers, and by nobody else', () => {
    expect(whoMay(/^ses:Send/)).toEqual([
      'DigestSendDigest',
      'PaymentChangeMailFamily',
      'PaymentChangeReportChange',
      'ReconcileReportDifferences',
      'ResendResendMails',
      'RetentionReportRetention',
      'WorkflowAlertAdmin',
      'WorkflowSendConfirmation',
      'WorkflowTellOrganiser',
    ]);
  });

  test('with files comes from those that attach a calendar entry or a list', () => {
    expect(whoMay(/^ses:SendRawEmail$/)).toEqual([
      'ReconcileReportDifferences',
      'ResendResendMails',
      'WorkflowSendConfirmation',
    ]);
  });
});

describe("the stage's secret", () => {
  test('is read by those that ask Stripe, hear from Stripe, or write to Drive', () => {
    expect(whoMay(/^secretsmanager:/)).toEqual([
      'BracketsPublishPublishParts',
      'DriveSyncPlanSync',
      'DriveSyncSyncFiles',
      'ErasureErasePlaces',
      'ErasurePlanErasure',
      'IntakeReceiveStripeEvent',
      'JobsPushFileToDrive',
      'PaymentChangeReadPayment',
      'ReconcileCompareWithStripe',
      'RetentionForgetPeople',
      'WorkflowConfirmPayment',
      'WorkflowPushToDrive',
    ]);
  });

  test('is also read by those that call Challonge, where a stage has it', () => {
    const among = permissionsIn('a prod with all that is optional');
    expect(whoMay(/^secretsmanager:/, /^/, among).filter((who) => who.startsWith('Brackets'))).toEqual([
      'BracketsPublishPlanPublication',
      'BracketsPublishPublishParts',
      'BracketsResultsReadResults',
    ]);
  });

  test('is only read', () => {
    const actions = permissions.filter(({ action }) => action.startsWith('secretsmanager:'));
    expect(new Set(actions.map(({ action }) => action))).toEqual(new Set(['secretsmanager:GetSecretValue']));
  });
});

describe('data', () => {
  const erases = 'ErasureErasePlaces';
  const forgets = 'RetentionForgetPeople';

  test('in tables, and for good in buckets, is deleted only by what forgets people', () => {
    expect(whoMay(/^dynamodb:(Delete|BatchWrite|PartiQL|RestoreTable)/)).toEqual([erases, forgets]);
    const others = /^(?!Config\/(exports|jobs\/retention\/people.json))/;
    expect(whoMay(/^s3:DeleteObjectVersion/, others)).toEqual([erases, forgets]);
  });

  test('an entry is added only by the intake, and changed only by what forgets it', () => {
    expect(whoMay(/^dynamodb:Put/, /^Entries/)).toEqual(['IntakeStoreEntry']);
    expect(whoMay(changes, /^Entries/)).toEqual([erases, 'IntakeStoreEntry', forgets]);
  });

  test('a registration is added only by Store profile; others note on it what its badge or its payment is, or rename its school', () => {
    expect(whoMay(/^dynamodb:Put/, /^Registrations/)).toEqual(['WorkflowStoreProfile']);
    expect(whoMay(changes, /^Registrations/)).toEqual([
      'BadgeSheetsMakeSheet',
      erases,
      'PaymentChangeUpdateRegistration',
      'RegenerateRegenerateBadges',
      forgets,
      'SchoolsRenameSchools',
      'WorkflowRenderBadge',
      'WorkflowStoreProfile',
    ]);
  });

  test('people of earlier tournaments are loaded by the archive job alone, and forgotten by another', () => {
    expect(whoMay(/^dynamodb:Put/, /^Lookup/)).toEqual(['ArchiveLoadLookup']);
    const both = ['ArchivePlanArchive', erases, 'ErasurePlanErasure', forgets, 'RetentionPlanRetention'];
    expect(whoMay(/^dynamodb:/, /^Lookup/)).toEqual(['ArchiveLoadLookup', ...both]);
    expect(whoMay(/^s3:/, /^Config\/archive/)).toEqual(both);
    expect(whoMay(/^s3:Put/, /^Config\/archive/)).toEqual(['ArchivePlanArchive', erases, forgets]);
  });

  test('badges are written and removed by what draws them; others write below a folder of their own', () => {
    const writes = /^s3:(?!(Get|List|DeleteObjectVersion))/;
    const draws = ['BadgeSheetsMakeSheet', 'RegenerateRegenerateBadges', 'WorkflowRenderBadge'];
    expect(whoMay(writes, /^Badges\/\*$/)).toEqual(draws);
    expect(whoMay(/^s3:DeleteObject$/, /^Badges/)).toEqual(draws);
    expect(whoMay(/^s3:DeleteObject$/, /^(?!Badges)/)).toEqual(['BracketsPublishPublishParts']);
    expect(whoMay(/^s3:DeleteObject$/, /^Config\/brackets\/paper\/\*$/)).toEqual([
      'BracketsPublishPublishParts',
    ]);
    const elsewhere = permissions.filter(({ action, on }) => writes.test(action) && on !== 'Badges/*');
    expect(new Set(elsewhere.map(({ on }) => on))).toEqual(
      new Set([
        ...['Badges/sheets/*', 'Config/exports/*', 'Config/jobs/*', 'Config/lists/*'],
        ...[
          'archive',
          'bracket-results',
          'drive-sync',
          'erase',
          'publish-brackets',
          'regenerate',
          'resend',
          'retention',
          'schools',
        ].map((job) => `Config/jobs/${job}/*`),
        ...['Config/archive/full_lookup.json', 'Config/school-names.json'],
        ...['Config/brackets/draws/*', 'Config/brackets/paper/*', 'Config/brackets/results/*'],
      ]),
    );
  });

  test('photos are read by what draws badges', () => {
    expect(whoMay(/^s3:(?!DeleteObjectVersion)/, /^ProfilePictures\/\*$/)).toEqual([
      'BadgeSheetsMakeSheet',
      'ErasurePlanErasure',
      'RegenerateRegenerateBadges',
      'WorkflowRenderBadge',
    ]);
  });
});

describe('an execution', () => {
  test.each([
    [
      'of the registration workflow',
      'WorkflowStateMachine',
      ['IntakeReceiveStripeEvent', 'IntakeStartRegistration', 'ReconcileCompareWithStripe'],
    ],
    [
      'of the badge refresh',
      'BadgeRefreshStateMachine',
      ['BadgeRefreshFollowPhotos', 'BadgeRefreshFollowRegistrations', 'BadgeSheetsMakeSheet'],
    ],
    // Each item of a bulk job is an execution of the same machine.
    ['of the badge sheets', 'BadgeSheetsStateMachine', ['BadgeSheetsStateMachine']],
    [
      'of the payment change',
      'PaymentChangeStateMachine',
      ['IntakeReceiveStripeEvent', 'ReconcileCompareWithStripe'],
    ],
    ['of the reconcile workflow', 'ReconcileStateMachine', [expect.stringMatching(/^SchedulerRole/)]],
    ['of the Drive sync', 'DriveSyncStateMachine', ['DriveSyncStateMachine', 'RegenerateStateMachine']],
    ['of the regeneration', 'RegenerateStateMachine', ['RegenerateStateMachine']],
    ['of the confirmations sent again', 'ResendStateMachine', ['ResendStateMachine']],
    ['of the lists', 'ListsStateMachine', ['ListsStateMachine']],
    ['of the schools', 'SchoolsStateMachine', ['SchoolsStateMachine']],
    ['of the archive', 'ArchiveStateMachine', ['ArchiveStateMachine']],
    ['of an erasure', 'ErasureStateMachine', ['ErasureStateMachine']],
    [
      'of the retention',
      'RetentionStateMachine',
      ['RetentionStateMachine', expect.stringMatching(/^SchedulerRole/)],
    ],
    ['of a plan of brackets', 'BracketsPlanStateMachine', []],
    ['of a publication of brackets', 'BracketsPublishStateMachine', ['BracketsPublishStateMachine']],
    ['of the results of brackets', 'BracketsResultsStateMachine', ['BracketsResultsStateMachine']],
  ])('%s is started only by what should start it', (_, machine, starters) => {
    expect(whoMay(/^states:StartExecution$/, new RegExp(`^${machine}$`))).toEqual(starters);
  });

  test('is stopped or changed by no Lambda', () => {
    const others = whoMay(/^states:(?!(StartExecution|DescribeExecution)$)/);
    expect(others.filter((who) => !who.endsWith('StateMachine'))).toEqual([]);
  });
});

describe.each(stacks)('in the stack of $name', (stack) => {
  test('nobody may do everything to anything', () => {
    const anything = permissionsOf(stack.template).filter(({ action }) => action.includes('*'));
    expect(anything).toEqual([]);
  });

  test('nobody has a managed role, except for the one that writes logs', () => {
    const managed = Object.values(stack.template.findResources('AWS::IAM::Role')).flatMap(
      ({ Properties }) => (Properties.ManagedPolicyArns ?? []) as unknown[],
    );
    for (const policy of managed) expect(JSON.stringify(policy)).toMatch(/AWSLambdaBasicExecutionRole"/);
  });
});

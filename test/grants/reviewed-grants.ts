import type { ReviewedGrant } from './judge-grants.ts';

/** By what no test on the embedded cloud can need; then by what no such test does. */
export const reviewedGrants: readonly ReviewedGrant[] = [
  // What the embedded cloud does not have.
  { action: /^xray:/, why: 'Tracing.' },
  {
    ...{ policy: /StateMachine/, action: /^logs:/ },
    why: "State machines' logs.",
  },
  {
    action: /^states:(RedriveExecution|DescribeExecution|StopExecution)$/,
    policy: /DistributedMapPolicy/,
    why: 'Step Functions asks for them of a Distributed Map: https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html',
  },
  {
    action: /^s3:(AbortMultipartUpload|ListMultipartUploadParts)$/,
    policy: /StateMachine/,
    why: 'Likewise, of a Distributed Map that writes its results.',
  },
  {
    action: /^s3:/,
    policy: /^Storage\w+Policy/,
    why: "For the CDK's own Lambda, which empties buckets when the stack goes.",
  },
  {
    ...{ policy: /^PeopleRoles/, action: /^(cloudwatch|logs|lambda|ses|cloudformation):/ },
    why: 'For people: the consoles and commands of services that the embedded cloud does not have.',
  },
  {
    ...{ policy: /^PeopleRoles/, action: /^(dynamodb:ListTables|sqs:ListQueues)$/ },
    why: 'For people: the pages of the console from which they reach a table or a queue.',
  },

  // What the CDK adds, and would have to be kept from adding.
  {
    ...{ policy: /StateMachine/, action: /^lambda:InvokeFunction$/, on: /:function:[\w-]+:\*$/ },
    why: 'Versions of a Lambda, of which a stage has none: the CDK names them beside each Lambda.',
  },
  {
    ...{ policy: /^(BadgeRefreshPhotos|MailEvents)Policy/, action: /^sqs:(GetQueueAttributes|GetQueueUrl)$/ },
    why: "The CDK's target of a rule grants EventBridge a little more than to send; to that rule alone.",
  },

  // What happens where something went wrong, and is tested without a cloud.
  {
    action: /^s3:ListBucket$/,
    why: 'Whoever reads objects may learn that one is missing: S3 would say that access is denied, and the runbook would lead astray.',
  },
  {
    ...{ policy: /^BadgeSheetsMakeSheet/, action: /^s3:AbortMultipartUpload$/ },
    why: 'When the upload of a file in parts fails: test/core/clients/job-files.test.ts.',
  },
  {
    ...{ policy: /^BracketsPublishPublishParts/, action: /^s3:DeleteObject$/ },
    why: 'When a plan has a document fewer than the one before: test/core/bracket-targets/paper.',
  },
  {
    ...{ policy: /^DriveSyncPlanSync/, action: /^dynamodb:UpdateItem$/ },
    why: "Notes keys of another system's registrations: test/lambdas/drive-sync/plan-sync.",
  },
  {
    ...{ policy: /^ReconcileCompareWithStripe/, action: /^states:DescribeExecution$/, on: /payment-change/ },
    why: 'When a payment change failed and a later sweep asks for it again: test/core/clients/payment-changes.test.ts.',
  },
  {
    ...{ policy: /^ReconcileReportDifferences/, action: /^dynamodb:GetItem$/, on: /Registrations/ },
    why: 'When what only a person can decide is about somebody who is registered: test/lambdas/reconcile.',
  },
  {
    ...{ policy: /^Erasure/, action: /^sqs:(ChangeMessageVisibility|DeleteMessage)$/ },
    why: 'Of whichever dead-letter queue holds a message about the person: test/core/forgetting/places.',
  },
  {
    ...{ policy: /^(Erasure|Retention)/, action: /^s3:(GetObject|DeleteObjectVersion|PutObject)$/ },
    why: 'In whichever folder there is a file about the person: test/core/forgetting/every-store.test.ts.',
  },
  {
    ...{ policy: /^PeopleRolesOrganiser/, action: /^s3:GetObject$/, on: /jobs\/drive-sync/ },
    why: 'As of any other job whose result an organiser fetches; a sync has a cloud of its own, whose test is the administrator.',
  },
  {
    ...{ policy: /^IntakeStartRegistration/, action: /^states:DescribeExecution$/ },
    why: 'When an execution ended before it noted anything, and its entry is reported again: test/core/clients/executions.test.ts.',
  },
  {
    ...{ policy: /^PeopleRolesCanary/, action: /^(s3:DeleteObject(Version)?|states:StopExecution)$/ },
    why: 'What a canary leaves behind differs with how far it came: test/admin/doctor.',
  },
];

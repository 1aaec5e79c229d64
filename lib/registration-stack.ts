import { CfnOutput, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { Intake } from './intake.ts';
import { Monitoring } from './monitoring.ts';
import { RegistrationWorkflow } from './registration-workflow.ts';
import { acknowledge } from './security-checks.ts';
import type { StageConfig } from './stage-config.ts';
import { Storage } from './storage.ts';

/** One stage of the registration backend. */
export class RegistrationStack extends Stack {
  constructor(scope: Construct, id: string, { config }: { config: StageConfig }) {
    super(scope, id, {
      description: `Registrations of ${config.competition.name} ${config.competition.year}, stage ${config.stage}`,
    });
    const storage = new Storage(this, 'Storage', config);
    const workflow = new RegistrationWorkflow(this, 'Workflow', { config, storage });
    const { stateMachine } = workflow;
    const intake = new Intake(this, 'Intake', { config, storage, stateMachine });
    new Monitoring(this, 'Monitoring', { config, intake, workflow });

    const outputs: Record<string, string> = {
      WebhookUrl: `${intake.api.apiEndpoint}/webhooks/stripe`,
      ProcessingQueueUrl: intake.processingQueue.queueUrl,
      StateMachineArn: stateMachine.stateMachineArn,
      SecretId: storage.secret.secretArn,
      EntriesTable: storage.entries.tableName,
      ProgressTable: storage.progress.tableName,
      RegistrationsTable: storage.registrations.tableName,
      ProfilePictureBucket: storage.profilePictures.bucketName,
      BadgeBucket: storage.badges.bucketName,
      ConfigBucket: storage.config.bucketName,
    };
    for (const [name, value] of Object.entries(outputs)) new CfnOutput(this, name, { value });

    acknowledge(
      this,
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
      "AWSLambdaBasicExecutionRole only writes the function's own logs.",
    );
  }
}

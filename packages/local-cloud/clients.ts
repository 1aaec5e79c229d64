import { region } from './template/resource-kinds.ts';

/** Client configuration of the AWS SDK for the embedded cloud, which accepts any credentials. */
export function awsClientConfig({ endpoints }: { endpoints: { aws: string } }) {
  return {
    endpoint: endpoints.aws,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    forcePathStyle: true,
  };
}

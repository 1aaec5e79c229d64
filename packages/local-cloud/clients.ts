import { region } from './template/resource-kinds.ts';

/** How the AWS SDK reaches the embedded cloud; any credentials do. */
export function awsClientConfig({ endpoints }: { endpoints: { aws: string } }) {
  return {
    endpoint: endpoints.aws,
    region,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    forcePathStyle: true,
  };
}

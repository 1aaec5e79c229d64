import { region } from './template/resource-kinds.ts';

/**
 * Client configuration of the AWS SDK for the embedded cloud, which checks no signature.
 * @param accessKeyId by default that of an administrator of the account.
 */
export function awsClientConfig({ endpoints }: { endpoints: { aws: string } }, accessKeyId = 'local') {
  return {
    endpoint: endpoints.aws,
    region,
    credentials: { accessKeyId, secretAccessKey: 'local' },
    forcePathStyle: true,
  };
}

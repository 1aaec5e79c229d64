import { region } from './template/resource-kinds.ts';

/**
 * The access key of pages that only look, and look again every second. Faults are meant for the app: they leave these calls
 * alone. The calls are not counted either.
 */
export const onlooker = 'onlooker';

/** Whether a request is signed by an onlooker. @param authorization the request's header. */
export const isOnlookers = (authorization: string | undefined) =>
  authorization?.includes(`Credential=${onlooker}/`) ?? false;

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

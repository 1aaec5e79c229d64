import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { accessKeyOf } from '@tkd-registration/local-cloud/permissions';
import type { CloudAddresses } from '../../local/tournament-cloud.ts';

/** Configuration of AWS clients with which somebody may do what one of the stage's policies for people says, and no more. */
export function signedInAs(
  who: 'organiser' | 'engineer',
  cloud: Pick<CloudAddresses, 'endpoints' | 'outputs'>,
) {
  const { OrganiserPolicy = '', EngineerPolicy = '' } = cloud.outputs;
  return awsClientConfig(cloud, accessKeyOf(who === 'organiser' ? OrganiserPolicy : EngineerPolicy));
}

import { awsClientConfig } from '@tkd-registration/local-cloud/clients';
import { accessKeyOf } from '@tkd-registration/local-cloud/permissions';
import type { CloudAddresses } from '../../local/tournament-cloud.ts';

/**
 * Configuration of AWS clients with which somebody may do what one of the stage's policies for people says, and no more;
 * who sends canaries has the engineer's beside their own.
 */
export function signedInAs(
  who: 'organiser' | 'engineer' | 'canary',
  cloud: Pick<CloudAddresses, 'endpoints' | 'outputs'>,
) {
  const { OrganiserPolicy, EngineerPolicy, CanaryPolicy } = cloud.outputs;
  const policies = {
    organiser: [OrganiserPolicy],
    engineer: [EngineerPolicy],
    canary: [CanaryPolicy, EngineerPolicy],
  };
  return awsClientConfig(cloud, accessKeyOf(...policies[who].map((policy = '') => policy)));
}

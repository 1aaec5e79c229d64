/**
 * Limits for an AWS client's calls, in milliseconds: a service that hangs fails the call, not the whole invocation.
 * To be spread into the client's configuration.
 */
export function callLimits(requestTimeout: number, connectionTimeout = 2_000) {
  return { requestHandler: { connectionTimeout, requestTimeout, throwOnRequestTimeout: true } };
}

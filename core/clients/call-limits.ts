/**
 * Time limits for an AWS client's calls, in milliseconds, so that a hanging service fails the call and not the whole
 * invocation. Spread the result into the client's configuration.
 */
export function callLimits(requestTimeout: number, connectionTimeout = 2_000) {
  return { requestHandler: { connectionTimeout, requestTimeout, throwOnRequestTimeout: true } };
}

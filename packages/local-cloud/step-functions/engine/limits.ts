/** Limits of AWS. Source: https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */

const largestPayloadBytes = 262_144;

/** Whether the JSON text of an input, an output or a result is larger than AWS passes on. */
export const isTooLarge = (json: string): boolean =>
  json.length * 3 > largestPayloadBytes && Buffer.byteLength(json) > largestPayloadBytes;

/** Seconds, the most that a Wait state waits: 24,855 days. */
export const longestWait = 24_855 * 86_400;

/** Iterations of an inline Map. Source: https://docs.aws.amazon.com/step-functions/latest/dg/state-map-inline.html */
export const mostIterationsAtOnce = 40;

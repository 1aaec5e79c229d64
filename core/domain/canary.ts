/**
 * A canary is a made-up registration with which an engineer tests a stage, and which is removed again at once. It goes
 * through the same steps as every other, but is in no list, and nobody is told when it fails but that engineer.
 */

/** The attribute of a message that makes its entry a canary; another value for each. */
export const canaryAttribute = 'canary';

/** What canaries' names begin with, and with it the keys of their badges. */
export const canaryName = 'Canary';

/** What the ids of canaries' entries begin with, and the keys of their photos. */
export const canaryPrefix = 'canary_';

export const isCanary = (entryId: string) => entryId.startsWith(canaryPrefix);

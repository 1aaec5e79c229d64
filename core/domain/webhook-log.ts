/** What the webhook's log says: metrics count the lines that hold these words. */
export const webhookRefused = 'webhook refused';
export const otherSaleIgnored = 'other sale ignored';

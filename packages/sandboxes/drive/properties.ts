/** How much a file's properties can hold. */
import { Refusal } from './answers.ts';

// https://developers.google.com/workspace/drive/api/guides/properties
const propertyBytes = 124;
const mostOfOneKind = 30;
const mostProperties = 100;

type Properties = Readonly<Record<string, string>>;

/** @throws Refusal 403 when a file would have too many properties, or too long ones. */
export function checkProperties(properties: Properties, appProperties: Properties): void {
  const all = [...Object.entries(properties), ...Object.entries(appProperties)];
  if (all.some(([key, value]) => Buffer.byteLength(key + value) > propertyBytes)) {
    throw new Refusal(
      403,
      'propertyLengthLimitExceeded',
      `Properties and app properties are limited to ${propertyBytes} bytes in UTF-8 encoding, counting both the key and the value.`,
    );
  }
  const counts = [properties, appProperties].map((kind) => Object.keys(kind).length);
  if (counts.some((count) => count > mostOfOneKind) || all.length > mostProperties) {
    // Google publishes the limit, but not the reason it answers.
    const message = 'The limit of the number of properties of this file has been exceeded.';
    throw new Refusal(403, 'propertyCountLimitExceeded', message);
  }
}

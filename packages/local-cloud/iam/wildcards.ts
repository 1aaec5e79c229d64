/** The wildcards of policies: `*` for any text, `?` for one character. */

const special = /[.*+?^${}()|[\]\\]/g;

/** As the source of a regular expression. @param any what `*` stands for. */
const sourceOf = (pattern: string, any: string, one: string) =>
  pattern.replaceAll(special, (character) =>
    character === '*' ? any : character === '?' ? one : `\\${character}`,
  );

const anyOf = (sources: readonly string[], flags = '') =>
  new RegExp(`^(?:${sources.join('|') || '(?!)'})$`, `s${flags}`);

/** Texts, in which case matters. */
export const texts = (patterns: readonly string[]) =>
  anyOf(patterns.map((pattern) => sourceOf(pattern, '.*', '.')));

/** Actions, in which case does not matter. */
export const actions = (patterns: readonly string[]) =>
  anyOf(
    patterns.map((pattern) => sourceOf(pattern, '.*', '.')),
    'i',
  );

/**
 * ARNs, or `*` for everything. A wildcard stays within its part of the ARN, of which there are six between the colons;
 * the last may have colons itself.
 *
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 * @throws Error for what is not an ARN.
 */
export const arns = (patterns: readonly string[]) => anyOf(patterns.map(arnSource));

function arnSource(pattern: string): string {
  if (pattern === '*') return '.*';
  const parts = pattern.split(':');
  if (parts.length < 6 || parts[0] !== 'arn') throw new Error(`${pattern} is not an ARN`);
  const resource = parts.slice(5).join(':');
  return [
    ...parts.slice(0, 5).map((part) => sourceOf(part, '[^:]*', '[^:]')),
    sourceOf(resource, '.*', '.'),
  ].join(':');
}

/** The page's own address with other parameters; those that are undefined are left out. */
export function address(at: URL, changed: Record<string, string | undefined>, hash = ''): string {
  const parameters = new URLSearchParams(at.search);
  for (const [name, value] of Object.entries(changed)) {
    if (value === undefined) parameters.delete(name);
    else parameters.set(name, value);
  }
  const query = parameters.size > 0 ? `?${parameters}` : '';
  return `${at.pathname}${query}${hash && `#${encodeURIComponent(hash)}`}`;
}

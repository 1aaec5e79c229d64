/** `orderBy` of files.list. */
import { invalidValue } from './answers.ts';
import { isFolder, type StoredFile } from './stored-file.ts';

const names = new Intl.Collator('en', { sensitivity: 'accent' });
const naturalNames = new Intl.Collator('en', { sensitivity: 'accent', numeric: true });

type Order = (a: StoredFile, b: StoredFile) => number;
const by =
  (keyOf: (file: StoredFile) => string | number): Order =>
  (a, b) => {
    const [first, second] = [keyOf(a), keyOf(b)];
    return first < second ? -1 : Number(first > second);
  };

/** Every key that Drive documents; what the sandbox does not keep is the same for all files. */
const orders: Record<string, Order> = {
  createdTime: by(({ createdTime }) => createdTime),
  folder: by((file) => Number(!isFolder(file))),
  modifiedByMeTime: by((file) => (file.lastModifiedBy === 'account' ? file.modifiedTime : '')),
  modifiedTime: by(({ modifiedTime }) => modifiedTime),
  name: (a, b) => names.compare(a.name, b.name),
  name_natural: (a, b) => naturalNames.compare(a.name, b.name),
  quotaBytesUsed: by(({ size = 0 }) => size),
  recency: by(({ modifiedTime, viewedByMeTime = '' }) =>
    modifiedTime > viewedByMeTime ? modifiedTime : viewedByMeTime,
  ),
  sharedWithMeTime: () => 0,
  starred: by(({ starred }) => Number(!starred)),
  viewedByMeTime: by(({ viewedByMeTime = '' }) => viewedByMeTime),
};

/** @throws Refusal 400 for a key that Drive does not know. */
export function ordered(files: StoredFile[], orderBy: string | undefined): StoredFile[] {
  const keys = (orderBy ?? '').split(',').filter((key) => key !== '');
  return keys.reduceRight((sorted, key) => {
    const [name = '', direction, ...more] = key.trim().split(/\s+/);
    const order = Object.hasOwn(orders, name) ? orders[name] : undefined;
    if (!order || more.length > 0 || !['desc', undefined].includes(direction)) throw invalidValue('orderBy');
    return sorted.toSorted(direction === 'desc' ? (a, b) => order(b, a) : order);
  }, files);
}

import { createHash } from 'node:crypto';

/** The id of what is kept about a photo: a hash, since the photo's own key is made of a name. `photo_` and 32 hexadecimal digits. */
export function photoIdOf(photoKey: string): string {
  return `photo_${createHash('sha256').update(photoKey).digest('hex').slice(0, 32)}`;
}

import * as z from 'zod';
import type { Executions } from '../../../core/clients/executions.ts';
import { InputInvalidError } from '../../../core/domain/errors.ts';
import { photoIdOf } from '../../../core/domain/ids.ts';
import type { PhotoFollowers } from '../../../core/progress/photo-followers.ts';

/** EventBridge's event of a new object: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
const objectCreated = z.object({
  id: z.string(),
  detail: z.object({ object: z.object({ key: z.string() }) }),
});

/**
 * Starts a badge refresh for each entry whose badge shows the photo that has arrived. Usually there is no such entry yet,
 * because the form uploads the photo before it sends the entry.
 *
 * @param body JSON of the event.
 * @throws InputInvalidError when the body is no such event.
 */
export async function followPhoto(
  body: string,
  {
    executions,
    followers,
  }: { executions: Pick<Executions, 'startFor'>; followers: Pick<PhotoFollowers, 'followersOf'> },
): Promise<void> {
  const { id, detail } = parse(body);
  for (const entryId of await followers.followersOf(photoIdOf(detail.object.key))) {
    await executions.startFor(entryId, id);
  }
}

function parse(body: string): z.infer<typeof objectCreated> {
  try {
    return objectCreated.parse(JSON.parse(body));
  } catch {
    // The parser's and zod's messages are withheld: they may quote a key made from a name.
    throw new InputInvalidError("the message is not S3's event of a new object");
  }
}

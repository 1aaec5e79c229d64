import sharp from 'sharp';
import { expect, test } from 'vitest';
import { badgeIdOf } from '../../../core/domain/ids.ts';
import { codeInMail, codePicture } from '../../../core/mail/code-picture.ts';
import { codesIn } from '../badges/drawing/read-code.ts';

test('the code in a mail is a picture that any program reads, of the id that the badge has', async () => {
  for (const entryId of ['cs_test_1', 'cs_test_2', 'entry_3']) {
    const id = badgeIdOf(entryId);
    const { content, fileName, contentType, contentId } = codePicture(id);
    const png = Buffer.from(content);
    expect(await codesIn(png)).toEqual([id]);
    // Reads every line, and refuses a wrong checksum.
    const { info } = await sharp(png, { failOn: 'warning' }).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 2 * codeInMail.side, height: 2 * codeInMail.side });
    expect(png.length).toBeLessThan(1_000);
    expect({ fileName, contentType, contentId }).toEqual({
      fileName: 'badge-code.png',
      contentType: 'image/png',
      contentId: codeInMail.contentId,
    });
  }
});

import { inMode } from '@tkd-registration/local-cloud/mail-html';
import { expect, test } from 'vitest';
import { badgeDesign } from '../../../../core/badges/badge-design.ts';
import { familyNews } from '../../../../core/domain/payment-change.ts';
import { mailPreviews } from '../../../../local/playground/previews/mail-previews.ts';
import { people } from '../../../../local/playground/previews/people.ts';

const stage = {
  design: badgeDesign.parse({}),
  competition: {
    name: 'Riverside Open',
    year: 2027,
    starts: '2027-03-13',
    ends: '2027-03-14',
    venue: 'Tulsa',
    timeZone: 'America/Chicago',
  },
  contact: 'contact@example.com',
  admins: [{ address: 'admin@example.com' }],
  pages: { console: 'http://console', stripe: 'http://stripe', drive: 'http://drive' },
};

test('the previews show every kind of mail, whole and by itself, in the mode asked for', async () => {
  const mails = await mailPreviews(stage);
  const ids = mails.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toEqual(expect.arrayContaining(familyNews.options.map((news) => news.replaceAll(' ', '-'))));
  for (const { id, html, text } of mails) {
    expect(text, id).not.toBe('');
    expect(html, id).not.toContain('cid:');
    const [light, dark] = [inMode(html, 'light'), inMode(html, 'dark')];
    expect(light, id).toContain('@media (max-width: 0) {');
    expect(dark, id).toContain('@media (min-width: 0) {');
    expect(light + dark, id).not.toContain('prefers-color-scheme');
  }
});

test('people in previews have addresses of their own', () => {
  const ids = people.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const id of ids) expect(encodeURIComponent(id)).toBe(id);
});

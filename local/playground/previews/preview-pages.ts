/** Badges and mails as the sources make them now: a saved change shows on the open page. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inMode, type Mode } from '@tkd-registration/local-cloud/mail-html';
import { servedFile } from '@tkd-registration/local-cloud/pages/look';
import { Hono } from 'hono';
import { type BadgeFormat, badgeFormats } from '../../../core/badges/badge-formats.ts';
import { type RegistrationType, registrationType } from '../../../core/domain/registration-type.ts';
import { readStageConfig } from '../../../lib/stage-config.ts';
import type { RunningTournament } from '../../tournament-cloud.ts';
import { badgesPage } from './badges-page.ts';
import { LiveProgram } from './live-program.ts';
import { mailPage } from './mail-page.ts';
import { people } from './people.ts';
import type { BadgeAnswer, MailPreview, PreviewRequest, PreviewStage } from './preview-messages.ts';

const photoFolder = join(import.meta.dirname, '../../samples/photos');
/** A mail's own page: nothing but what is in it. */
const mailPolicy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'";

export function previewPages(cloud: RunningTournament): Hono {
  const pages = new Hono();
  const program = new LiveProgram('local/playground/previews/draw-previews.ts');
  const stage = stageOf(cloud);
  let answers = new Map<string, Promise<unknown>>();
  let version = '';

  /** What the program answers; asked once while the code is the same. */
  async function ask<T>(key: string, request: PreviewRequest): Promise<T> {
    await program.refresh();
    if (version !== program.version) {
      answers = new Map();
      version = program.version;
    }
    const asked = answers;
    const answer = asked.get(key) ?? program.ask(request);
    asked.set(key, answer);
    answer.catch(() => undefined);
    return answer as Promise<T>;
  }

  const badge = (format: BadgeFormat, role: RegistrationType, id: string) => {
    const index = people.findIndex((person) => person.id === id);
    const { name = '', school = '' } = people[index] ?? {};
    const request = { kind: 'badge', format, role, name, school, stage, photo: photoFor(index) } as const;
    return ask<BadgeAnswer>(`badge ${format} ${role} ${id}`, request);
  };
  const mails = () => ask<MailPreview[]>('mails', { kind: 'mails', stage });

  pages.get('/_previews/previews.css', servedFile(new URL('previews.css', import.meta.url)));
  pages.get('/previews', async (context) => {
    const format = formatIn(context.req.query('format'));
    const role = registrationType.catch('competitor').parse(context.req.query('role'));
    await program.refresh();
    const drawn = await Promise.all(
      people.map(async (person) => ({
        person,
        findings: await settled(answers.get(`badge ${format} ${role} ${person.id}`)),
      })),
    );
    return context.render(badgesPage({ format, role, drawn, program }), head);
  });
  pages.get('/previews/badges/:format/:role/:person', async (context) => {
    const { format, person } = context.req.param();
    const role = registrationType.safeParse(context.req.param('role')).data;
    if (!role || !people.some(({ id }) => id === person)) return context.notFound();
    const drawn = await badge(formatIn(format), role, person).catch(() => undefined);
    if (!drawn) return context.text('cannot be drawn', 500);
    const { image, type } = drawn;
    return context.body(Buffer.from(image), 200, { 'content-type': type, 'cache-control': 'no-store' });
  });
  pages.get('/previews/mails', async (context) => {
    const all = await mails().catch(() => []);
    return context.render(mailPage({ all, chosen: context.req.query('mail'), program }), head);
  });
  pages.get('/previews/mails/:mail/:mode{light|dark}', async (context) => {
    const { mail, mode } = context.req.param();
    const found = (await mails()).find(({ id }) => id === mail);
    if (!found) return context.notFound();
    context.header('content-security-policy', mailPolicy);
    return context.html(inMode(found.html, mode as Mode));
  });
  return pages;
}

const head = { title: 'Previews', live: true, styles: ['/_previews/previews.css'] };

const formatIn = (format: string | undefined): BadgeFormat =>
  format !== undefined && Object.hasOwn(badgeFormats, format) ? (format as BadgeFormat) : '3x4';

/** What there is to say of a badge that was drawn, or could not be; undefined while it is not drawn yet. */
async function settled(answer: Promise<unknown> | undefined): Promise<readonly string[] | undefined> {
  try {
    const drawn = await Promise.race([answer, undefined]);
    return (drawn as BadgeAnswer | undefined)?.findings;
  } catch (error) {
    return [`Cannot be drawn: ${(error as Error).message.split('\n')[0]}`];
  }
}

/** Every second one has a photo. */
function photoFor(index: number): Uint8Array | undefined {
  const photos = readdirSync(photoFolder).sort();
  const photo = photos[(index / 2) % photos.length];
  return photo === undefined ? undefined : readFileSync(join(photoFolder, photo));
}

function stageOf({ endpoints }: RunningTournament): PreviewStage {
  const { competition, mail, badge } = readStageConfig('local');
  const { logo: _, ...design } = badge;
  const { console, stripe, drive } = endpoints;
  return {
    design,
    competition,
    contact: mail.contact,
    admins: mail.admin,
    pages: { console, stripe, drive },
  };
}

/** What the previews' program is asked, and answers. */
import type { BadgeDesign } from '../../../core/badges/badge-design.ts';
import type { BadgeFormat } from '../../../core/badges/badge-formats.ts';
import type { RegistrationType } from '../../../core/domain/registration-type.ts';
import type { StageConfig } from '../../../lib/stage-config.ts';

/** The stage, as far as badges and mails show it. */
export interface PreviewStage {
  design: BadgeDesign;
  competition: Pick<
    StageConfig['competition'],
    'name' | 'year' | 'starts' | 'ends' | 'venue' | 'form' | 'timeZone'
  >;
  contact: string;
  admins: StageConfig['mail']['admin'];
  pages: { console: string; stripe: string; drive: string };
}

export interface BadgeRequest {
  kind: 'badge';
  format: BadgeFormat;
  role: RegistrationType;
  name: string;
  school: string;
  photo?: Uint8Array;
  stage: PreviewStage;
}

export interface BadgeAnswer {
  image: Uint8Array;
  type: string;
  /** What a person should look at, in words. */
  findings: readonly string[];
}

export interface MailsRequest {
  kind: 'mails';
  stage: PreviewStage;
}

export interface MailPreview {
  /** Part of addresses. */
  id: string;
  title: string;
  to: 'family' | 'organisers';
  subject: string;
  text: string;
  /** Its pictures are in it. */
  html: string;
  attachments: readonly string[];
}

export type PreviewRequest = BadgeRequest | MailsRequest;

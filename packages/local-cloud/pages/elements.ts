/** Small pieces of pages that are needed in many places. Their looks are in `style.css`. */
import { html } from 'hono/html';
import type { Html } from './frame.ts';

export type Tone = 'good' | 'bad' | 'busy' | 'warn' | 'quiet';

const marks: Record<Tone, string> = { good: '✓', bad: '✕', busy: '…', warn: '!', quiet: '○' };

/** A short word on how something stands. Its mark says the same as its colour. */
export const pill = (tone: Tone, text: string): Html =>
  html`<span class="pill ${tone}"><span aria-hidden="true">${marks[tone]}</span> ${text}</span>`;

/** A form of one button; `fields` are sent with it. */
export function button(
  action: string,
  label: string | Html,
  fields: Record<string, string> = {},
  kind: '' | 'plain' | 'danger' = '',
): Html {
  const hidden = Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`,
  );
  return html`<form method="post" action="${action}">${hidden}<button${kind && html` class="${kind}"`}>${label}</button></form>`;
}

/** @param at epoch milliseconds. @param now given, a moment of the same day is shown without its date. */
export const moment = (at: number, now?: number): Html => {
  const text = new Date(at).toISOString();
  const whole = `${text.slice(0, 19).replace('T', ' ')} UTC`;
  const isToday = now !== undefined && new Date(now).toISOString().slice(0, 10) === text.slice(0, 10);
  return html`<time datetime="${text}" title="${whole}">${isToday ? text.slice(11, 19) : whole}</time>`;
};

/** Where the day is known: `14:03:59`. @param at epoch milliseconds. */
export const timeOfDay = (at: number): Html => {
  const text = new Date(at).toISOString();
  return html`<time datetime="${text}">${text.slice(11, 19)}</time>`;
};

/** @param ms how long something took. */
export function duration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** What may be wider than a phone, such as a table: it scrolls by itself, also with the keyboard. */
export const scrolling = (label: string, content: Html): Html =>
  html`<div class="scrolling" role="region" aria-label="${label}" tabindex="0">${content}</div>`;

import type { Head, Html } from '@tkd-registration/local-cloud/pages/frame';
import type { Context } from 'hono';

/** What `context.render` takes. */
export type Page = [body: Html, head: Head];

/** Whether a browser asks, not a program. */
export const wantsPage = ({ req }: Context) => req.header('accept')?.includes('text/html') ?? false;

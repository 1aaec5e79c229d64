/** The look that all pages of a site have: their frame, the files it needs, and what browsers may load. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { extname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Handler, MiddlewareHandler } from 'hono';
import { frame, type Head, type Html, type Site } from './frame.ts';

declare module 'hono' {
  interface ContextRenderer {
    // biome-ignore lint/style/useShorthandFunctionType: Hono looks for an interface with a call signature.
    (body: Html, head: Head): Response | Promise<Response>;
  }
}

/** Nothing inline, so that no text from a registration can become a script or a style. Forms lead on to the sandboxes. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "frame-src 'self'",
  "base-uri 'none'",
].join('; ');

const types: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
};

/** Serves a stylesheet or a script. It is read each time, so that a change shows with a reload. */
export function servedFile(file: string | URL): Handler {
  const path = fileURLToPath(file);
  return async (context) =>
    context.body(await readFile(path), 200, {
      'content-type': types[extname(path)] ?? 'application/octet-stream',
      'cache-control': 'no-cache',
    });
}

// `import.meta.resolve` does not exist where tests start an embedded cloud for all of them.
const idiomorph = pathToFileURL(createRequire(import.meta.url).resolve('idiomorph/dist/idiomorph.esm.js'));

const files: Record<string, Handler> = {
  '/_look/style.css': servedFile(new URL('style.css', import.meta.url)),
  '/_look/live.js': servedFile(new URL('live.js', import.meta.url)),
  '/_look/idiomorph.js': servedFile(idiomorph),
};

/**
 * For a server with pages, before its routes: serves the look's own files, and gives each handler `context.render(body, head)`,
 * which answers with a whole page. A page that the browser has already is answered with 304.
 */
export function look(site: () => Site): MiddlewareHandler {
  return async (context, next) => {
    const file = files[context.req.path];
    if (file) return file(context, next);
    context.setRenderer(async (body, head) => {
      const page = String(await frame(site(), new URL(context.req.url), body, head));
      const etag = `"${createHash('sha1').update(page).digest('base64url')}"`;
      context.header('etag', etag);
      context.header('cache-control', 'no-store');
      context.header('content-security-policy', contentSecurityPolicy);
      if (context.req.header('if-none-match') === etag) return context.body(null, 304);
      return context.html(page);
    });
    return next();
  };
}

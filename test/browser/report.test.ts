import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { reportHtml } from '../../cli/report/html.ts';
import { sampleReport } from '../demo/sample.ts';
import { hostileReport } from '../report/hostile.ts';
import { temporaryFolder } from '../temporary.ts';
import { browserPath, HOW_TO_INSTALL } from './find.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = temporaryFolder();
const WCAG_AA = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const LOOKS: Readonly<Record<string, BrowserContextOptions>> = {
  light: { colorScheme: 'light', viewport: { width: 1100, height: 900 } },
  dark: { colorScheme: 'dark', viewport: { width: 1100, height: 900 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 }, isMobile: true },
  'dark phone': { colorScheme: 'dark', viewport: { width: 360, height: 740 }, isMobile: true },
};

let browser: Browser;

beforeAll(async () => {
  if (browserPath === undefined) throw new Error(HOW_TO_INSTALL);
  // Chromium's own sandbox needs rights that root in a container does not have; it opens our own files only.
  browser = await chromium.launch({ executablePath: browserPath, args: ['--no-sandbox'] });
  writeFileSync(join(folder, 'sample.html'), reportHtml(await sampleReport()));
  writeFileSync(join(folder, 'hostile.html'), reportHtml(hostileReport()));
});

afterAll(async () => {
  await browser?.close();
});

interface Opened {
  readonly page: Page;
  /** Asked for, also what the policy then stopped. */
  readonly requests: readonly string[];
  /** Asked for and answered. */
  readonly sent: readonly string[];
  readonly complaints: readonly string[];
}

async function open(name: string, options: BrowserContextOptions, bypassCSP = false): Promise<Opened> {
  const context = await browser.newContext({ ...options, bypassCSP });
  const page = await context.newPage();
  const requests: string[] = [];
  const sent: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('requestfinished', (request) => sent.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => complaints.push(dialog.message()));
  await page.goto(addressOf(name), { waitUntil: 'load' });
  return { page, requests, sent, complaints };
}

/** As text, because this program knows no DOM. */
function look<Result>(page: Page, expression: string): Promise<Result> {
  return page.evaluate(expression) as Promise<Result>;
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
  readonly passes: readonly { readonly id: string }[];
}

const addressOf = (name: string) => pathToFileURL(join(folder, `${name}.html`)).href;

describe.each(Object.entries(LOOKS))('the report in %s', (_, options) => {
  test.each(['sample', 'hostile'])('asks for nothing and complains of nothing: %s', async (name) => {
    const { page, requests, complaints } = await open(name, options);
    expect(requests).toEqual([addressOf(name)]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test.each(['sample', 'hostile'])('passes WCAG 2.2 AA, as far as axe can tell: %s', async (name) => {
    const { page } = await open(name, options, true);
    await page.addScriptTag({ content: axe });
    const { violations, passes } = await look<AxeResults>(
      page,
      `axe.run({ runOnly: ${JSON.stringify(WCAG_AA)} })`,
    );
    expect(violations.map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 3) }))).toEqual([]);
    expect(passes.map(({ id }) => id)).toContain('color-contrast');
    await page.context().close();
  });

  test.each(['sample', 'hostile'])('needs no scrolling to the side: %s', async (name) => {
    const { page } = await open(name, options);
    const [content, screen] = await look<[number, number]>(
      page,
      '[document.documentElement.scrollWidth, document.documentElement.clientWidth]',
    );
    expect(content).toBeLessThanOrEqual(screen);
    await page.context().close();
  });
});

describe('names that an attacker chose', () => {
  test('stand there as text, and do nothing', async () => {
    const { page } = await open('hostile', LOOKS['light'] ?? {});
    const found = await look<{ readonly text: string }>(
      page,
      `({
        ran: 'owned' in globalThis,
        elements: document.querySelectorAll('script, img, iframe, object, embed, form, input, link, base').length,
        handlers: [...document.querySelectorAll('*')].filter((one) =>
          [...one.attributes].some(({ name }) => name.startsWith('on'))).length,
        links: [...document.querySelectorAll('a')].filter((one) => !one.getAttribute('href').startsWith('#')).length,
        text: document.body.innerText,
      })`,
    );
    expect(found).toMatchObject({ ran: false, elements: 0, handlers: 0, links: 0 });
    expect(found.text).toContain('<script>owned=1</script>');
    await page.context().close();
  });

  test('are stopped by the policy of the page even where escaping would fail', async () => {
    const broken = reportHtml(hostileReport()).replace(
      '</main>',
      '<script>globalThis.owned = 1</script><img src="https://tracker.example.com/x" alt=""><p style="color:red" onclick="owned=1">x</p></main>',
    );
    writeFileSync(join(folder, 'broken.html'), broken);
    const { page, sent, complaints } = await open('broken', LOOKS['light'] ?? {});
    expect(await look(page, "'owned' in globalThis")).toBe(false);
    expect(sent).toEqual([addressOf('broken')]);
    expect(complaints.join('\n')).toMatch(/Content Security Policy/);
    await page.context().close();
  });
});

describe('the report on paper', () => {
  test('is black on white also for who works in the dark, and leaves the navigation out', async () => {
    const { page } = await open('sample', LOOKS['dark'] ?? {});
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const seen = await look(
      page,
      `({
        paper: getComputedStyle(document.body).backgroundColor,
        ink: getComputedStyle(document.body).color,
        nav: document.querySelector('nav').checkVisibility(),
      })`,
    );
    expect(seen).toEqual({ paper: 'rgb(255, 255, 255)', ink: 'rgb(0, 0, 0)', nav: false });
    const pdf = await page.pdf({ format: 'A4' });
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    await page.context().close();
  });
});

import { type Finding, shortId } from '../finding.ts';
import { cutText } from '../text.ts';
import { alsoText } from './also.ts';
import { type Beside, openingText } from './body.ts';
import { changeLines } from './changes.ts';
import { stopSteps } from './containment.ts';
import { isFeed, unverifiedNote } from './names.ts';
import { takenOf } from './taken.ts';
import { isOver, type Telling } from './told.ts';
import { firstSteps, fromLines, sumLine, whenLine, whoLine } from './view.ts';

/**
 * Custom notification of Amazon Q Developer in chat applications (Slack, Teams):
 * https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
 */
export interface ChatNotification {
  readonly version: '1.0';
  readonly source: 'custom';
  readonly content: {
    readonly textType: 'client-markdown';
    readonly title: string;
    readonly description: string;
    readonly nextSteps: readonly string[];
    readonly keywords: readonly string[];
  };
  /** Messages with one `threadId` are shown as one thread. */
  readonly metadata: { readonly threadId: string; readonly summary: string };
}

export function chatOf(
  finding: Finding,
  telling: Telling,
  subject: string,
  { link, others = [] }: Omit<Beside, 'moment'>,
): ChatNotification {
  const hasEnded = isOver(telling);
  const steps = hasEnded ? [] : [...stopSteps(finding), ...firstSteps(finding)];
  const also = hasEnded ? '' : alsoText(finding, others);
  const note = unverifiedNote(finding);
  return notificationOf(subject, telling.threadId, {
    lines: [
      chatText(openingText(finding, telling)),
      line('Who', whoLine(finding)),
      line('When', whenLine(finding)),
      ...fromLines(finding).map((text) => line('From', text)),
      ...changeLines(finding, 2).map((text) => line('Access', text)),
      ...(isFeed(finding) ? [] : takenOf(finding)).map((text) => line('Taken', text)),
      ...(also === '' ? [] : [line('Also', also)]),
      line('Score', sumLine(finding)),
      ...(note === undefined ? [] : [line('Note', note)]),
    ],
    nextSteps: [...steps, `npx outflow show ${shortId(finding.id)}`, ...(link === undefined ? [] : [link])],
    keywords: [finding.severity, finding.vendor, shortId(finding.id)],
  });
}

/** `lines`: of markdown. */
export function notificationOf(
  title: string,
  threadId: string,
  {
    lines,
    ...rest
  }: Pick<ChatNotification['content'], 'nextSteps' | 'keywords'> & { readonly lines: readonly string[] },
): ChatNotification {
  return {
    version: '1.0',
    source: 'custom',
    content: { textType: 'client-markdown', title, description: lines.join('\n'), ...rest },
    metadata: { threadId, summary: title },
  };
}

function line(label: string, text: string): string {
  return `*${label}* ${chatText(text)}`;
}

const MAX_TEXT = 400;

/**
 * Text for a chat: inside a code span no markdown, link or mention is read. What would end the span, or what
 * Slack reads even there (`<!channel>`, `@here`), is replaced by characters that only look like it.
 */
export function chatText(text: string): string {
  const inert = cutText(text, MAX_TEXT)
    .replaceAll('`', "'")
    .replaceAll('<', '\u2039')
    .replaceAll('>', '\u203a')
    .replaceAll('&', '+')
    // An address in the middle of a word is e-mail, which mentions nobody.
    .replace(/(?<![\w.+-])@/g, '\uff20');
  return `\`${inert}\``;
}

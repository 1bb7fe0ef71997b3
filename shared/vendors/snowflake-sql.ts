import type { Resource } from '../activity.ts';

/** What a statement says besides customer data: its literals, comments and code bodies are blanked first. */
export interface Sql {
  /** First words in upper case, blanks made single; strings are `''`. */
  readonly statement: string;
  readonly objects: readonly Resource[];
  /** Makes a token by which users and roles can be made, and answers with it, wherever it is called. */
  readonly makesToken: boolean;
}

/** What an unqualified name is relative to. */
export interface Context {
  readonly database: string | undefined;
  readonly schema: string | undefined;
}

/** As much as QUERY_HISTORY keeps: a comment before what a statement does must not hide it. */
const MAX_READ = 100_000;
/** More than all that can be set of a user by names of full length; other statements are told by their first words. */
const MAX_STATEMENT = 4000;
const MAX_WORDS = 400;
const SETS = /^(?:ALTER|CREATE|DROP|GRANT) /i;
/** What an activity has no room for is told from any other by one name, so that a table does not hide behind many. */
const MAX_OBJECTS = 1000;

/**
 * In one pass, because a string may hold what looks like a comment and the other way round. Here `//` begins one as `--` does:
 * https://community.snowflake.com/s/article/how-to-comment-or-uncomment-multiple-lines-in-the-sql-worksheet
 */
const HIDING =
  /"[^"]*"?|'(?:[^'\\]|''|\\[\s\S])*'?|(?:--|\/\/)[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|\$\$[\s\S]*?(?:\$\$|$)/g;

const PART = '(?:"[^"\\n]{1,255}"|[A-Za-z_][\\w$]{0,254})';
const NAME = `${PART}(?:\\.${PART}){0,2}`;
const TABLES = new RegExp(`\\b(?:FROM|JOIN) (${NAME})(?![\\w$"(])`, 'gi');
const CTES = new RegExp(`(?:\\bWITH(?: RECURSIVE)?|,) ?(${PART}) AS \\(`, 'gi');
const OWN = new RegExp(
  `^(?:CREATE|ALTER|DROP)(?: OR (?:REPLACE|ALTER))?(?: (?:TEMP|TEMPORARY|SECURE|EXTERNAL|DATABASE|STORAGE|SECURITY|NOTIFICATION|API|ACCESS|NETWORK|AUTHENTICATION)){0,3} (USER|ROLE|STAGE|SHARE|INTEGRATION|POLICY|RULE|LISTING)(?: IF(?: NOT)? EXISTS)? (${NAME})`,
  'i',
);
const STEPS = '(?:ABORT|ADD|ENROLL|MODIFY|REMOVE|RENAME|RESET|ROTATE|SET|UNSET)';
/** Without a name it is about whoever asks: https://docs.snowflake.com/en/sql-reference/sql/alter-user */
const ONESELF = new RegExp(`^ALTER USER (?:IF EXISTS )?${STEPS} (?!${STEPS} )`, 'i');
const GRANTED_ROLE = new RegExp(`^GRANT (?:DATABASE )?ROLE (${NAME}) TO `, 'i');
const GRANTEE = new RegExp(`^GRANT .* TO (?:DATABASE )?(USER|ROLE|SHARE) (${NAME})`, 'i');
const STAGE =
  /^(?:COPY\s+(?:FILES\s+)?INTO|GET|LIST|LS|REMOVE|RM)\s+'?@((?:"[^"\n]{1,255}"|[\w$.~%-]){1,255})/i;
const CLOUD =
  /^(?:COPY\s+INTO\s+|(?:CREATE|ALTER)\s[\s\S]{0,2000}?(?:URL|LOCATIONS?)\s*=\s*\(?\s*)'((?:s3|s3gov|s3china|s3compat|gcs|azure):\/\/[\w.-]{1,100})/i;

/** https://docs.snowflake.com/en/sql-reference/functions/system_generate_scim_access_token */
const SCIM_TOKEN = /\bSYSTEM\$GENERATE_SCIM_ACCESS_TOKEN"? ?\(/i;

export function readSql(text: string, context: Context): Sql {
  const head = text.slice(0, MAX_READ);
  const plain = head.replace(HIDING, blank).replace(/\s+/g, ' ').trim();
  const objects = [
    ...tablesOf(plain, context),
    ...ownObjectsOf(plain, context),
    ...placesOf(told(head), context),
  ];
  return {
    statement: `${plain.slice(0, SETS.test(plain) ? MAX_STATEMENT : MAX_WORDS).toUpperCase()} `,
    objects: objects.slice(0, MAX_OBJECTS),
    // Most statements have no such sign.
    makesToken: plain.includes('$') && SCIM_TOKEN.test(plain),
  };
}

/** Where data goes is in strings, and comments may stand before it. */
function told(sql: string): string {
  if (!/--|\/[*/]/.test(sql)) return sql.trimStart();
  return sql.replace(HIDING, (token) => (/^["']/.test(token) ? token : ' ')).trimStart();
}

function blank(token: string): string {
  return token.startsWith('"') ? token : token.startsWith("'") ? "''" : ' ';
}

function tablesOf(sql: string, context: Context): Resource[] {
  const defined = new Set(Array.from(sql.matchAll(CTES), ([, name = '']) => fold(name)));
  return Array.from(sql.matchAll(TABLES), ([, name = '']) => name)
    .filter((name) => !defined.has(fold(name)))
    .slice(0, MAX_OBJECTS)
    .map((name) => ({ type: 'table', uid: qualify(name, context) }));
}

/** What a CREATE, ALTER, DROP or GRANT is about. */
function ownObjectsOf(sql: string, context: Context): Resource[] {
  const found: Resource[] = [];
  const [, type, name] = (ONESELF.test(sql) ? null : OWN.exec(sql)) ?? GRANTEE.exec(sql) ?? [];
  if (type !== undefined && name !== undefined)
    found.push({
      type: type.toLowerCase(),
      uid: /^stage$/i.test(type) ? qualify(name, context) : fold(name),
    });
  const role = GRANTED_ROLE.exec(sql)?.[1];
  if (role !== undefined) found.push({ type: 'role', uid: fold(role) });
  return found;
}

/** Stage and bucket that data goes to, without the path, which may hold anything. */
function placesOf(sql: string, context: Context): Resource[] {
  const places: Resource[] = [];
  const stage = STAGE.exec(sql)?.[1];
  if (stage !== undefined) places.push({ type: 'stage', uid: qualify(stage, context) });
  const cloud = CLOUD.exec(sql)?.[1];
  if (cloud !== undefined) places.push({ type: 'location', uid: cloud.toLowerCase() });
  return places;
}

/** As ACCESS_HISTORY writes it, so that both rows name one dataset. Stages of users and tables have no schema. */
function qualify(name: string, { database, schema }: Context): string {
  const folded = fold(name);
  const parts = folded.split('.').length;
  if (parts === 1 && database !== undefined && schema !== undefined && !/^[~%]/.test(folded))
    return `${database}.${schema}.${folded}`;
  return parts === 2 && database !== undefined ? `${database}.${folded}` : folded;
}

/** Names are stored in upper case unless quoted: https://docs.snowflake.com/en/sql-reference/identifiers-syntax */
function fold(name: string): string {
  return name.replace(/"([^"]*)"|[^"]+/g, (part, quoted: string | undefined) => quoted ?? part.toUpperCase());
}

import type { ActorType, Kind, Outcome } from '../activity.ts';
import type { Coverage, RecordUnit } from './vendor.ts';

/** JSON Pointer (RFC 6901), such as `/actor/email`. */
export type Pointer = string;
/** Text with `*` for any text, such as `file.download*`. */
export type Pattern = string;

export type Part =
  | Pointer
  | { readonly value: string | number }
  | { readonly join: readonly Text[]; readonly with?: string }
  /** The id at this place of an address's path, counted from 0: `/api/v2/tickets/4711.json` has it at 3. */
  | { readonly segment: number; readonly of: Pointer };
/** Where a text is read; of a list the first that is there. */
export type Text = Part | readonly Part[];
/** Fields, each with the values it may have; all of them must hold. */
export type Condition = Readonly<Record<Pointer, Pattern | readonly Pattern[]>>;
/** A word by itself, or the word that the value of a field stands for. */
export type Choice<Word extends string> =
  | Word
  | { readonly path: Text; readonly values: Readonly<Record<Pattern, Word>>; readonly otherwise?: Word };
/** Of a list the first that gives a word. */
export type Choices<Word extends string> = Choice<Word> | readonly Choice<Word>[];
/** A number in a field, the sum of a field over a list, or the length of a list. */
export type Count = Text | { readonly sum: Pointer; readonly of: Pointer } | { readonly count: Pointer };

/** At least one of the two. */
export interface Recogniser {
  /** Fields that are there, even if null. */
  readonly keys?: readonly Pointer[];
  readonly values?: Condition;
}
export interface ActorMapping {
  readonly where?: Condition;
  readonly uid: Text;
  readonly type?: Choices<ActorType>;
  readonly email?: Text;
  readonly name?: Text;
  readonly app?: Text;
  readonly credential?: Text;
}
/** At least one of `uid` and `email`. */
export interface TargetMapping {
  readonly where?: Condition;
  /** A list: its first entry that names another account counts, and all pointers beside this one start at the entry. */
  readonly each?: Pointer;
  readonly uid?: Text;
  readonly email?: Text;
}
export interface SourceMapping {
  readonly ip?: Text;
  readonly country?: Text;
  readonly asn?: Text;
  readonly asOrg?: Text;
  readonly userAgent?: Text;
  /** Where the vendor has told browser or program and system apart itself. */
  readonly browser?: Text;
  readonly system?: Text;
}
export interface ResourceMapping {
  readonly where?: Condition;
  /** A list: each of its entries is one resource, and the pointers below start at the entry. */
  readonly each?: Pointer;
  readonly type: string | { readonly path: Text; readonly otherwise?: string };
  readonly uid: Text;
  readonly name?: Text;
}
export interface VolumeMapping {
  readonly where?: Condition;
  readonly records?: Count;
  readonly bytes?: Count;
}
export interface ExceptionMapping {
  readonly operations?: readonly Pattern[];
  readonly where: Condition;
  /** Exactly one of these two. */
  readonly kind?: Kind;
  readonly ignored?: string;
}

/** Of shares. What is named must hold, all of it. */
export interface OutsideMapping {
  readonly operations?: readonly Pattern[];
  readonly where?: Condition;
  /** An e-mail address, which must be of another organisation than the actor's. */
  readonly recipient?: Text;
}

/** A vendor described without code; docs/vendors.md explains each field. */
export interface Mapping {
  readonly uid: string;
  readonly title: string;
  readonly revision: number;
  /** What a record is: `rows` of a table unless told, or `objects` such as files. */
  readonly counts?: RecordUnit;
  /** Operations that take raw events, people or contacts in bulk, and whose events state no size. */
  readonly bulk?: readonly Pattern[];
  /** Operations by which all such data goes elsewhere from now on, of which no event tells. */
  readonly standing?: readonly Pattern[];
  readonly recognises: Recogniser | readonly Recogniser[];
  /** Where the vendor's API packs its events into an answer: a list, or one event. Of several the first that is there. */
  readonly events?: Pointer | readonly Pointer[];
  readonly time: Text;
  readonly operation: Text;
  readonly outcome?: Choices<Outcome>;
  readonly actor: ActorMapping | readonly ActorMapping[];
  readonly target?: TargetMapping | readonly TargetMapping[];
  readonly source?: SourceMapping;
  readonly resources?: readonly ResourceMapping[];
  readonly volume?: VolumeMapping | readonly VolumeMapping[];
  /** What opens something to outsiders or to anybody; one of them is enough. */
  readonly outside?: readonly OutsideMapping[];
  readonly identity?: { readonly event?: Text; readonly operation?: Text };
  readonly session?: Text;
  readonly kinds: Readonly<Record<Pattern, Kind>>;
  readonly ignored?: Readonly<Record<Pattern, string>>;
  readonly exceptions?: readonly ExceptionMapping[];
  readonly coverage?: Coverage;
}

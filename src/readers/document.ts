/**
 * What a reader makes of a file: clients, what each is set up to do, and where each value stands. A reader knows no policy and
 * never fills in a value: what a file does not say is absent, which means unknown.
 */

/** UTF-16 offsets into the text, the end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}
export interface Located<T> {
  readonly value: T;
  readonly span: Span;
}

/** A topic or filter as written. `parts` is there when a piece of it is a hole (`%s`, `${DEVICE}`). */
export interface LocatedTopic {
  readonly value: string;
  readonly parts?: readonly (string | { readonly hole: string })[];
  readonly span: Span;
}

export interface Client {
  /** Where the client is described: the broker's object, the script's connect. */
  readonly span: Span;
  /** A name for people, such as the key path `brokers[1]`. */
  readonly label?: string;
  /** True only for a whole CONNECT packet (`connect complete …` in a script): absent then means absent on the wire. */
  readonly complete: boolean;
  /** As written: a host, `host:port` or a URL. */
  readonly broker?: Located<string>;
  /** Taken from its own key, or from the broker's text. */
  readonly host?: Located<string>;
  readonly port?: Located<number>;
  readonly tls?: Located<boolean>;
  /** Where a script says that the client comes from. */
  readonly address?: Located<string>;
  readonly listener?: Located<string>;
  readonly options: ConnectOptions;
  readonly requests: readonly Request[];
  /** A script says itself that this connect is refused: `=> refused 4`. */
  readonly refusalExpected?: boolean;
  /** Options that are known to be missing, as their values ask to be replaced: `YOUR_TOKEN`. */
  readonly placeholders?: readonly (Located<string> & { readonly option: PlaceholderOption })[];
}
export type PlaceholderOption = 'host' | 'clientId' | 'username' | 'password';

/** Each option that the file gives. `null` as a value: written, and written as nothing. */
export interface ConnectOptions {
  readonly clientId?: Located<string>;
  readonly username?: Located<string | null>;
  readonly password?: Located<string | null>;
  /** 3, 4 or 5. */
  readonly protocolLevel?: Located<number>;
  readonly cleanSession?: Located<boolean>;
  /** Seconds. */
  readonly keepAlive?: Located<number>;
  /** `null`: written as "no will". */
  readonly will?: WillOptions | null;
  readonly willQos?: Located<number>;
  readonly willRetain?: Located<boolean>;
}
export interface WillOptions {
  readonly span: Span;
  readonly topic?: LocatedTopic;
  readonly payload?: Located<string>;
  readonly qos?: Located<number>;
  readonly retain?: Located<boolean>;
}

export type Direction = 'publish' | 'subscribe' | 'receive' | 'unsubscribe';

export interface Request {
  /** Absent: the file does not say. */
  readonly direction?: Direction;
  readonly topic: LocatedTopic;
  readonly qos?: Located<number>;
  readonly retain?: Located<boolean>;
  readonly dup?: Located<boolean>;
  readonly payload?: Located<string>;
  /** A script says itself that this request is refused: `=> failure`. */
  readonly refusalExpected?: boolean;
  /** Requests with the same number go in one packet; absent where the file does not say. */
  readonly packet?: number;
}

/** A comment of the file, without its marks, for `topicguard: policy=onenet` and for ignores. */
export interface Comment {
  readonly text: string;
  readonly span: Span;
}

/** Why a file, or a part of it, could not be read. */
export interface ReadProblem {
  /** `syntax`, `depth`, `size`, `encoding`, `duplicate-key`, `value`, … */
  readonly code: string;
  readonly message: string;
  readonly severity: 'error' | 'warning';
  readonly span: Span;
}

/** A place (an alias) that stands for what is written elsewhere in the file, and counts there, too. */
export interface Inheritance {
  readonly at: Span;
  readonly from: Span;
}

export interface Document {
  readonly clients: readonly Client[];
  /** A script's own line `policy onenet`. */
  readonly policy?: Located<string>;
  /** A script's own lines `role gateway`. */
  readonly roles?: readonly Located<string>[];
  readonly comments: readonly Comment[];
  readonly problems: readonly ReadProblem[];
  /** What is wrong at one of these places, and said of what it stands for, is said once. */
  readonly inherited?: readonly Inheritance[];
}

export type Reader = (text: string) => Document;

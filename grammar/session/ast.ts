/**
 * The syntax tree of a session script (`.mqtt`): what a client does, one statement a line, with what the platform is expected to
 * answer. Every node says where it stands; comments are kept.
 */

/** UTF-16 offsets into the whole text, the end exclusive. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** A value and where it is written; the place of a quoted string includes its quotes. */
export interface Written<T> {
  readonly value: T;
  readonly span: Place;
}

/** `text` is what follows the two slashes, as written. */
export interface ScriptComment {
  readonly text: string;
  readonly span: Place;
}

/** `key=value` as written, before anyone asks what it means. */
export interface OptionNode {
  readonly key: Written<string>;
  readonly value: Written<string>;
  readonly quoted: boolean;
  readonly span: Place;
}

export type OutcomeKind = 'allowed' | 'granted' | 'failure' | 'closed' | 'refused' | 'dropped' | 'denied';

export interface Outcome {
  readonly kind: OutcomeKind;
  /** The QoS of `granted`, the return code of `refused`. */
  readonly code?: number;
  /** Reason ids that must be among the verdict's reasons. */
  readonly reasons: readonly Written<string>[];
  readonly span: Place;
}

/** What stands after `=>`: one outcome, or one for each filter of the packet, in order. */
export interface Expectation {
  readonly outcomes: readonly Outcome[];
  /** From the arrow to the last outcome. */
  readonly span: Place;
}

interface StatementBase {
  readonly span: Place;
  /** Counted from 1. */
  readonly line: number;
  /** The comment at the end of the statement's line. */
  readonly comment?: ScriptComment;
  readonly expectation?: Expectation;
}

export interface PolicyStatement extends StatementBase {
  readonly kind: 'policy';
  readonly name: Written<string>;
}

/** A role that the script's clients have, for a policy that leaves roles to the host. */
export interface RoleStatement extends StatementBase {
  readonly kind: 'role';
  readonly name: Written<string>;
}

export interface ConnectFields {
  readonly clientId?: Written<string>;
  readonly username?: Written<string>;
  readonly password?: Written<string>;
  /** The byte on the wire: 3 (MQTT 3.1), 4 (3.1.1), 5. */
  readonly protocolLevel?: Written<number>;
  readonly cleanSession?: Written<boolean>;
  readonly keepAlive?: Written<number>;
  /** `will=none`. */
  readonly noWill?: Written<null>;
  readonly willTopic?: Written<string>;
  readonly willPayload?: Written<string>;
  /** `will.qos`: of the will that the packet carries. */
  readonly willQos?: Written<number>;
  readonly willRetain?: Written<boolean>;
  /** `will-qos`: the flag of a packet that carries no will. */
  readonly flagWillQos?: Written<number>;
  readonly flagWillRetain?: Written<boolean>;
  /** Unix seconds at which the token is judged. */
  readonly now?: Written<number>;
  /** Where the broker is. */
  readonly host?: Written<string>;
  readonly port?: Written<number>;
  readonly tls?: Written<boolean>;
  /** Where the client comes from: its IP address, the broker's listener that took it. */
  readonly address?: Written<string>;
  readonly listener?: Written<string>;
}

export interface ConnectStatement extends StatementBase {
  readonly kind: 'connect';
  /** `connect complete`: what is not written is not in the packet. Otherwise it is unknown. */
  readonly complete: boolean;
  readonly fields: ConnectFields;
  readonly options: readonly OptionNode[];
}

export interface FilterNode {
  readonly topic: Written<string>;
  readonly qos?: Written<number>;
  readonly options: readonly OptionNode[];
  readonly span: Place;
}
export interface SubscribeStatement extends StatementBase {
  readonly kind: 'subscribe';
  readonly filters: readonly FilterNode[];
}
export interface UnsubscribeStatement extends StatementBase {
  readonly kind: 'unsubscribe';
  readonly filters: readonly FilterNode[];
}

export interface Payload extends Written<string> {
  /** Written as JSON rather than as a quoted string. */
  readonly json: boolean;
}
export interface PublishStatement extends StatementBase {
  readonly kind: 'publish';
  readonly topic: Written<string>;
  readonly qos?: Written<number>;
  readonly retain?: Written<boolean>;
  readonly dup?: Written<boolean>;
  readonly payloadBytes?: Written<number>;
  readonly payload?: Payload;
  readonly options: readonly OptionNode[];
}
export interface ReceiveStatement extends StatementBase {
  readonly kind: 'receive';
  readonly topic: Written<string>;
  readonly qos?: Written<number>;
  readonly retain?: Written<boolean>;
  readonly options: readonly OptionNode[];
}
export interface PacketStatement extends StatementBase {
  readonly kind: 'packet';
  /** The standard's name in lower case, such as `pubrec`. */
  readonly name: Written<string>;
}

export type Statement =
  | PolicyStatement
  | RoleStatement
  | ConnectStatement
  | SubscribeStatement
  | UnsubscribeStatement
  | PublishStatement
  | ReceiveStatement
  | PacketStatement;

export interface SessionScript {
  readonly statements: readonly Statement[];
  /** All of them, in order; those at the end of a statement's line too. */
  readonly comments: readonly ScriptComment[];
  /** The name of the first `policy` statement. */
  readonly policy?: Written<string>;
  /** The names of all `role` statements. */
  readonly roles: readonly Written<string>[];
}

export interface ScriptProblem {
  /** `syntax`, `unknown-word`, `option`, `value`, `expectation`, `string`, `limit`. */
  readonly code: string;
  readonly message: string;
  readonly span: Place;
  readonly line: number;
}

export interface ParsedScript {
  /** What could be read: a line with a mistake is left out, all others are there. */
  readonly script: SessionScript;
  readonly problems: readonly ScriptProblem[];
}

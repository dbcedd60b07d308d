/** The engine: from a policy to verdicts. No files, no clock, no I/O. */

export { checkAssertions } from './assertions.js';
export { createGuard } from './create-guard.js';

export type {
  Catalogue,
  CatalogueEntry,
  ConnectVerdict,
  Guard,
  GuardOptions,
  RevokedSubscription,
  Session,
} from './guard.js';
export type {
  ConnectPacket,
  Delivery,
  Facts,
  Hole,
  Judgement,
  PartialConnect,
  PartialPublish,
  PartialSubscribe,
  PartialTopic,
  PartialWill,
  PublishPacket,
  RawPublishPacket,
  SubscribePacket,
  SubscribeRequest,
  UnsubscribePacket,
  Will,
} from './packets.js';
export { goesByUsername } from './user-name.js';
export type {
  Advice,
  ConsequenceKind,
  FilterVerdict,
  PacketVerdict,
  Reason,
  RuleId,
  Verdict,
  WireConsequence,
} from './verdict.js';

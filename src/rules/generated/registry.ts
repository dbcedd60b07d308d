// Written by `npm run generate` from the files of src/rules.
import { rule as connectCleanSession } from '../connect/clean-session.js';
import { rule as connectClientId } from '../connect/client-id.js';
import { rule as connectDuplicateClientId } from '../connect/duplicate-client-id.js';
import { rule as connectHost } from '../connect/host.js';
import { rule as connectKeepAlive } from '../connect/keep-alive.js';
import { rule as connectPassword } from '../connect/password.js';
import { rule as connectPlaceholder } from '../connect/placeholder.js';
import { rule as connectPlaintextSecret } from '../connect/plaintext-secret.js';
import { rule as connectProtocol } from '../connect/protocol.js';
import { rule as connectUsername } from '../connect/username.js';
import { rule as connectWill } from '../connect/will.js';
import { rule as limitsCharacters } from '../limits/characters.js';
import { rule as limitsFilters } from '../limits/filters.js';
import { rule as limitsLength } from '../limits/length.js';
import { rule as limitsLevels } from '../limits/levels.js';
import { rule as limitsSubscriptions } from '../limits/subscriptions.js';
import { rule as lintLegacyOnenet } from '../lint/legacy-onenet.js';
import { rule as lintPolicy } from '../lint/policy.js';
import { rule as lintUnknownRule } from '../lint/unknown-rule.js';
import { rule as lintUnusedIgnore } from '../lint/unused-ignore.js';
import { rule as packetUnsupported } from '../packet/unsupported.js';
import { rule as policyNote } from '../policy/note.js';
import { rule as publishDelayed } from '../publish/delayed.js';
import { rule as publishDup } from '../publish/dup.js';
import { rule as publishPayloadSize } from '../publish/payload-size.js';
import { rule as publishQos } from '../publish/qos.js';
import { rule as publishRetain } from '../publish/retain.js';
import { rule as qosRange } from '../qos/range.js';
import { rule as readDuplicateKey } from '../read/duplicate-key.js';
import { rule as readEncoding } from '../read/encoding.js';
import { rule as readSize } from '../read/size.js';
import { rule as readSyntax } from '../read/syntax.js';
import { rule as readValue } from '../read/value.js';
import { rule as sessionNone } from '../session/none.js';
import { rule as subscribeBroad } from '../subscribe/broad.js';
import { rule as subscribeDead } from '../subscribe/dead.js';
import { rule as subscribeDuplicate } from '../subscribe/duplicate.js';
import { rule as subscribePair } from '../subscribe/pair.js';
import { rule as subscribeQos } from '../subscribe/qos.js';
import { rule as subscribeRedundant } from '../subscribe/redundant.js';
import { rule as subscribeShared } from '../subscribe/shared.js';
import { rule as subscribeTooWide } from '../subscribe/too-wide.js';
import { rule as subscribeWildcardLevel } from '../subscribe/wildcard-level.js';
import { rule as topicControlCharacter } from '../topic/control-character.js';
import { rule as topicDenied } from '../topic/denied.js';
import { rule as topicDirection } from '../topic/direction.js';
import { rule as topicEmptyLevel } from '../topic/empty-level.js';
import { rule as topicForeign } from '../topic/foreign.js';
import { rule as topicForeignDialect } from '../topic/foreign-dialect.js';
import { rule as topicPlaceholder } from '../topic/placeholder.js';
import { rule as topicReplyName } from '../topic/reply-name.js';
import { rule as topicStar } from '../topic/star.js';
import { rule as topicSyntax } from '../topic/syntax.js';
import { rule as topicUnknown } from '../topic/unknown.js';
import { rule as topicWhitespace } from '../topic/whitespace.js';
import type { Rule } from '../rule.js';

export const rules: readonly Rule[] = [
  connectCleanSession,
  connectClientId,
  connectDuplicateClientId,
  connectHost,
  connectKeepAlive,
  connectPassword,
  connectPlaceholder,
  connectPlaintextSecret,
  connectProtocol,
  connectUsername,
  connectWill,
  limitsCharacters,
  limitsFilters,
  limitsLength,
  limitsLevels,
  limitsSubscriptions,
  lintLegacyOnenet,
  lintPolicy,
  lintUnknownRule,
  lintUnusedIgnore,
  packetUnsupported,
  policyNote,
  publishDelayed,
  publishDup,
  publishPayloadSize,
  publishQos,
  publishRetain,
  qosRange,
  readDuplicateKey,
  readEncoding,
  readSize,
  readSyntax,
  readValue,
  sessionNone,
  subscribeBroad,
  subscribeDead,
  subscribeDuplicate,
  subscribePair,
  subscribeQos,
  subscribeRedundant,
  subscribeShared,
  subscribeTooWide,
  subscribeWildcardLevel,
  topicControlCharacter,
  topicDenied,
  topicDirection,
  topicEmptyLevel,
  topicForeign,
  topicForeignDialect,
  topicPlaceholder,
  topicReplyName,
  topicStar,
  topicSyntax,
  topicUnknown,
  topicWhitespace,
];

// Written by scripts/generate/language-docs.ts.

/** What docs/policy-language.md says of a word. */
export const policyWordDocs: ReadonlyMap<string, string> = new Map([
  [
    "advise",
    "`warn`, `advise`\n\nthe packet allowed; means said, and nothing else"
  ],
  [
    "after",
    "`required`, `after`\n\nwill mean topics that must be used, and in which order"
  ],
  [
    "always",
    "`never subscribe F`, `always subscribe F`: the filter F is refused, or granted, whoever the client is."
  ],
  [
    "and",
    "A line may depend on other fields of the same packet: `dup 0 when qos 0 and retain 1`, or on a setting. Roles, sections, listings and checks may also depend on the client: `when username anna | bert`, `client-id gh-[0-9]{6}`, `address 10.0.0.0/8`, `protocol 5`, `tls 1`, `listener inner`. That is settled once for a session; a condition that the host gives no value for refuses the client."
  ],
  [
    "assert",
    "`assert`\n\nits lines are asked when the policy is loaded"
  ],
  [
    "bag",
    "`bag of key=value, …`\n\nmeans a token: `key=value` joined by `&`, percent-encoded, in any order"
  ],
  [
    "clamp",
    "`clamp`, `downgrade`, `ignore`\n\nthe packet allowed; means the value is moved into range, lowered, not looked at"
  ],
  [
    "close",
    "`close [code]`\n\nthe packet refused; means the connection ends"
  ],
  [
    "connect",
    "`connect`\n\nits lines are asked at CONNECT"
  ],
  [
    "counting",
    "`not counting`\n\nwill mean levels that a limit does not count"
  ],
  [
    "dated",
    "In the head `hosts` names the brokers that the policy is about: the linter recognises clients by them. `dated` is the day on which the vendor's page was read."
  ],
  [
    "default",
    "A setting is a name with a shape and, mostly, a `default`. It stands for one text, the same for every client: in templates and prefixes, in hosts, in bags, as a value (`username {admin}`), and as a number or an end of a range (`keep-alive {least}..{most} s`) where its shape has digits only. `when {region} eu | us` makes a section, a line or a role depend on it."
  ],
  [
    "delivery",
    "`delivery listed`\n\nwill mean only `receive` lines are delivered"
  ],
  [
    "deny",
    "`deny subscribe` refuses every filter that shares a topic with it. `wildcards none` and `wildcards from level 4` say where a wildcard may stand, counted from 1 at the beginning of the whole topic."
  ],
  [
    "dialect",
    "`dialect …`\n\nwill mean quirks of a broker"
  ],
  [
    "downgrade",
    "`clamp`, `downgrade`, `ignore`\n\nthe packet allowed; means the value is moved into range, lowered, not looked at"
  ],
  [
    "drop",
    "`drop`\n\nthe packet refused; means acknowledged and thrown away"
  ],
  [
    "dup",
    "A line may depend on other fields of the same packet: `dup 0 when qos 0 and retain 1`, or on a setting. Roles, sections, listings and checks may also depend on the client: `when username anna | bert`, `client-id gh-[0-9]{6}`, `address 10.0.0.0/8`, `protocol 5`, `tls 1`, `listener inner`. That is settled once for a session; a condition that the host gives no value for refuses the client."
  ],
  [
    "every",
    "`every publish`, `every subscribe`, `every receive`, `every unsubscribe`\n\nits lines are asked at each packet of that kind"
  ],
  [
    "every packet",
    "`every packet`\n\nits lines are asked packets that are refused as such"
  ],
  [
    "every publish",
    "`every publish`, `every subscribe`, `every receive`, `every unsubscribe`\n\nits lines are asked at each packet of that kind"
  ],
  [
    "every receive",
    "`every publish`, `every subscribe`, `every receive`, `every unsubscribe`\n\nits lines are asked at each packet of that kind"
  ],
  [
    "every session",
    "`every session`\n\nits lines are asked counts: how many subscriptions a session has"
  ],
  [
    "every subscribe",
    "`every publish`, `every subscribe`, `every receive`, `every unsubscribe`\n\nits lines are asked at each packet of that kind"
  ],
  [
    "every unsubscribe",
    "`every publish`, `every subscribe`, `every receive`, `every unsubscribe`\n\nits lines are asked at each packet of that kind"
  ],
  [
    "exact",
    "`exact`\n\na filter is granted when its text is the text of a listing"
  ],
  [
    "except",
    "`except` cuts topics out of one line, where `deny` takes them from all: `subscribe # except private/#`. What it does to a filter depends on how the section judges filters:\n\n- `within`: a line with `except` allows its topics without those it leaves out; a filter that also matches one of those needs another line for it\n- `overlap`: a line with `except` gives the client its topics without those it leaves out. They stay topics of the platform, so a filter that reaches one is refused\n- `exact`: a line with `except` grants the text it lists, unless that text, as a filter, also matches a topic that it leaves out"
  ],
  [
    "extends",
    "Roles and settings are given together for both pages; a name that both have gets the same value. The page below is a built-in policy or a file: `on plant` is `plant.mqttpolicy` beside this page, `on ../plant.mqttpolicy` and `on ../plant.json` are paths from here. The same goes for `extends`. A page has one or the other. A page that extends one that stands on another stands there too."
  ],
  [
    "filters",
    "`filters` says how a subscription is held against the listings, once for a section:\n\n- `within`: a filter is granted when every topic that it can match is allowed. This is the default\n- `overlap`: a filter is granted when it stays below the section's prefix and at least one listed topic is in it\n- `exact`: a filter is granted when its text is the text of a listing"
  ],
  [
    "for",
    "`for` makes a section or a line count for some roles only: `topics for operator`. A section may have a description as well."
  ],
  [
    "from",
    "`deny subscribe` refuses every filter that shares a topic with it. `wildcards none` and `wildcards from level 4` say where a wildcard may stand, counted from 1 at the beginning of the whole topic."
  ],
  [
    "glob",
    "`glob \"a*\"`\n\nwill mean filters judged as text"
  ],
  [
    "hosts",
    "In the head `hosts` names the brokers that the policy is about: the linter recognises clients by them. `dated` is the day on which the vendor's page was read."
  ],
  [
    "identity",
    "`identity`\n\nits lines are asked at CONNECT: what the client says about who it is"
  ],
  [
    "ignore",
    "`clamp`, `downgrade`, `ignore`\n\nthe packet allowed; means the value is moved into range, lowered, not looked at"
  ],
  [
    "isolated",
    "`isolated {x}`: two clients that differ in `{x}` share nothing."
  ],
  [
    "level",
    "`level` is every level of the topic or filter that is not a wildcard. `shared` is the group of a shared subscription: `shared none` refuses them all, `shared [a-z]{1,16}` says what a group may be called."
  ],
  [
    "levels",
    "Flags are `0` and `1`, as on the wire. Units: `B bytes KB MB` for sizes, `chars` and `levels` for topics, `ms s min h d` for times. What a topic, client id, user name or password is measured in must be said. A value that is absent keeps to every check but `required`."
  ],
  [
    "never",
    "`never publish T`, `never receive T`: no client may publish, or gets, a topic of T."
  ],
  [
    "none",
    "`none`\n\nthe packet refused; means a convention: wrong, but no broker reacts"
  ],
  [
    "not",
    "`not counting`\n\nwill mean levels that a limit does not count"
  ],
  [
    "note",
    "`reply` names the answer that belongs to a line, `note` is advice for those who use the line, and `use` is what to write instead."
  ],
  [
    "of",
    "`bag of key=value, …`\n\nmeans a token: `key=value` joined by `&`, percent-encoded, in any order"
  ],
  [
    "on",
    "The page of a platform says what there is. Which of it one's own devices may have is another matter, with another author: a page that stands `on` the platform's."
  ],
  [
    "only",
    "`wildcards only +`, `note warning \"…\"`, a range among several values\n\nwill mean"
  ],
  [
    "or",
    "`or` between fields, `not` in front of a value or template, several names in one field\n\nwill mean richer identities"
  ],
  [
    "order",
    "`order first-match`\n\nwill mean the first matching line decides"
  ],
  [
    "otherwise",
    "`otherwise` says what follows a breach: on the line, else for the section, else for the verb in its `every` section, else it is unknown."
  ],
  [
    "overlap",
    "`overlap`\n\na filter is granted when it stays below the section's prefix and at least one listed topic is in it"
  ],
  [
    "payload",
    "`payload < 1 KB`, `<=`, `>`, `>=`\n\nmeans a comparison; 1 KB is 1024 bytes"
  ],
  [
    "per",
    "`publishes <= 300 per 5 s`\n\nmeans a rate. It is documented, not judged: the engine reads no clock"
  ],
  [
    "policy",
    "`policy NAME \"title\"`\n\nits lines are asked the head: `source`, `hosts`, `dated`, `remove`"
  ],
  [
    "publish",
    "`publish`, `subscribe` and `receive` list topics; several verbs and several topics are joined by commas. A topic that may be subscribed to may also be delivered; `receive` lists what arrives without a subscription, and `deny receive` stops a delivery in silence. Checks on the line hold for these topics: `publish alarm qos 1`. One line that lists the topic and whose checks hold is enough."
  ],
  [
    "qos",
    "`qos 0`\n\nmeans exactly this"
  ],
  [
    "receive",
    "`publish`, `subscribe` and `receive` list topics; several verbs and several topics are joined by commas. A topic that may be subscribed to may also be delivered; `receive` lists what arrives without a subscription, and `deny receive` stops a delivery in silence. Checks on the line hold for these topics: `publish alarm qos 1`. One line that lists the topic and whose checks hold is enough."
  ],
  [
    "refuse",
    "`refuse [code]`\n\nthe packet refused; means the negative answer: CONNACK, SUBACK, PUBACK"
  ],
  [
    "remove",
    "The other page is copied; `remove` leaves out a section of it. A line with the same key replaces the one of the copy: a name or a role by its name, a binding by its field, a check by field, unit and condition, a listing by its verbs and topics. Other lines are added, an `otherwise` replaces that of its section, and asserts only add up. Then the whole is checked as if one had written it by hand."
  ],
  [
    "reply",
    "`reply` names the answer that belongs to a line, `note` is advice for those who use the line, and `use` is what to write instead."
  ],
  [
    "required",
    "Flags are `0` and `1`, as on the wire. Units: `B bytes KB MB` for sizes, `chars` and `levels` for topics, `ms s min h d` for times. What a topic, client id, user name or password is measured in must be said. A value that is absent keeps to every check but `required`."
  ],
  [
    "retain",
    "A line may depend on other fields of the same packet: `dup 0 when qos 0 and retain 1`, or on a setting. Roles, sections, listings and checks may also depend on the client: `when username anna | bert`, `client-id gh-[0-9]{6}`, `address 10.0.0.0/8`, `protocol 5`, `tls 1`, `listener inner`. That is settled once for a session; a condition that the host gives no value for refuses the client."
  ],
  [
    "roles",
    "`roles`\n\nits lines are asked kinds of clients: `anna when username anna`; among those without `when` the host of the engine chooses"
  ],
  [
    "settings",
    "`settings`\n\nits lines are asked when the policy is put to use: what the one who deploys it chooses"
  ],
  [
    "source",
    "`source` is a page with its title, its address or both. As a statement of a section it says where the lines of the section were read; as a clause it is about its line. A title that a `source` of the head has stands for its address."
  ],
  [
    "subscribe",
    "`publish`, `subscribe` and `receive` list topics; several verbs and several topics are joined by commas. A topic that may be subscribed to may also be delivered; `receive` lists what arrives without a subscription, and `deny receive` stops a delivery in silence. Checks on the line hold for these topics: `publish alarm qos 1`. One line that lists the topic and whose checks hold is enough."
  ],
  [
    "topics",
    "`topics`\n\nits lines are asked when a topic is named"
  ],
  [
    "under",
    "`under` is what all topics of a section begin with: `topics under line/{device}`. Several beginnings are joined by commas, and each topic stands below each of them."
  ],
  [
    "unknown",
    "`unknown`\n\nthe packet refused; means the documentation does not say"
  ],
  [
    "use",
    "`reply` names the answer that belongs to a line, `note` is advice for those who use the line, and `use` is what to write instead."
  ],
  [
    "warn",
    "`warn`, `advise`\n\nthe packet allowed; means said, and nothing else"
  ],
  [
    "warning",
    "`wildcards only +`, `note warning \"…\"`, a range among several values\n\nwill mean"
  ],
  [
    "when",
    "A line may depend on other fields of the same packet: `dup 0 when qos 0 and retain 1`, or on a setting. Roles, sections, listings and checks may also depend on the client: `when username anna | bert`, `client-id gh-[0-9]{6}`, `address 10.0.0.0/8`, `protocol 5`, `tls 1`, `listener inner`. That is settled once for a session; a condition that the host gives no value for refuses the client."
  ],
  [
    "wildcards",
    "`deny subscribe` refuses every filter that shares a topic with it. `wildcards none` and `wildcards from level 4` say where a wildcard may stand, counted from 1 at the beginning of the whole topic."
  ],
  [
    "within",
    "`within`\n\na filter is granted when every topic that it can match is allowed. This is the default"
  ]
]);

/** What docs/session-scripts.md says of a word. */
export const scriptWordDocs: ReadonlyMap<string, string> = new Map([
  [
    "allowed",
    "`allowed`, `denied`\n\nthe request is just that, whatever follows"
  ],
  [
    "closed",
    "`closed`\n\nthe request is refused by ending the connection"
  ],
  [
    "connect",
    "`connect …`\n\nsays begins a new session. What is not written is unknown"
  ],
  [
    "connect complete",
    "`connect complete …`\n\nsays a whole packet: what is not written is not in it"
  ],
  [
    "denied",
    "`allowed`, `denied`\n\nthe request is just that, whatever follows"
  ],
  [
    "dropped",
    "`dropped`\n\nthe request is refused in silence: acknowledged and thrown away"
  ],
  [
    "failure",
    "`failure`\n\nthe request is a subscription that the answer refuses (0x80)"
  ],
  [
    "granted",
    "`granted 1`\n\nthe request is a subscription, granted with this QoS"
  ],
  [
    "packet",
    "`packet NAME`\n\nsays another packet, by its name in the standard: `packet pubrec`"
  ],
  [
    "policy",
    "`policy NAME`\n\nsays the policy: a built-in one, or the path of a policy file from the script. `--policy` counts more"
  ],
  [
    "publish",
    "`publish TOPIC … PAYLOAD`\n\nsays the payload is JSON or a text in double quotes, at the end"
  ],
  [
    "receive",
    "`receive` lines need somebody who publishes: `--publisher mqtt://USER:PASSWORD@HOST` is a client that may. A message that comes although the policy keeps it from the client is a difference, too."
  ],
  [
    "refused",
    "`refused 4`\n\nthe request is a connect that the answer refuses, with this code; without a number, with any"
  ],
  [
    "role",
    "`role NAME`\n\nsays a role that the clients have, where the policy leaves roles to the host; several lines give several. `--role` counts more. Without either, the first role of the policy is taken"
  ],
  [
    "subscribe",
    "`subscribe FILTER, …`, `unsubscribe FILTER, …`\n\nsays one packet"
  ],
  [
    "unsubscribe",
    "`subscribe FILTER, …`, `unsubscribe FILTER, …`\n\nsays one packet"
  ]
]);

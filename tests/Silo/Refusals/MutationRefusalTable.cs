namespace SystemConnector.Silo.Tests.Refusals;

/// <summary>One entry for each mutation of the schema. Whoever adds a mutation adds an entry, with a fault of each of its fields that can have one.</summary>
internal static class MutationRefusalTable
{
    private const string Long = "12345678901234567890123456789012345678901234567890123456789012345";
    private const string LongSecret = Long + Long;

    private static readonly FieldFault[] _names =
    [
        new("""{"name":"  "}""", "RequiredFieldError name"),
        new($$"""{"name":"{{Long}}"}""", "OutOfRangeError name"),
        new("""{"name":"a\tb"}""", "MalformedFieldError name"),
        new("""{"name":" a"}""", "MalformedFieldError name"),
    ];

    private static readonly FieldFault[] _sites =
    [
        .. _names,
        new("""{"name":"Other"}""", "TakenError name"),
        new("""{"domains":["fine.example","not a host"]}""", "MalformedFieldError domains[1]"),
        new("""{"domains":["twice.example","TWICE.example."]}""", "ContradictionError domains[1]"),
        new("""{"domains":["other.example"]}""", "TakenError domains[0]"),
        new("""{"localRanges":[{"min":"","max":"12x"}]}""", "MalformedFieldError localRanges[0].min", "MalformedFieldError localRanges[0].max"),
        new("""{"localRanges":[{"min":"20","max":"10"}]}""", "ContradictionError localRanges[0].max"),
        new("""{"localRanges":[{"min":"10","max":"20"},{"min":"20","max":"30"}]}""", "ContradictionError localRanges[1]"),
    ];

    private static readonly FieldFault[] _connectors =
    [
        .. _names,
        new("""{"ipAddress":"not/an address"}""", "MalformedFieldError ipAddress"),
        new("""{"ipAddress":""}""", "RequiredFieldError ipAddress"),
        new("""{"extensionRanges":[]}""", "RequiredFieldError extensionRanges"),
        new("""{"extensionRanges":[{"min":"","max":"12x"}]}""", "RequiredFieldError extensionRanges[0].min", "MalformedFieldError extensionRanges[0].max"),
        new("""{"extensionRanges":[{"min":"20","max":"10"}]}""", "ContradictionError extensionRanges[0].max"),
        new("""{"extensionRanges":[{"min":"100","max":"1999"}]}""", "ContradictionError extensionRanges[0].max"),
        new("""{"extensionRanges":[{"min":"10","max":"20"},{"min":"20","max":"30"}]}""", "ContradictionError extensionRanges[1]"),
        new("""{"extensionRanges":[{"min":"10","max":"20","stripDigits":3,"prependDigits":"x"}]}""",
            "MalformedFieldError extensionRanges[0].prependDigits", "OutOfRangeError extensionRanges[0].stripDigits"),
        new("""{"extensionRanges":[{"min":"10","max":"20","stripDigits":2}]}""", "OutOfRangeError extensionRanges[0].prependDigits"),
        new("""{"priority":-1}""", "OutOfRangeError priority"),
        new("""{"priority":1001}""", "OutOfRangeError priority"),
        new("""{"noAnswerTimeoutSeconds":0}""", "OutOfRangeError noAnswerTimeoutSeconds"),
        new("""{"noAnswerTimeoutSeconds":33}""", "OutOfRangeError noAnswerTimeoutSeconds"),
        new("""{"sessionExpiresSeconds":89}""", "OutOfRangeError sessionExpiresSeconds"),
        new("""{"sessionExpiresSeconds":86401}""", "OutOfRangeError sessionExpiresSeconds"),
        new("""{"tls":{"fingerprint":"12:34"}}""", "MalformedFieldError tls.fingerprint"),
        new("""{"limits":{"channels":-1,"callsPerSecond":10001,"pendingTransactions":-1,"contacts":0}}""",
            "OutOfRangeError limits.channels", "OutOfRangeError limits.callsPerSecond", "OutOfRangeError limits.pendingTransactions", "OutOfRangeError limits.contacts"),
    ];

    private static readonly FieldFault[] _passwordConnectors =
    [
        new("""{"username":"a b"}""", "MalformedFieldError username"),
        new($$"""{"username":"{{Long}}"}""", "OutOfRangeError username"),
        new("""{"username":"150"}""", "TakenError username"),
        new($$"""{"password":"{{LongSecret}}"}""", "OutOfRangeError password"),
        new("""{"password":"a\nb"}""", "MalformedFieldError password"),
        new("""{"registerString":"no register string"}""", "MalformedFieldError registerString"),
        new("""{"registerString":"someone@elsewhere.example:another"}""", "ContradictionError registerString") { IsAlone = true },
    ];

    private static readonly FieldFault[] _imports =
    [
        new("""{"content":""}""", "MalformedFieldError content"),
        new("""{"content":"nothing,that,is,known\n1,2,3,4\n"}""", "MalformedFieldError content"),
        new("""{"format":"JSON","content":"[{"}""", "MalformedFieldError content"),
    ];

    private static readonly FieldFault[] _passphrases =
    [
        new("""{"passphrase":""}""", "OutOfRangeError passphrase"),
        new("""{"passphrase":"aaaaaaaaaaaaaaaa"}""", "OutOfRangeError passphrase"),
        new("""{"passphrase":"12345678901234"}""", "OutOfRangeError passphrase"),
    ];

    public static MutationRefusals[] All { get; } =
    [
        new("createSite", """{"name":"New"}""", [.. _sites, new("""{"isDefault":true}""", "TakenError isDefault")]),
        new("updateSite", """{"id":"{site}"}""", [.. _sites, new("""{"expectedVersion":99}""", "StaleVersionError expectedVersion")]),
        // The site that has connectors.
        new("deleteSite", """{"id":"{site}"}""", new FieldFault("{}", "ContradictionError -")),
        new("putLocalNumbers", """{"siteId":"{site}","numbers":[{"number":"152"}]}""",
            new("""{"numbers":[]}""", "RequiredFieldError numbers"),
            new($$"""{"numbers":[{"number":""},{"number":"12x"},{"number":"153","owner":"{{Long}}","secret":"{{LongSecret}}"},{"number":"154","owner":"a\t","secret":"b\n"}]}""",
                "RequiredFieldError numbers[0].number", "MalformedFieldError numbers[1].number", "OutOfRangeError numbers[2].owner", "OutOfRangeError numbers[2].secret",
                "MalformedFieldError numbers[3].owner", "MalformedFieldError numbers[3].secret"),
            new("""{"numbers":[{"number":"155"},{"number":"155"}]}""", "ContradictionError numbers[1].number"),
            new("""{"numbers":[{"number":"156","kind":"CALL_FLOW","secret":"x"},{"number":"157","kind":"PARKING_LOT","target":"no uri"}]}""",
                "ContradictionError numbers[0].secret", "RequiredFieldError numbers[0].target", "MalformedFieldError numbers[1].target"),
            new("""{"numbers":[{"number":"158","kind":"SPEED_DIAL","target":"sip:a@b.example"},{"number":"159","kind":"SPEED_DIAL","speedDialTo":"159"},{"number":"160","speedDialTo":"x"}]}""",
                "ContradictionError numbers[0].target", "RequiredFieldError numbers[0].speedDialTo", "ContradictionError numbers[1].speedDialTo",
                "ContradictionError numbers[2].speedDialTo", "MalformedFieldError numbers[2].speedDialTo")),
        new("deleteLocalNumbers", """{"siteId":"{site}","numbers":["150"]}""",
            new("""{"numbers":[]}""", "OutOfRangeError numbers"),
            new("""{"numbers":["150","999","x"]}""", "NotFoundError numbers[1]", "NotFoundError numbers[2]")),
        new("deleteMatchingLocalNumbers", """{"siteId":"{site}","filter":{"prefix":"9"}}""",
            new("""{"filter":{}}""", "RequiredFieldError filter"),
            new("""{"filter":{"prefix":"x","min":"20","max":"10"}}""", "MalformedFieldError filter.prefix", "ContradictionError filter.max")),
        new("createConnector",
            """{"siteId":"{site}","name":"New","connectionType":"GENERIC_PASSWORD_AUTH","ipAddress":"127.0.0.1:9","username":"new","password":"correct horse","enabled":false,"extensionRanges":[{"min":"500","max":"599"}]}""",
            [
                .. _connectors, .. _passwordConnectors,
                new("""{"name":"West"}""", "TakenError name"),
                new("""{"username":"east"}""", "TakenError username"),
                new("""{"username":""}""", "RequiredFieldError username"),
                new("""{"password":null}""", "RequiredFieldError password"),
                new("""{"connectionType":"GENERIC_IP_AUTH","callerIdentity":"TRUNK_USER"}""",
                    "ContradictionError username", "ContradictionError password", "ContradictionError callerIdentity") { IsAlone = true },
            ]),
        new("updateConnector", """{"id":"{passwordConnector}"}""",
            [
                .. _connectors, .. _passwordConnectors,
                new("""{"name":"West"}""", "TakenError name"),
                new("""{"keepPreviousPasswordHours":169}""", "OutOfRangeError keepPreviousPasswordHours"),
                new("""{"expectedVersion":99}""", "StaleVersionError expectedVersion"),
            ]),
        new("deleteConnector", """{"id":"{connector}"}"""),
        new("enableConnector", """{"id":"{connector}"}"""),
        new("disableConnector", """{"id":"{connector}"}"""),
        new("examineConnector", """{"id":"{connector}"}""", new FieldFault("""{"testNumber":"12x"}""", "MalformedFieldError testNumber")),
        new("assignCaller", """{"source":"192.0.2.7","connectorId":"{connector}"}""",
            new("""{"source":""}""", "MalformedFieldError source"),
            new("""{"source":"host.example"}""", "MalformedFieldError source"),
            new("""{"source":"1"}""", "MalformedFieldError source"),
            new("""{"source":"192.0.519"}""", "MalformedFieldError source"),
            new("""{"source":"192.0.2.07"}""", "MalformedFieldError source"),
            new("""{"source":"fe80::1%2"}""", "MalformedFieldError source"),
            new("""{"connectorId":"{passwordConnector}"}""", "ContradictionError connectorId")),
        new("decidePrecedence", """{"extensionRangeId":"{range}","number":"150","precedence":"REMOTE"}""",
            new("""{"number":""}""", "MalformedFieldError number"),
            new("""{"number":"15x"}""", "MalformedFieldError number"),
            new("""{"number":"999"}""", "OutOfRangeError number"),
            new("""{"number":"199"}""", "NotFoundError number")),
        new("createMigration", """{"connectorId":"{connector}","name":"New","entries":[{"winner":"REMOTE","numbers":["150","151"]}]}""",
            [
                .. _names,
                new("""{"entries":[]}""", "RequiredFieldError entries") { IsAlone = true },
                new("""{"entries":[{"winner":"REMOTE"},{"winner":"REMOTE","numbers":["150"],"range":{"min":"150","max":"151"}}]}""", "RequiredFieldError entries[0]", "ContradictionError entries[1]"),
                new("""{"entries":[{"winner":"REMOTE","numbers":["15x","999"]},{"winner":"LOCAL","numbers":["199"]}]}""",
                    "MalformedFieldError entries[0].numbers[0]", "OutOfRangeError entries[0].numbers[1]", "ContradictionError entries[1].numbers[0]"),
                new("""{"entries":[{"winner":"REMOTE","range":{"min":"160","max":"150"}},{"winner":"REMOTE","range":{"min":"150","max":"250"}}]}""",
                    "MalformedFieldError entries[0].range", "OutOfRangeError entries[1].range"),
                new("""{"entries":[{"winner":"REMOTE","filter":{"kinds":["PREFIX_SHADOW"]}}]}""", "ContradictionError entries[0].filter.kinds"),
                new("""{"csv":"150,perhaps\n15x,local\n"}""", "MalformedFieldError csv"),
                new("""{"until":"2001-01-01T00:00:00Z"}""", "OutOfRangeError until"),
                new("""{"from":"9999-12-31T23:59:59Z","until":"9999-12-31T00:00:00Z"}""", "OutOfRangeError until"),
                new("""{"waves":{"size":0,"everyMinutes":-1,"lists":[{"numbers":["150"]}]}}""",
                    "OutOfRangeError waves.size", "OutOfRangeError waves.everyMinutes", "ContradictionError waves", "RequiredFieldError from") { IsAlone = true },
                new("""{"from":"9999-12-31T00:00:00Z","waves":{"size":1,"everyMinutes":2147483647}}""", "OutOfRangeError waves.everyMinutes") { IsAlone = true },
                new("""{"waves":{"lists":[{"numbers":["150","999"]},{"numbers":["150"],"until":"2001-01-01T00:00:00Z"}]}}""",
                    "NotFoundError waves.lists[0].numbers", "ContradictionError waves.lists[1].numbers", "OutOfRangeError waves.lists[1].until") { IsAlone = true },
            ]),
        new("applyMigration", """{"id":"{migration}"}""",
            new("""{"wave":0}""", "NotFoundError wave") { IsAlone = true },
            new("""{"wave":2}""", "NotFoundError wave") { IsAlone = true },
            new("""{"until":"2001-01-01T00:00:00Z"}""", "OutOfRangeError until"),
            new("""{"from":"9999-12-31T00:00:00Z","until":"9998-12-31T00:00:00Z"}""", "OutOfRangeError until") { IsAlone = true },
            new("""{"previewed":"another"}""", "StaleVersionError previewed")),
        // It was not applied.
        new("undoMigration", """{"id":"{migration}"}""", new FieldFault("{}", "ContradictionError -") { IsAlone = true }, new FieldFault("""{"wave":2}""", "NotFoundError wave")),
        new("cancelMigration", """{"id":"{migration}"}""", new FieldFault("{}", "ContradictionError -")),
        new("importSites", """{"format":"CSV","content":"name\nNew\n"}""", _imports),
        new("importLocalNumbers", """{"siteId":"{site}","format":"CSV","content":"number\n170\n"}""", [.. _imports, new("""{"content":"number\n170\n17x\n"}""", "MalformedFieldError content")]),
        new("importConnectors", """{"siteId":"{site}","format":"CSV","content":"name\n"}""", [.. _imports, new("""{"content":"name\nNew\n"}""", "MalformedFieldError content")]),
        new("importDecisions", """{"siteId":"{site}","format":"CSV","content":"number\n"}""", [.. _imports, new("""{"content":"number\n15x\n"}""", "MalformedFieldError content")]),
        new("cancelJob", """{"id":"{noJob}"}""", new FieldFault("{}", "NotFoundError id")),
        new("createApiKey", """{"name":"New","role":"VIEWER"}""",
            [.. _names, new("""{"name":"ci"}""", "TakenError name"), new("""{"expiresAt":"2001-01-01T00:00:00Z"}""", "OutOfRangeError expiresAt")]),
        new("updateApiKey", """{"id":"{key}"}""",
            [
                .. _names,
                new("""{"name":"chief"}""", "TakenError name"),
                new("""{"expiresAt":"2001-01-01T00:00:00Z"}""", "OutOfRangeError expiresAt"),
                new("""{"expiresAt":"2999-01-01T00:00:00Z","neverExpires":true}""", "ContradictionError neverExpires") { IsAlone = true },
                new("""{"expectedVersion":99}""", "StaleVersionError expectedVersion"),
            ]),
        new("revokeApiKey", """{"id":"{key}"}"""),
        new("createBackup", """{"passphrase":"correct horse battery staple"}""", _passphrases),
        new("restoreBackup", """{"document":"{}","passphrase":"correct horse battery staple"}""",
            new("""{"document":"","passphrase":""}""", "MalformedFieldError document", "ContradictionError mode"),
            new("""{"mode":"REPLACE_ALL"}""", "MalformedFieldError document") { IsAlone = true },
            new("""{"document":"{\"format\":\"system-connector-backup\",\"version\":2}"}""", "OutOfRangeError document", "ContradictionError mode")),
        // It is the only node.
        new("drainNode", """{"nodeId":"{node}"}""", new FieldFault("{}", "ContradictionError nodeId")),
        new("undrainNode", """{"nodeId":"{node}"}"""),
        new("rotateClusterKey", "{}", new FieldFault("""{"expectedKey":99}""", "StaleVersionError expectedKey")),
    ];
}

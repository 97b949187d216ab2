using System.Text;
using System.Text.RegularExpressions;

namespace SystemConnector.Silo.Tests.Fuzz;

/// <summary>Makes documents that hardly anybody would write out of those that somebody would.</summary>
internal sealed partial class DocumentMutator(IReadOnlyList<string> corpus, Random random)
{
    private static readonly string[] _fragments =
        ["{", "}", "(", ")", "[", "]", ":", "$", "!", "@include(if: false)", "@skip(if: $x)", "...", "... on Node {", "\"", "\"\"\"", "\\", "\u0000", "\uFEFF", "\u202E", "🏃", "é", "#", ",", "fragment F on Query { ...F }", "null", "query", "subscription { __typename }", "&"];

    private static readonly string[] _numbers = ["0", "-0", "1e999", "-1e999", "99999999999999999999", "-2147483649", "2147483648", "9223372036854775808", "0.1", "1e-400", "00"];

    /// <summary>A document with one to three faults.</summary>
    public string Mutate(string document)
    {
        for (var i = random.Next(3); i >= 0; i--) document = Once(document);
        return document;
    }

    /// <summary>Variables that may have the wrong shape.</summary>
    public string Variables() => random.Next(10) switch
    {
        0 => "null",
        1 => "[]",
        2 => "\"x\"",
        3 => $"{{\"id\":{Nested(random.Next(1, 200))}}}",
        4 => $"{{\"id\":{_numbers[random.Next(_numbers.Length)].Replace("00", "0", StringComparison.Ordinal)}}}",
        5 => """{"id":"\ud800","first":{"a":1}}""",
        6 => $"{{\"id\":\"{new string('9', random.Next(1, 5000))}\"}}",
        7 => """{"input":{"siteId":{},"numbers":[null,[],{"number":1e999}]},"id":true,"first":"50"}""",
        _ => """{"id":"x","first":5}""",
    };

    private string Once(string document) => random.Next(12) switch
    {
        0 => document[..At(document)],
        1 => Spliced(document, corpus[random.Next(corpus.Count)]),
        2 => document.Insert(At(document), _fragments[random.Next(_fragments.Length)]),
        3 => Numbers().Replace(document, _ => _numbers[random.Next(_numbers.Length)]),
        4 => Strings().Replace(document, _ => $"\"{new string((char)random.Next(32, 0x2FFF), random.Next(300))}\""),
        5 => Aliases(random.Next(1, 2000)),
        6 => Same(random.Next(1, 1500)),
        7 => string.Concat(Enumerable.Repeat("{ sites ", random.Next(1, 400))) + document,
        8 => document + Cycle(random.Next(2, 40)),
        9 => document.Length > 2 ? document.Remove(random.Next(document.Length - 1), 1) : document,
        10 => document.Replace("{", "{ __typename ...X ", StringComparison.Ordinal) + " fragment X on Site { ...X id }",
        _ => Names().Replace(document, name => random.Next(8) == 0 ? name.Value + name.Value : name.Value),
    };

    private int At(string document) => random.Next(document.Length + 1);

    private string Spliced(string one, string other) => one[..At(one)] + other[At(other)..];

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static string Aliases(int count)
    {
        var document = new StringBuilder("{");
        for (var i = 0; i < count; i++) document.Append(" a").Append(i).Append(": __typename");
        return document.Append('}').ToString();
    }

    // The same name again and again: what is compared pair by pair takes long.
    private static string Same(int count) => "{" + string.Concat(Enumerable.Repeat("sites { totalCount } ", count)) + "}";

    private static string Cycle(int length) =>
        string.Concat(Enumerable.Range(0, length).Select(i => $" fragment F{i} on Query {{ ...F{(i + 1) % length} __typename }}"));

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Strings();

    [GeneratedRegex("[A-Za-z_]+")]
    private static partial Regex Names();
}

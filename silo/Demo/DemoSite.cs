using System.Globalization;

namespace SystemConnector.Silo.Demo;

/// <summary>One of the two locations: what is invented of it.</summary>
internal sealed record DemoSite(string Name, string Letter, string Domain, int First, int Last, IReadOnlyDictionary<int, string> People)
{
    /// <summary>Extensions 100–150, one of them in Location B's range.</summary>
    public static readonly DemoSite A = new("Location A", "A", "a.example", 100, 150, new Dictionary<int, string>
    {
        [100] = "Ada Moreno",
        [115] = "Rani Oliver",
        [120] = "Jonas Weber",
        [131] = "Mei Tanaka",
        [150] = "Samir Haddad",
    });

    /// <summary>Extensions 150–200.</summary>
    public static readonly DemoSite B = new("Location B", "B", "b.example", 150, 200, new Dictionary<int, string>
    {
        [150] = "Nora Lindqvist",
        [160] = "Tomás Rivera",
        [175] = "Grace Mensah",
        [200] = "Ilya Petrov",
    });

    /// <summary>The lowest extension.</summary>
    public string Min => Text(First);

    /// <summary>The highest extension.</summary>
    public string Max => Text(Last);

    /// <summary>All extensions as the API takes them.</summary>
    public IEnumerable<object> Extensions =>
        from number in Enumerable.Range(First, Last - First + 1)
        select new { number = Text(number), kind = "EXTENSION", owner = People.GetValueOrDefault(number, $"Desk {number}"), secret = SecretOf(Text(number)) };

    /// <summary>The SIP password of an extension; good enough for a demo on loopback.</summary>
    public string SecretOf(string number) => $"demo-{Letter}{number}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

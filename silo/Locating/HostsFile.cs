using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Net;

namespace SystemConnector.Silo.Locating;

/// <summary>The system's hosts file, which counts more than the DNS. Read again when it was written.</summary>
internal sealed class HostsFile(string path)
{
    private readonly Lock _reading = new();
    private volatile FrozenDictionary<string, ImmutableArray<IPAddress>> _names = FrozenDictionary<string, ImmutableArray<IPAddress>>.Empty;
    private DateTime _writtenAt;

    /// <summary>Where the system has it.</summary>
    public static string SystemPath => OperatingSystem.IsWindows()
        ? Path.Combine(Environment.SystemDirectory, "drivers", "etc", "hosts")
        : "/etc/hosts";

    /// <summary>The addresses of a name; none when it does not stand there.</summary>
    public ImmutableArray<IPAddress> Find(string name)
    {
        Refresh();
        return _names.GetValueOrDefault(name.TrimEnd('.'), []);
    }

    private void Refresh()
    {
        try
        {
            // Of a file that is not there it is a time long ago.
            var writtenAt = File.GetLastWriteTimeUtc(path);
            lock (_reading)
            {
                if (writtenAt == _writtenAt) return;
                _names = Read(File.Exists(path) ? File.ReadAllLines(path) : []);
                _writtenAt = writtenAt;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // What was read before stays in force.
        }
    }

    private static FrozenDictionary<string, ImmutableArray<IPAddress>> Read(string[] lines)
    {
        var names = new Dictionary<string, ImmutableArray<IPAddress>>(StringComparer.OrdinalIgnoreCase);
        foreach (var line in lines)
        {
            var comment = line.IndexOf('#');
            var words = (comment < 0 ? line : line[..comment]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || !IPAddress.TryParse(words[0], out var address)) continue;
            foreach (var name in words.Skip(1)) names[name] = names.GetValueOrDefault(name, []).Add(address);
        }
        return names.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}

using System.Text;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Sip.Tests.Transactions;

public sealed class BranchStampTests
{
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 32).Select(static i => (byte)i)];

    [Fact]
    public void Stamp_names_its_node_and_is_genuine_to_every_node_of_the_cluster()
    {
        var stamp = Write(new BranchStamp(0xabcd, Secret), 42);
        Assert.Equal(0xabcd, BranchStamp.NodeOf(stamp));
        Assert.StartsWith("abcd", Encoding.ASCII.GetString(stamp), StringComparison.Ordinal);
        Assert.True(new BranchStamp(1, Secret).IsGenuine(stamp, 42));
    }

    [Fact]
    public void Stamp_of_another_branch_cluster_or_node_is_not_genuine()
    {
        var ours = new BranchStamp(1, Secret);
        var stamp = Write(ours, 42);
        Assert.False(ours.IsGenuine(stamp, 44));
        Assert.False(new BranchStamp(1, [.. Secret.Reverse()]).IsGenuine(stamp, 42));
        for (var i = 0; i < stamp.Length; i++)
        {
            var changed = stamp.ToArray();
            changed[i] = changed[i] == '0' ? (byte)'1' : (byte)'0';
            Assert.False(ours.IsGenuine(changed, 42));
            changed[i] = (byte)'x';
            Assert.False(ours.IsGenuine(changed, 42));
        }
    }

    [Fact]
    public void Writing_and_checking_a_stamp_allocates_nothing()
    {
        var ours = new BranchStamp(1, Secret);
        var stamp = new byte[BranchStamp.Length];
        AllocationAssert.None(() =>
        {
            ours.Write(stamp, 42);
            ours.IsGenuine(stamp, 42);
        });
    }

    private static byte[] Write(BranchStamp stamp, ulong branch)
    {
        var text = new byte[BranchStamp.Length];
        stamp.Write(text, branch);
        return text;
    }
}

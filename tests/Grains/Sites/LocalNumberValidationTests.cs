using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Sites;

namespace SystemConnector.Grains.Tests.Sites;

public sealed class LocalNumberValidationTests
{
    [Fact]
    public void Every_fault_of_every_number_is_found()
    {
        var faults = LocalNumberValidation.Check([
            new LocalNumberSpec("", LocalNumberKind.Extension, ""),
            new LocalNumberSpec("12a", LocalNumberKind.CallFlow, new string('x', 65)),
            new LocalNumberSpec("118", LocalNumberKind.SpeedDial, "Taxi", SpeedDialTo: "118"),
            new LocalNumberSpec("119", LocalNumberKind.SpeedDial, "Taxi", Secret: "s", Target: "sip:a@b"),
            new LocalNumberSpec("119", LocalNumberKind.ParkingLot, "Lot", Target: "tel:1", SpeedDialTo: "x"),
        ]);
        Assert.Equal(
            ["numbers[0].number", "numbers[1].number", "numbers[1].owner", "numbers[1].target", "numbers[2].speedDialTo",
             "numbers[3].secret", "numbers[3].target", "numbers[3].speedDialTo", "numbers[4].target", "numbers[4].speedDialTo",
             "numbers[4].speedDialTo", "numbers[4].number"],
            faults.Select(f => f.Field));
    }

    [Theory]
    [InlineData("sip:reception@192.0.2.10:5070", true)]
    [InlineData("sips:[2001:db8::1]:5061;transport=tcp", true)]
    [InlineData("SIP:pbx.example", true)]
    [InlineData("sip:", false)]
    [InlineData("sip:@pbx", false)]
    [InlineData("sip:a@b@c", false)]
    [InlineData("sip:a@2001:db8::1", false)]
    [InlineData("sip:a@b?Subject=x", false)]
    [InlineData("sip:a@b\r\nVia: x", false)]
    [InlineData("<sip:a@b>", false)]
    [InlineData("http://b", false)]
    public void Target_is_a_sip_uri(string text, bool valid) => Assert.Equal(valid, SipTarget.IsValid(text));
}

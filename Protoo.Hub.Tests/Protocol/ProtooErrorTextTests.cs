using Protoo.Protocol;

namespace Protoo.Tests.Protocol;

/// <summary>Codes and reasons in SignalR's error texts.</summary>
public sealed class ProtooErrorTextTests
{
    [Theory]
    [InlineData("403: Not Allowed", 403, "Not Allowed")]
    [InlineData("Error: 403: Not Allowed", 403, "Not Allowed")]
    [InlineData("Microsoft.AspNetCore.SignalR.HubException: ProtooException: 409: a: b", 409, "a: b")]
    [InlineData("x 12: y 404: z 405: w", 404, "z 405: w")]
    [InlineData("E403: x", 403, "x")]
    [InlineData("1234567: x", 1_234_567, "x")]
    [InlineData("000: x", 0, "x")]
    [InlineData("403: ", 403, "")]
    [InlineData("first line\n403: second\nthird", 403, "second\nthird")]
    [InlineData("403:: 404: x", 404, "x")]
    [InlineData("403:x 404: y", 404, "y")]
    [InlineData("2147483647: x", int.MaxValue, "x")]
    public void FromClient_CodeInTheMessage_IsCodeAndAllThatComesAfter(string error, int code, string reason)
    {
        Assert.Equal((code, reason), ProtooErrorText.FromClient(error));
    }

    [Theory]
    [InlineData("")]
    [InlineData("it failed")]
    [InlineData("40: x")]
    [InlineData("403:x")]
    [InlineData("403 : x")]
    [InlineData("403:\tx")]
    [InlineData("403")]
    [InlineData("403:")]
    [InlineData("٤٠٣: x")]
    [InlineData("2147483648: x")]
    [InlineData("99999999999999999999: x")]
    public void FromClient_NoCodeInTheMessage_Is500(string error)
    {
        Assert.Equal((500, error), ProtooErrorText.FromClient(error));
    }

    [Fact]
    public void TryReadClose_ProtooException_IsCodeAndReason()
    {
        Assert.True(ProtooErrorText.TryReadClose("Connection closed with an error. ProtooException: 403: Not: Allowed", out var result));
        Assert.Equal((403, "Not: Allowed"), result);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Connection closed with an error.")]
    [InlineData("Connection closed with an error. IOException: 403: x")]
    [InlineData("Connection closed with an error. ProtooException: x")]
    [InlineData("Connection closed with an error. ProtooException: 403")]
    public void TryReadClose_AnythingElse_IsNone(string error) => Assert.False(ProtooErrorText.TryReadClose(error, out _));
}

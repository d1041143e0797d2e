using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR.Protocol;
using Protoo.Transports;

namespace Protoo.Tests.Transports;

/// <summary>Which SignalR messages are answers.</summary>
public sealed class SignalRCompletionTests
{
    [Fact]
    public void Json_CompletionsOnly()
    {
        Assert.True(IsIn(CompletionMessage.WithResult("1", new string('x', 300))));
        Assert.True(IsIn(CompletionMessage.WithError("1", "wrong")));
        Assert.True(IsIn(CompletionMessage.Empty("1")));
        Assert.False(IsIn(new InvocationMessage("m", ["{\"type\":3,"])));
        Assert.False(IsIn(new StreamItemMessage("1", 1)));
        Assert.False(IsIn(PingMessage.Instance));
        Assert.False(IsIn(new CloseMessage("bye")));

        static bool IsIn(HubMessage message)
        {
            var output = new ArrayBufferWriter<byte>();
            new JsonHubProtocol().WriteMessage(message, output);
            return SignalRCompletion.IsIn(output.WrittenSpan, TransferFormat.Text);
        }
    }

    // Examples from the specification of SignalR's protocol.
    [Theory]
    [InlineData("\u000b\u0095\u0003\u0080\u00a3xyz\u0003*", true)]
    [InlineData("\u0007\u0094\u0003\u0080\u00a3xyz\u0002", true)]
    [InlineData("\u00ac\u0002\u0095\u0003\u0080\u00a3xyz\u0003", true)]
    [InlineData("\u007b\u0095\u0003\u0080\u00a3xyz\u0003", true)]
    [InlineData("\u0007\u0096\u0001\u0080\u00c0\u00a1m\u0090\u0090", false)]
    [InlineData("\u0007\u0094\u0002\u0080\u00a3xyz\u0002", false)]
    [InlineData("\u0002\u0091\u0006", false)]
    [InlineData("\u0083", false)]
    [InlineData("\u0001", false)]
    public void MessagePack_CompletionsOnly(string message, bool isCompletion)
    {
        Assert.Equal(isCompletion, SignalRCompletion.IsIn(Encoding.Latin1.GetBytes(message), TransferFormat.Binary));
    }
}

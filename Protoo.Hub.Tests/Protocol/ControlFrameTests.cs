using System.Buffers;
using System.Text;
using Protoo.Protocol;

namespace Protoo.Tests.Protocol;

public sealed class ControlFrameTests
{
    [Theory]
    [InlineData("s12", "{\"method\":\"m\",\"data\":{}}")]
    [InlineData("p1", "")]
    [InlineData("", "{}")]
    [InlineData("AbC+/9dEf0123456789==", "{\"a\":\"\u001e\"}")]
    [InlineData("é\U0001F600", "é\U0001F600")]
    public void Request_IsReadAsItWasWritten(string invocationId, string message)
    {
        var frame = new ArrayBufferWriter<byte>();
        ControlFrame.WriteRequestHeader(frame, invocationId);
        frame.Write(Encoding.UTF8.GetBytes(message));

        Assert.Equal(ControlFrame.Mark, frame.WrittenSpan[0]);
        Assert.True(ControlFrame.TryReadRequest(frame.WrittenSpan, out var id, out var text));
        Assert.Equal((invocationId, message), (id, Encoding.UTF8.GetString(text)));
        Assert.False(ControlFrame.TryReadClose(frame.WrittenSpan, out _, out _));
    }

    [Theory]
    [InlineData(true, "")]
    [InlineData(false, "")]
    [InlineData(true, null)]
    [InlineData(false, "Connection closed with an error. ProtooException: 403: é\U0001F600\u001e")]
    public void Close_IsReadAsItWasWritten(bool allowReconnect, string? error)
    {
        var frame = new ArrayBufferWriter<byte>();
        ControlFrame.WriteClose(frame, allowReconnect, error);

        Assert.Equal(ControlFrame.Mark, frame.WrittenSpan[0]);
        Assert.True(ControlFrame.TryReadClose(frame.WrittenSpan, out var readAllowReconnect, out var readError));
        Assert.Equal((allowReconnect, error ?? string.Empty), (readAllowReconnect, readError));
        Assert.False(ControlFrame.TryReadRequest(frame.WrittenSpan, out _, out _));
    }

    [Theory]
    [InlineData("\u001e")]
    [InlineData("\u001eX")]
    [InlineData("\u001eC")]
    [InlineData("\u001eC2")]
    [InlineData("xC0")]
    [InlineData("\u001eRs12")]
    [InlineData("\u001eAs12")]
    public void Frame_OfNoKind_IsNone(string frame)
    {
        var bytes = Encoding.UTF8.GetBytes(frame);
        Assert.False(ControlFrame.TryReadRequest(bytes, out _, out _));
        Assert.False(ControlFrame.TryReadAnswer(bytes, out _, out _));
        Assert.False(ControlFrame.TryReadClose(bytes, out _, out _));
    }
}

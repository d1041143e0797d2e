using Protoo.Protocol;

namespace Protoo.Tests.Protocol;

/// <summary>The method, the id and the error of a message.</summary>
public sealed class ProtooMessageReaderFieldTests
{
    [Theory]
    [InlineData("")]
    [InlineData(""","method":null""")]
    [InlineData(""","method":1""")]
    [InlineData(""","method":true""")]
    [InlineData(""","method":{"method":"m"}""")]
    [InlineData(""","method":["m"]""")]
    [InlineData(""","method":"m","method":1""")]
    [InlineData(""","Method":"m" """)]
    [InlineData(""","data":{"method":"m"}""")]
    public void Read_NoStringMethod_IsNoMessage(string method)
    {
        Assert.Equal((ProtooMessageKind.None, ProtooMessageFault.NoMethod), KindAndFault($$"""{"request":true,"id":1{{method}}}"""));
        Assert.Equal((ProtooMessageKind.None, ProtooMessageFault.NoMethod), KindAndFault($$"""{"notification":true{{method}}}"""));
        Assert.Equal((ProtooMessageKind.Response, ProtooMessageFault.None), KindAndFault($$"""{"response":true,"id":1{{method}}}"""));
    }

    [Theory]
    [InlineData(""" "chat" """, "chat")]
    [InlineData(""" "" """, "")]
    [InlineData(""" "ch\u0061t" """, "chat")]
    [InlineData(""" "a\"b\\c\/d" """, "a\"b\\c/d")]
    [InlineData(""" "\ud83d\ude00" """, "\U0001F600")]
    [InlineData(""" "žluťoučký" """, "žluťoučký")]
    [InlineData(""" 1,"method":"chat" """, "chat")]
    [InlineData(""" "first","meth\u006fd":"second" """, "second")]
    public void Read_StringMethod_IsTheMethod(string method, string expected)
    {
        var read = EnvelopeText.Read($$"""{"notification":true,"method":{{method}}}""");
        Assert.Equal((ProtooMessageKind.Notification, ProtooMessageFault.None, expected), (read.Kind, read.Fault, read.Method));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","id":null""")]
    [InlineData(""","id":"1" """)]
    [InlineData(""","id":true""")]
    [InlineData(""","id":[1]""")]
    [InlineData(""","id":{"id":1}""")]
    [InlineData(""","id":1,"id":"1" """)]
    [InlineData(""","Id":1""")]
    public void Read_NoNumberId_IsNoMessage(string id)
    {
        Assert.Equal((ProtooMessageKind.None, ProtooMessageFault.NoId), KindAndFault($$"""{"request":true,"method":"m"{{id}}}"""));
        Assert.Equal((ProtooMessageKind.None, ProtooMessageFault.NoId), KindAndFault($$"""{"response":true,"ok":true{{id}}}"""));
        Assert.Equal((ProtooMessageKind.Notification, ProtooMessageFault.None), KindAndFault($$"""{"notification":true,"method":"m"{{id}}}"""));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("-1")]
    [InlineData("1.50")]
    [InlineData("1e3")]
    [InlineData("1E+3")]
    [InlineData("0.1e-7")]
    [InlineData("4294967296")]
    [InlineData("12345678901234567890")]
    [InlineData("1e400")]
    [InlineData("3.14159265358979323846264338327950288419716939937510")]
    public void Read_AnyNumberAsId_IsKeptAsWritten(string id)
    {
        Assert.Equal(id, EnvelopeText.Read($$"""{"request":true,"id":{{id}},"method":"m"}""").Id);
        Assert.Equal(id, EnvelopeText.Read($$"""{"response":true,"id" : {{id}} ,"ok":true}""").Id);
        Assert.Equal(id, EnvelopeText.Read($$"""{"response":true,"id":7,"i\u0064":{{id}}}""").Id);
        Assert.Equal(id, EnvelopeText.Read($$"""{"response":true,"id":"x","id":{{id}}}""").Id);
    }

    [Theory]
    [InlineData("403", 403)]
    [InlineData("403.0", 403)]
    [InlineData("4.03e2", 403)]
    [InlineData("40300E-2", 403)]
    [InlineData("0", 0)]
    [InlineData("-0", 0)]
    [InlineData("-1", -1)]
    [InlineData("2147483647", int.MaxValue)]
    [InlineData("-2147483648", int.MinValue)]
    [InlineData("2147483648", 500)]
    [InlineData("-2147483649", 500)]
    [InlineData("403.5", 500)]
    [InlineData("1e10", 500)]
    [InlineData("1e400", 500)]
    [InlineData("-1e400", 500)]
    [InlineData("\"403\"", 500)]
    [InlineData("null", 500)]
    [InlineData("true", 500)]
    [InlineData("[403]", 500)]
    [InlineData("{\"errorCode\":403}", 500)]
    [InlineData("403,\"errorCode\":\"x\"", 500)]
    [InlineData("404,\"error\\u0043ode\":403", 403)]
    public void Read_ErrorCode_IsAnInteger(string errorCode, int expected)
    {
        var read = EnvelopeText.Read($$"""{"response":true,"id":1,"errorCode":{{errorCode}},"errorReason":"why"}""");
        Assert.Equal((false, expected, "why"), (read.Ok, read.ErrorCode, read.ErrorReason));
    }

    [Fact]
    public void Read_NoErrorCode_Is500()
    {
        var read = EnvelopeText.Read("""{"response":true,"id":1,"errorReason":"why"}""");
        Assert.Equal((500, "why"), (read.ErrorCode, read.ErrorReason));
    }

    [Theory]
    [InlineData(""","errorReason":"Not Allowed" """, "Not Allowed")]
    [InlineData(""","errorReason":"" """, "")]
    [InlineData(""","errorReason":"\u00e9\n\ud83d\ude00\"" """, "é\n\U0001F600\"")]
    [InlineData(""","errorReason":null""", "")]
    [InlineData(""","errorReason":7""", "")]
    [InlineData(""","errorReason":["a"]""", "")]
    [InlineData(""","errorReason":{"a":"b"}""", "")]
    [InlineData(""","errorReason":"a","errorReason":false""", "")]
    [InlineData(""","errorReason":1,"error\u0052eason":"b" """, "b")]
    [InlineData("", "")]
    public void Read_ErrorReason_IsTextOrEmpty(string errorReason, string expected)
    {
        var read = EnvelopeText.Read($$"""{"response":true,"id":1,"errorCode":403{{errorReason}}}""");
        Assert.Equal((ProtooMessageKind.Response, 403, expected), (read.Kind, read.ErrorCode, read.ErrorReason));
    }

    private static (ProtooMessageKind Kind, ProtooMessageFault Fault) KindAndFault(string message)
    {
        var read = EnvelopeText.Read(message);
        return (read.Kind, read.Fault);
    }
}

using System.Text;
using System.Text.Json;

namespace Protoo.Tests.Protocol;

public sealed class RawJsonTests
{
    [Fact]
    public void Default_IsEmptyObject()
    {
        RawJson json = default;
        Assert.Equal(("{}", JsonValueKind.Object), (json.ToString(), json.ValueKind));
        Assert.Equal("{}"u8.ToArray(), json.Utf8.ToArray());
        Assert.Equal("{}", JsonSerializer.Serialize(json));
        Assert.Equal("[{}]", JsonSerializer.Serialize(new object[] { json }));
    }

    [Theory]
    [InlineData("{}", JsonValueKind.Object)]
    [InlineData("{\"a\":[]}", JsonValueKind.Object)]
    [InlineData("[]", JsonValueKind.Array)]
    [InlineData("\"\"", JsonValueKind.String)]
    [InlineData("true", JsonValueKind.True)]
    [InlineData("false", JsonValueKind.False)]
    [InlineData("null", JsonValueKind.Null)]
    [InlineData("0", JsonValueKind.Number)]
    [InlineData("-1.5e3", JsonValueKind.Number)]
    public void ValueKind_IsThatOfTheText(string text, JsonValueKind kind)
    {
        Assert.Equal(kind, JsonSerializer.Deserialize<RawJson>($" {text}\n").ValueKind);
        Assert.Equal(kind, new RawJson(Encoding.UTF8.GetBytes(text)).ValueKind);
    }

    [Theory]
    [InlineData("1.50")]
    [InlineData(" {\"b\" : 1, \"a\": [] } ")]
    [InlineData("\"\\u00e4\"")]
    [InlineData("null")]
    public void Parse_KeepsTheText(string text)
    {
        Assert.Equal(text.Trim(), RawJson.Parse(text).ToString());
        Assert.Equal(text.Trim(), RawJson.Parse(Encoding.UTF8.GetBytes(text)).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("1 2")]
    [InlineData("{} // comment")]
    [InlineData("\"\\ud800\"")]
    public void Parse_NoJson_OrNotForEveryClient_Throws(string text)
    {
        Assert.ThrowsAny<JsonException>(() => RawJson.Parse(text));
        Assert.ThrowsAny<JsonException>(() => RawJson.Parse(Encoding.UTF8.GetBytes(text)));
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    [InlineData(1000, false)]
    public void Parse_Depth_IsThatOfEveryClient(int depth, bool fits)
    {
        var text = new string('[', depth) + new string(']', depth);
        Assert.Equal(fits, Record.Exception(() => RawJson.Parse(text)) is null);
    }

    [Fact]
    public void From_Value_IsItsText()
    {
        Assert.Equal("{}", RawJson.From(null).ToString());
        Assert.Equal("1", RawJson.From(1).ToString());
        Assert.Equal("""{"to":"p","number":1,"description":{}}""", RawJson.From(new Offer("p", 1, default)).ToString());
        Assert.Equal("""{"To":"p","Number":1,"Description":{}}""", RawJson.From(new Offer("p", 1, default), JsonSerializerOptions.Default).ToString());
    }

    [Fact]
    public void From_RawJson_IsTheSame()
    {
        var json = JsonSerializer.Deserialize<RawJson>("[1.0]");
        Assert.True(RawJson.From(json).Utf8.Equals(json.Utf8));
    }

    [Fact]
    public void From_TypeThatCannotBeSerialized_Throws() => Assert.Throws<NotSupportedException>(() => RawJson.From(typeof(string)));

    [Fact]
    public void Deserialize_ReadsTheValue()
    {
        Assert.Equal([1, 2], JsonSerializer.Deserialize<RawJson>("[1,2]").Deserialize<int[]>()!);
        Assert.Equal("p", JsonSerializer.Deserialize<RawJson>("""{"to":"p"}""").Deserialize<Offer>()!.To);
        Assert.Equal("p", JsonSerializer.Deserialize<RawJson>("""{"To":"p"}""").Deserialize<Offer>(JsonSerializerOptions.Default)!.To);
        Assert.Empty(default(RawJson).Deserialize<Dictionary<string, int>>()!);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<RawJson>("\"x\"").Deserialize<int>());
    }
}

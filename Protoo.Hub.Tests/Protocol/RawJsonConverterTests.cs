using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using CsCheck;
using Protoo.Fuzzing;

namespace Protoo.Tests.Protocol;

/// <summary>Values that are passed on unchanged, from any reader.</summary>
public sealed class RawJsonConverterTests
{
    private static readonly JsonSerializerOptions s_smallBuffer = new() { DefaultBufferSize = 1 };

    public static TheoryData<string> ValidUnicode => JsonSamples.ToTheory(JsonSamples.ValidUnicode);

    public static TheoryData<string> LoneSurrogates => JsonSamples.ToTheory(JsonSamples.LoneSurrogates);

    public static TheoryData<string> Values =>
    [
        "{}", "[]", "{ }", "[ ]", "\"\"", "\"x\"", "\"\\\"\"", "\"é\U0001F600\"", "\"\\u0041\\/\"", "0", "-0", "1.50", "1E+400", "12345678901234567890.0",
        "true", "false", "null", "{ \"b\" : 1.0 , \"a\":\t[ ] ,\"b\":\"\\u0041\" }", "[1 ,\r\n 2.0,[[\"]\"]], {\"}\":\"{\"} ]",
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public void Read_Anywhere_KeepsTheText(string value)
    {
        Assert.Equal(value, Read<RawJson>($" {value}\t").ToString());
        Assert.Equal(value, Read<RawJson>(value).ToString());
        Assert.Equal([value, "1", value], Read<RawJson[]>($"[{value}, 1 ,  {value}]").Select(static json => json.ToString()));
        Assert.Equal(value, Read<Dictionary<string, RawJson>>($$"""{"a": {{value}} ,"b":[]}""")["a"].ToString());
        Assert.Equal(value, Read<Offer>($$"""{"Number":1,"Description":{{value}},"To":"p"}""").Description.ToString());
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Read_AcrossSegments_KeepsTheText(string value)
    {
        var text = Encoding.UTF8.GetBytes($$"""[{"Number":1,"Description": {{value}} ,"To":"p"},{"Description":{{value}}}]""");
        for (var length = 1; length <= text.Length; length++)
        {
            for (var offset = 0; offset < Math.Min(length, 3); offset++)
            {
                var reader = new Utf8JsonReader(ChunkedSequence.Of(text, length, offset));
                var offers = JsonSerializer.Deserialize<Offer[]>(ref reader)!;
                Assert.Equal([value, value], offers.Select(static offer => offer.Description.ToString()));
                Assert.Equal(("p", 1), (offers[0].To, offers[0].Number));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Values))]
    public async Task Read_FromStreamAndPipe_KeepsTheText(string value)
    {
        var text = Encoding.UTF8.GetBytes($$"""[{"Number":1,"Description": {{value}} ,"To":"p"},{"Description":{{value}}}]""");
        using var stream = new MemoryStream(text);
        var fromStream = await JsonSerializer.DeserializeAsync<Offer[]>(stream, s_smallBuffer);
        Assert.Equal([value, value], fromStream!.Select(static offer => offer.Description.ToString()));

        var fromPipe = await JsonSerializer.DeserializeAsync<Offer[]>(PipeReader.Create(ChunkedSequence.Of(text, 3)));
        Assert.Equal([value, value], fromPipe!.Select(static offer => offer.Description.ToString()));
    }

    [Fact]
    public void Read_AnyValueAcrossSegments_KeepsTheText()
    {
        Gen.Select(JsonGen.Value, JsonGen.WhiteSpace, Gen.Int[1, 40]).Sample(
            (value, space, length) =>
            {
                var text = Encoding.UTF8.GetBytes($"[{space}{value}{space},[{value}]]");
                var reader = new Utf8JsonReader(ChunkedSequence.Of(text, length));
                var json = JsonSerializer.Deserialize<RawJson[]>(ref reader)!;
                Assert.Equal([value, $"[{value}]"], json.Select(static json => json.ToString()));
            },
            iter: 10_000);
    }

    [Fact]
    public void Read_LeavesTheReaderOnTheLastToken()
    {
        foreach (var sequence in (bool[])[false, true])
        {
            var text = """[{"a":[1,2]},"x"]"""u8.ToArray();
            var reader = sequence ? new Utf8JsonReader(ChunkedSequence.Of(text, 4)) : new Utf8JsonReader(text);
            Assert.True(reader.Read() && reader.Read());
            Assert.Equal("""{"a":[1,2]}""", new RawJsonConverter().Read(ref reader, typeof(RawJson), JsonSerializerOptions.Default).ToString());
            Assert.Equal((JsonTokenType.EndObject, 1), (reader.TokenType, reader.CurrentDepth));
            Assert.True(reader.Read() && reader.ValueTextEquals("x"u8));
        }
    }

    [Fact]
    public void Read_BufferIsUsedAgain_DoesNotMatter()
    {
        var text = """[{"a":1}]"""u8.ToArray();
        var json = JsonSerializer.Deserialize<RawJson[]>(text)![0];
        Array.Fill(text, (byte)'!');
        Assert.Equal("""{"a":1}""", json.ToString());
    }

    [Fact]
    public void Read_FromElementAndNode_IsTheSameValue()
    {
        Assert.Equal("[1.50]", JsonSerializer.Deserialize<JsonElement>(" [1.50] ").Deserialize<RawJson>().ToString());
        Assert.Equal("""{"a":1.50}""", System.Text.Json.Nodes.JsonNode.Parse("""{ "a": 1.50 }""").Deserialize<RawJson>().ToString());
    }

    [Fact]
    public void Null_ThatWasSent_IsPassedOnAsNull()
    {
        var offer = Read<Offer>("""{"Description":null}""");
        Assert.Equal(("null", JsonValueKind.Null), (offer.Description.ToString(), offer.Description.ValueKind));
        Assert.Equal("""{"To":null,"Number":0,"Description":null}""", JsonSerializer.Serialize(offer));
        Assert.Equal("null", Read<RawJson>("null").ToString());
    }

    [Fact]
    public void Null_ThatWasNotSent_IsEmptyObject()
    {
        Assert.Equal("""{"To":null,"Number":0,"Description":{}}""", JsonSerializer.Serialize(Read<Offer>("{}")));
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(61, false)]
    public void Read_Nested_60LevelsAreFine(int depth, bool isFine)
    {
        foreach (var value in (string[])[JsonSamples.Nested(depth), JsonSamples.NestedObjects(depth), $"[1,{JsonSamples.Nested(depth - 1)},{{}}]"])
        {
            Check(value, isFine);
            if (isFine)
            {
                Assert.Equal(value, Read<RawJson[][]>($"[[{value}]]")[0][0].ToString());
            }
            else
            {
                Assert.Throws<JsonException>(() => Read<RawJson[][]>($"[[{value}]]"));
            }
        }
    }

    [Fact]
    public void Read_DeepBesideIt_DoesNotMatter()
    {
        Assert.Equal("1", Read<Offer>($$"""{"Other":{{JsonSamples.Nested(62)}},"Description":1}""").Description.ToString());
    }

    [Theory]
    [MemberData(nameof(ValidUnicode))]
    public void Read_ValidUnicode_IsFine(string text)
    {
        Check($"\"{text}\"", isFine: true);
        Check($$"""{"a":[{"{{text}}":"{{text}}"}]}""", isFine: true);
    }

    [Theory]
    [MemberData(nameof(LoneSurrogates))]
    public void Read_LoneSurrogate_IsRefused(string text)
    {
        Check($"\"{text}\"", isFine: false);
        Check($$"""{"a":[{"b":"{{text}}"}]}""", isFine: false);
        Check($$"""{"a":[{"{{text}}":1}]}""", isFine: false);
    }

    // SignalR reads what is not sent through a WebSocket, or in binary messages, without validating it.
    [Theory]
    [InlineData("22FF22")]
    [InlineData("22C322")]
    [InlineData("22EDA08022")]
    [InlineData("225C6EC08022")]
    [InlineData("7B22FF223A317D")]
    public void Read_NoUtf8_IsRefused(string hex)
    {
        byte[] text = [.. "[1,"u8, .. Convert.FromHexString(hex), .. ",2]"u8];
        Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize<RawJson[]>(text));
        Assert.ThrowsAny<JsonException>(() => RawJson.Parse(text));
        for (var length = 1; length <= text.Length; length++)
        {
            Assert.ThrowsAny<JsonException>(() =>
            {
                var reader = new Utf8JsonReader(ChunkedSequence.Of(text, length));
                return JsonSerializer.Deserialize<RawJson[]>(ref reader);
            });
        }
    }

    [Fact]
    public void Write_IsTheText()
    {
        const string Text = """{"b" : [1.50, "\u0041é"],"a":1e400}""";
        var json = Read<RawJson>(Text);
        Assert.Equal(Text, JsonSerializer.Serialize(json));
        Assert.Equal($$"""{"To":"p","Number":0,"Description":{{Text}}}""", JsonSerializer.Serialize(new Offer("p", 0, json)));
        Assert.Equal($"[{Text},{{}},{Text}]", JsonSerializer.Serialize(new RawJson[] { json, default, json }));
    }

    private static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text)!;

    private static void Check(string value, bool isFine)
    {
        if (isFine)
        {
            Assert.Equal(value, Read<RawJson>(value).ToString());
            Assert.Equal(value, ReadChunked(value, 5).ToString());
            Assert.Equal(value, Read<Offer>($$"""{"Description":{{value}}}""").Description.ToString());
        }
        else
        {
            Assert.Throws<JsonException>(() => Read<RawJson>(value));
            Assert.Throws<JsonException>(() => ReadChunked(value, 5));
        }
    }

    private static RawJson ReadChunked(string value, int length)
    {
        var reader = new Utf8JsonReader(ChunkedSequence.Of(Encoding.UTF8.GetBytes(value), length));
        return JsonSerializer.Deserialize<RawJson>(ref reader);
    }
}

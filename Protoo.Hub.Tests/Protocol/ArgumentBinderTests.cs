using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Protoo.Protocol;

namespace Protoo.Tests.Protocol;

/// <summary>protoo's data, a single value, as the arguments of hub methods.</summary>
public sealed class ArgumentBinderTests
{
    private static readonly IServiceProviderIsService s_services = new ServiceCollection()
        .AddSingleton<BindingHub.Service>()
        .BuildServiceProvider()
        .GetRequiredService<IServiceProviderIsService>();

    private static readonly JsonSerializerOptions s_options = new JsonHubProtocolOptions().PayloadSerializerOptions;

    private static readonly string[] s_nothing = ["", ""","data":null""", ""","data":{}""", ""","data": { } """];

    [Theory]
    [InlineData("SetMuted", false)]
    [InlineData("SetVolume", 0)]
    [InlineData("SetLevel", 0.5)]
    [InlineData("SetName", "")]
    [InlineData("Rename", null)]
    [InlineData("Greet", "hello")]
    [InlineData("SetDay", DayOfWeek.Friday)]
    [InlineData("SetDayOff", DayOfWeek.Friday)]
    [InlineData("SetLimit", null)]
    [InlineData("SetPage", null)]
    [InlineData("SetGrade", '\0')]
    public void SimpleParameter_Nothing_IsTheDefault(string method, object? expected)
    {
        foreach (var data in s_nothing)
        {
            Assert.Equal([expected], Bind(method, data));
        }
    }

    [Fact]
    public void SimpleParameter_Nothing_IsTheDefaultOfTheTypesThatAttributesCannotName()
    {
        foreach (var data in s_nothing)
        {
            Assert.Equal([default(DateTime)], Bind("SetStart", data));
            Assert.Equal([default(DateTimeOffset)], Bind("SetEnd", data));
            Assert.Equal([Guid.Empty], Bind("SetKey", data));
            Assert.Equal([9.99m], Bind("SetPrice", data));
            Assert.Equal([Int128.Zero], Bind("SetHuge", data));
        }
    }

    [Theory]
    [InlineData("SetMuted", "false", false)]
    [InlineData("SetMuted", "true", true)]
    [InlineData("SetVolume", "0", 0)]
    [InlineData("SetVolume", "7", 7)]
    [InlineData("SetLevel", "0", 0.0)]
    [InlineData("SetLevel", "0.00", 0.0)]
    [InlineData("SetName", "\"\"", "")]
    [InlineData("Rename", "\"\"", "")]
    [InlineData("Rename", "\"\\u0061\"", "a")]
    [InlineData("Greet", "\"\"", "")]
    [InlineData("SetDay", "0", DayOfWeek.Sunday)]
    [InlineData("SetLimit", "0", 0)]
    public void SimpleParameter_Value_IsWhatIsThere(string method, string data, object expected)
    {
        Assert.Equal([expected], Bind(method, $",\"data\":{data}"));
        Assert.Equal([expected], Bind(method, $$""","data":{"a":1},"data":{{data}}"""));
        Assert.Equal([expected], Bind(method, $",\"data\": [ {data} ] "));
        var name = Assert.Single(Binder(method, s_options).Methods.Find(method)!.Parameters).Name;
        Assert.Equal([expected], Bind(method, $$""","data":{ "x" : 1, "{{name}}" : {{data}} }"""));
    }

    [Theory]
    [InlineData("SetMuted", "0")]
    [InlineData("SetMuted", "\"\"")]
    [InlineData("SetVolume", "false")]
    [InlineData("SetVolume", "1.5")]
    [InlineData("SetVolume", "[]")]
    [InlineData("SetVolume", "[1,2]")]
    [InlineData("SetVolume", "[[1]]")]
    [InlineData("SetVolume", """{"loudness":1}""")]
    [InlineData("SetVolume", """{"volume":null}""")]
    [InlineData("SetName", "7")]
    [InlineData("SetName", """{"title":"x"}""")]
    public void SimpleParameter_ValueDoesNotFit_Fails(string method, string data) => AssertFailure(400, method, $",\"data\":{data}");

    [Fact]
    public void SimpleParameter_NotInTheObjectOrArray_IsTheDefaultIfItHasOne()
    {
        foreach (var data in (string[])["[]", """{"unknown":1}"""])
        {
            Assert.Equal(["hello"], Bind("Greet", $",\"data\":{data}"));
            Assert.Equal([0.5], Bind("SetLevel", $",\"data\":{data}"));
            Assert.Equal([null], Bind("Rename", $",\"data\":{data}"));
            Assert.Equal([null], Bind("SetLimit", $",\"data\":{data}"));
        }
    }

    [Fact]
    public void SeveralParameters_Object_IsBoundByName()
    {
        Assert.Equal(["Ann", "phone"], Bind("Join", ""","data":{"displayName":"Ann","device":"phone"}"""));
        Assert.Equal(["Ann", "phone"], Bind("Join", ""","data": { "DEVICE" : "phone" , "unknown" : [{}] , "d\u0069splayName":"Ann"}"""));
        Assert.Equal(["Ann", "tv"], Bind("Join", ""","data":{"device":5,"displayName":"Ann","Device":"tv"}"""));
        Assert.Equal(["Ann", null, 3, null], Bind("Invite", ""","data":{"displayName":"Ann"}"""));
        Assert.Equal(["", null, 0, 0], Bind("Invite", ""","data":{"displayName":"","device":null,"seats":0,"rows":0}"""));
        Assert.Equal([1, 2], Bind("Upper", ""","data":{"A":2,"a":1}""", new JsonSerializerOptions { PropertyNameCaseInsensitive = true }));
    }

    [Fact]
    public void SeveralParameters_Array_IsBoundByPlace()
    {
        Assert.Equal(["Ann", "phone"], Bind("Join", ""","data":["Ann","phone"]"""));
        Assert.Equal(["Ann", null, 3, null], Bind("Invite", ""","data":["Ann"]"""));
        Assert.Equal(["Ann", null, 4, 5], Bind("Invite", ""","data":["Ann",null,4,5]"""));
    }

    [Fact]
    public void SeveralParameters_NoneNeeded_NothingIsEnough()
    {
        foreach (var data in (string[])[.. s_nothing, ""","data":[]"""])
        {
            Assert.Equal([default(RawJson), null], Bind("Draw", data));
        }
    }

    [Fact]
    public void SeveralParameters_RawJson_IsTakenToTheByte()
    {
        var arguments = Bind("Send", ""","data":{"to":"p","data": { "a" : 1.00 } }""");
        Assert.Equal("""{ "a" : 1.00 }""", arguments[0]!.ToString());
        Assert.Equal("p", arguments[1]);
        Assert.Equal("null", Bind("Send", ""","data":[null]""")[0]!.ToString());
        Assert.Equal("{}", Bind("Draw", ""","data":{"offer":{"to":"p"}}""")[0]!.ToString());
        AssertFailure(400, "Send", $$""","data":{"data":{{JsonSamples.Nested(61)}}}""");
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","data":null""")]
    [InlineData(""","data":false""")]
    [InlineData(""","data":{}""")]
    [InlineData(""","data":{"displayName":"Ann"}""")]
    [InlineData(""","data":{"displayName":"Ann","device":5}""")]
    [InlineData(""","data":["Ann"]""")]
    [InlineData(""","data":["Ann","phone",null]""")]
    [InlineData(""","data":"Ann" """)]
    [InlineData(""","data":1""")]
    [InlineData(""","data":true""")]
    public void SeveralParameters_DataDoesNotFit_Fails(string data) => AssertFailure(400, "Join", data);

    [Fact]
    public void ObliviousParameters_MayBeMissing() => Assert.Equal([null, "x"], Bind("Oblivious", ""","data":{"second":"x"}"""));

    [Fact]
    public void Names_AreMadeAndComparedByTheJsonOptions()
    {
        var options = new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };
        Assert.Equal(["Ann", "tv"], Bind("Join", ""","data":{"display_name":"Ann","device":"tv"}""", options));
        AssertFailure(400, "Join", ""","data":{"Display_Name":"Ann","device":"tv"}""", options);
        AssertFailure(400, "Join", ""","data":{"displayName":"Ann","device":"tv"}""", options);
        Assert.Equal(["Ann", "tv"], Bind("Join", ""","data":{"displayName":"Ann","device":"tv"}""", new JsonSerializerOptions()));
    }

    [Fact]
    public void Values_AreReadByTheJsonOptions()
    {
        var options = new JsonSerializerOptions { NumberHandling = JsonNumberHandling.AllowReadingFromString };
        options.Converters.Add(new JsonStringEnumConverter());
        Assert.Equal([DayOfWeek.Monday], Bind("SetDay", ""","data":"Monday" """, options));
        Assert.Equal([7], Bind("SetVolume", ""","data":"7" """, options));
    }

    [Fact]
    public void SimpleTypes_AreAllThatHaveOneValue()
    {
        var id = Guid.NewGuid();
        Assert.Equal([id], Bind("SetKey", $",\"data\":[\"{id}\"]"));
        Assert.Equal([id], Bind("SetKey", $$""","data":{"key":"{{id}}"}"""));
        Assert.Equal([new Uri("https://example.org/")], Bind("SetPage", ""","data":{"page":"https://example.org/"}"""));
        Assert.Equal(['x'], Bind("SetGrade", ""","data":"x" """));
        Assert.Equal([Int128.MaxValue], Bind("SetHuge", string.Create(CultureInfo.InvariantCulture, $",\"data\":[{Int128.MaxValue}]")));
        Assert.Equal([new DateTime(2030, 1, 2, 0, 0, 0, DateTimeKind.Unspecified)], Bind("SetStart", ""","data":{"start":"2030-01-02"}"""));
        Assert.Equal(
            [new DateOnly(2030, 1, 2), new TimeOnly(3, 4), TimeSpan.FromHours(5)],
            Bind("SetSpan", ""","data":{"date":"2030-01-02","time":"03:04:00","span":"05:00:00"}"""));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""","data":null""")]
    [InlineData(""","data":false""")]
    [InlineData(""","data":0""")]
    [InlineData(""","data":"" """)]
    public void OtherParameter_Nothing_IsAnEmptyObject(string data)
    {
        Assert.Equal("{}", Assert.Single(Bind("TakeRaw", data))!.ToString());
        Assert.Equal("{}", Assert.Single(Bind("TakeElement", data))!.ToString());
        Assert.Equal("{}", Assert.Single(Bind("TakeObject", data))!.ToString());
        Assert.Equal(new Offer(null, 0, default), Assert.Single(Bind("TakeOffer", data)));
        AssertFailure(400, "TakeNumbers", data);
    }

    [Fact]
    public void OtherParameter_Value_IsTheWholeData()
    {
        Assert.Equal("""{"data":1}""", Assert.Single(Bind("TakeRaw", ""","data":{"data":1}"""))!.ToString());
        Assert.Equal(new Offer("p", 0, default), Assert.Single(Bind("TakeOffer", ""","data":{"to":"p"}""")));
        Assert.Equal([1, 2], Assert.IsType<int[]>(Assert.Single(Bind("TakeNumbers", ""","data":[1,2]"""))));
    }

    [Fact]
    public void Services_AreNoParametersOfTheClient()
    {
        Assert.Equal([7], Bind("Implicit", ""","data":7"""));
        Assert.Equal([7], Bind("Explicit", ""","data":7"""));
        Assert.Equal([7, CancellationToken.None], Bind("Canceled", ""","data":7"""));
        Assert.Equal([1, 2], Assert.IsAssignableFrom<IEnumerable<int>>(Assert.Single(Bind("Several", ""","data":[1,2]"""))));

        // Unless the lookup of services is off.
        var binder = TestBinder.Of<BindingHub>(new JsonSerializerOptions(), null, "Implicit", "Explicit");
        Assert.Equal(2, binder.GetParameterTypes("Implicit").Count);
        Assert.Single(binder.GetParameterTypes("Explicit"));
        Assert.Equal(3, Binder("NullableService", s_options).GetParameterTypes("NullableService").Count);
    }

    [Theory]
    [InlineData("NotPublic")]
    [InlineData("NotOfTheInstance")]
    [InlineData("Dispose")]
    [InlineData("OnConnectedAsync")]
    [InlineData("ToString")]
    [InlineData("get_Context")]
    [InlineData("get_Item")]
    [InlineData("Named")]
    public void Methods_ThatAreNone_AreNotThere(string name)
    {
        Assert.Null(HubMethods.Of(typeof(BindingHub), s_services, new JsonSerializerOptions()).Find(name));
    }

    [Fact]
    public void Methods_HaveTheirNamesInAnyCase() => Assert.Equal([7], Bind("OTHER-NAME", ""","data":7""", name: "other-name"));

    [Theory]
    [InlineData("Enumerate")]
    [InlineData("EnumerateLater")]
    [InlineData("ReadAll")]
    [InlineData("ReadAllLater")]
    [InlineData("Upload")]
    [InlineData("UploadAll")]
    public void StreamingMethod_FailsWith501(string method)
    {
        AssertFailure(501, method, "");
        AssertFailure(501, method, ""","data":["x"]""");
    }

    [Fact]
    public void Channel_IsNoStream() => Assert.Empty(Bind("NotAStream", ""));

    [Fact]
    public void CatchAll_GetsDataByTheRulesOfOneParameter()
    {
        var binder = TestBinder.Of<NumberHub>(s_options, null, "*");
        Assert.Equal(["m", 5], Parse("m", "", binder).Arguments);
        Assert.Equal(["m", 0], Parse("m", ""","data":0""", binder).Arguments);
        Assert.Equal(["m", 7], Parse("m", ""","data":{"number":7}""", binder).Arguments);
        Assert.Equal(["m", 7], Parse("m", ""","data":[7]""", binder).Arguments);
        AssertFailure(400, "m", ""","data":[6,7]""", binder);
    }

    [Theory]
    [InlineData("Ask")]
    [InlineData("ask")]
    public void RequestOnlyMethod_Notification_IsLoggedOnly(string method)
    {
        var log = FakeLogCollector.From(LogLevel.Debug);
        using var loggers = new LoggerFactory([new FakeLoggerProvider(log)], new LoggerFilterOptions { MinLevel = LogLevel.Debug });
        var driver = new ProtocolDriver(logger: loggers.CreateLogger<ProtooHubProtocol>());
        var binder = Binder("Ask", s_options);

        Assert.Same(PingMessage.Instance, driver.Parse($$"""{"notification":true,"method":"{{method}}","data":7}""", binder));

        var entry = Assert.Single(log.GetSnapshot());
        Assert.Equal((LogLevel.Debug, "RequestOnlyMethod"), (entry.Level, entry.Id.Name));
        Assert.Contains($"'{method}'", entry.Message, StringComparison.Ordinal);
        Assert.Equal([7], Bind("Ask", ""","data":7"""));
        Assert.Single(log.GetSnapshot());
    }

    [Fact]
    public void RequestOnlyMethod_Notification_GoesToTheCatchAll()
    {
        var binder = TestBinder.Of<AskingHub>(s_options, null, "Ask", "*");
        var invocation = Assert.IsType<InvocationMessage>(new ProtocolDriver().Parse("""{"notification":true,"method":"ask","data":7}""", binder));
        Assert.Equal("*", invocation.Target);
        Assert.Equal("ask", invocation.Arguments[0]);
        Assert.Equal("Ask", Parse("ask", ""","data":7""", binder).Target);
    }

    private static object?[] Bind(string method, string data, JsonSerializerOptions? options = null, string? name = null)
    {
        options ??= s_options;
        return Parse(method, data, Binder(name ?? method, options), options).Arguments;
    }

    private static TestBinder Binder(string method, JsonSerializerOptions options) => TestBinder.Of<BindingHub>(options, s_services, method);

    private static InvocationMessage Parse(string method, string data, TestBinder binder, JsonSerializerOptions? options = null)
    {
        return Assert.IsType<InvocationMessage>(ParseAny(method, data, binder, options));
    }

    private static HubMessage ParseAny(string method, string data, TestBinder binder, JsonSerializerOptions? options = null)
    {
        var driver = new ProtocolDriver(new JsonHubProtocolOptions { PayloadSerializerOptions = options ?? s_options });
        return driver.Parse($$"""{"request":true,"id":1,"method":"{{method}}"{{data}}}""", binder);
    }

    private static void AssertFailure(int code, string method, string data, JsonSerializerOptions? options = null)
    {
        options ??= s_options;
        AssertFailure(code, method, data, Binder(method, options), options);
    }

    private static void AssertFailure(int code, string method, string data, TestBinder binder, JsonSerializerOptions? options = null)
    {
        var failure = Assert.IsType<InvocationBindingFailureMessage>(ParseAny(method, data, binder, options));
        var exception = Assert.IsType<ProtooException>(failure.BindingFailure.SourceException);
        Assert.Equal(code, exception.Code);
        Assert.Contains($"'{method}'", exception.Reason, StringComparison.Ordinal);
    }
}

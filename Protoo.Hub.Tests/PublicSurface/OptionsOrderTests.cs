using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Protoo.Hosting;

namespace Protoo.Tests.PublicSurface;

/// <summary>Which of an app's settings counts for a hub: the first that is set, in any order of calls.</summary>
public sealed class OptionsOrderTests
{
    // The sources in order of precedence, and what each sets.
    private static readonly (Action<IServiceCollection> Set, int Size, int Concurrency)[] s_sources =
    [
        (static services => services.AddSignalR().AddProtoo<OpenHub>(static options => (options.MaximumMessageSize, options.MaximumConcurrentRequests) = (1001, 11)), 1001, 11),
        (static services => services.AddSignalR().AddHubOptions<OpenHub>(static options => (options.MaximumReceiveMessageSize, options.MaximumParallelInvocationsPerClient) = (1002, 12)), 1002, 12),
        (static services => services.AddSignalR().AddProtoo(static options => (options.MaximumMessageSize, options.MaximumConcurrentRequests) = (1003, 13)), 1003, 13),
        (static services => services.Configure<HubOptions>(static options => (options.MaximumReceiveMessageSize, options.MaximumParallelInvocationsPerClient) = (1004, 14)), 1004, 14),
    ];

    public static TheoryData<int[]> Subsets { get; } = [.. Enumerable.Range(0, 16).Select(static bits => Enumerable.Range(0, 4).Where(i => (bits & 1 << i) != 0).ToArray())];

    public static TheoryData<string> Properties { get; } = [.. typeof(ProtooOptions).GetProperties().Select(static property => property.Name)];

    [Theory]
    [MemberData(nameof(Subsets))]
    public async Task Limits_TheFirstSourceThatSetsThemCounts_InAnyOrderOfCalls(int[] sources)
    {
        var (size, concurrency) = sources.Length == 0 ? (960_000, 64) : (s_sources[sources[0]].Size, s_sources[sources[0]].Concurrency);
        foreach (var calls in Permutations(sources.Select(static source => s_sources[source].Set)))
        {
            await using var app = Build(services =>
            {
                foreach (var call in calls)
                {
                    call(services);
                }

                services.AddSignalR().AddProtoo<OpenHub>();
            });

            Assert.Equal((size, concurrency), NativeLimits<OpenHub>(app));
            Assert.Equal((size, concurrency), SignalRLimits<OpenHub>(app));
        }
    }

    /// <summary>SignalR's options apply to the hub's SignalR clients.</summary>
    [Theory]
    [MemberData(nameof(Subsets))]
    public async Task Limits_OfAHubWithoutRooms_AreForItsNativeClients(int[] sources)
    {
        Action<IServiceCollection>[] sets =
        [
            static _ => { },
            static services => services.AddSignalR().AddHubOptions<PlainHub>(static options => (options.MaximumReceiveMessageSize, options.MaximumParallelInvocationsPerClient) = (1002, 12)),
            s_sources[2].Set,
            s_sources[3].Set,
        ];
        var first = sources.Where(static source => source > 0).Select(static source => s_sources[source]).FirstOrDefault((static _ => { }, 960_000, 64));
        var ofSignalR = sources.Where(static source => source is 1 or 3).Select(static source => ((long?)s_sources[source].Size, s_sources[source].Concurrency)).FirstOrDefault((32_768, 1));
        foreach (var calls in Permutations(sources.Select(source => sets[source])))
        {
            var builder = WebApplication.CreateSlimBuilder();
            foreach (var call in calls)
            {
                call(builder.Services);
            }

            builder.Services.AddSignalR().AddProtoo();
            await using var app = builder.Build();
            app.MapProtoo<PlainHub>("/protoo");
            app.MapHub<PlainHub>("/hub");

            Assert.Equal((first.Size, first.Concurrency), NativeLimits<PlainHub>(app));
            Assert.Equal(ofSignalR, sources.Contains(1) ? SignalRLimits<PlainHub>(app) : Limits(app.Services.GetRequiredService<IOptions<HubOptions>>().Value));
        }
    }

    [Theory]
    [MemberData(nameof(Properties))]
    public async Task EveryOption_OfTheHubCountsMore_IfAssigned_InAnyOrderOfCalls(string name)
    {
        var property = typeof(ProtooOptions).GetProperty(name)!;
        var byDefault = property.GetValue(new ProtooOptions())!;
        var another = Another(byDefault);
        foreach (var (hub, all, expected) in new[]
        {
            (null, null, byDefault),
            (null, another, another),
            (another, null, another),
            (another, byDefault, another),
            (byDefault, another, byDefault),
        })
        {
            Action<IServiceCollection>[] calls =
            [
                services => services.AddSignalR().AddProtoo<OpenHub>(options => Assign(property, options, hub)),
                services => services.AddSignalR().AddProtoo(options => Assign(property, options, all)),
            ];
            foreach (var permutation in Permutations(calls))
            {
                await using var app = Build([.. permutation]);
                Assert.Equal(expected, property.GetValue(Effective<OpenHub>(app)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Properties))]
    public async Task EveryOption_OfTwoCallsOfOneKind_TheLaterCounts(string name)
    {
        var property = typeof(ProtooOptions).GetProperty(name)!;
        var byDefault = property.GetValue(new ProtooOptions())!;
        var another = Another(byDefault);
        foreach (var (first, second, expected) in new[] { (another, byDefault, byDefault), (byDefault, another, another), (another, null, another) })
        {
            await using var all = Build(services => services.AddSignalR()
                .AddProtoo(options => Assign(property, options, first))
                .AddProtoo(options => Assign(property, options, second))
                .AddProtoo<OpenHub>());
            await using var hub = Build(services => services.AddSignalR()
                .AddProtoo<OpenHub>(options => Assign(property, options, first))
                .AddProtoo<OpenHub>(options => Assign(property, options, second)));
            Assert.Equal(expected, property.GetValue(Effective<OpenHub>(all)));
            Assert.Equal(expected, property.GetValue(Effective<OpenHub>(hub)));
        }
    }

    [Fact]
    public async Task ConfigureOfAllHubs_IsAsAddProtoo()
    {
        await using var app = Build(
            static services => services.Configure<ProtooOptions>(static options => options.RequestTimeout = TimeSpan.FromSeconds(3)),
            static services => services.AddSignalR().AddProtoo<OpenHub>());
        Assert.Equal(TimeSpan.FromSeconds(3), Effective<OpenHub>(app).RequestTimeout);
    }

    [Theory]
    [InlineData("960000", 960_000)]
    [InlineData("5000", 5000)]
    [InlineData(null, 2000)]
    public async Task Section_AssignsTheKeysThatAreThere(string? size, int expected)
    {
        var section = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Protoo:RequestTimeout", "00:00:20"), .. size is null ? Array.Empty<KeyValuePair<string, string?>>() : [new("Protoo:MaximumMessageSize", size)]])
            .Build()
            .GetSection("Protoo");
        await using var app = Build(services => services
            .AddSignalR(static options => options.MaximumReceiveMessageSize = 2000)
            .AddProtoo(section.Bind)
            .AddProtoo<OpenHub>());
        Assert.Equal(expected, Effective<OpenHub>(app).MaximumMessageSize);
        Assert.Equal(TimeSpan.FromSeconds(20), Effective<OpenHub>(app).RequestTimeout);
    }

    /// <summary>ConfigurationBinder writes back the values of options whose keys are missing.</summary>
    [Fact]
    public async Task SectionOfTheHub_LeavesTheRestToAllHubs()
    {
        var section = new ConfigurationBuilder().AddInMemoryCollection([new("Chat:RequestTimeout", "00:00:20")]).Build().GetSection("Chat");
        foreach (var property in typeof(ProtooOptions).GetProperties().Where(static property => property.Name != nameof(ProtooOptions.RequestTimeout)))
        {
            var another = Another(property.GetValue(new ProtooOptions())!);
            await using var app = Build(services => services.AddSignalR()
                .AddProtoo<OpenHub>(section.Bind)
                .AddProtoo(options => Assign(property, options, another)));
            Assert.Equal(another, property.GetValue(Effective<OpenHub>(app)));
            Assert.Equal(TimeSpan.FromSeconds(20), Effective<OpenHub>(app).RequestTimeout);
        }
    }

    [Theory]
    [InlineData(null, 1 << 30)]
    [InlineData(5_000_000_000, 1 << 30)]
    [InlineData((1L << 30) + 1, 1 << 30)]
    [InlineData(1L << 30, 1 << 30)]
    [InlineData(0L, 1)]
    public async Task SizeThatNativeClientsCannotHave_IsTheNearest(long? size, int expected)
    {
        await using var app = Build(services => services
            .AddSignalR(options => options.MaximumReceiveMessageSize = size)
            .AddProtoo<OpenHub>());
        Assert.Equal((expected, 64), NativeLimits<OpenHub>(app));
        Assert.Equal((expected, 64), SignalRLimits<OpenHub>(app));
    }

    /// <summary>SignalR's default counts as set if the hub would otherwise have another value.</summary>
    [Fact]
    public async Task SignalRsDefault_SetForTheHubAlone_Counts()
    {
        await using var app = Build(
            static services => services.AddSignalR(static options => (options.MaximumReceiveMessageSize, options.MaximumParallelInvocationsPerClient) = (2000, 3))
                .AddHubOptions<OpenHub>(static options => (options.MaximumReceiveMessageSize, options.MaximumParallelInvocationsPerClient) = (32_768, 1))
                .AddProtoo(static options => (options.MaximumMessageSize, options.MaximumConcurrentRequests) = (5000, 5))
                .AddProtoo<OpenHub>());
        Assert.Equal((32_768, 1), NativeLimits<OpenHub>(app));
    }

    [Fact]
    public async Task OneAtATime_IsSetInOurs()
    {
        await using var app = Build(static services => services
            .AddSignalR(static options => options.MaximumParallelInvocationsPerClient = 1)
            .AddProtoo<OpenHub>(static options => options.MaximumConcurrentRequests = 1));
        Assert.Equal((960_000, 1), NativeLimits<OpenHub>(app));
        Assert.Equal((960_000, 1), SignalRLimits<OpenHub>(app));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task OtherOptionsOfSignalR_AreTheHubs_InAnyOrderOfCalls(bool ofAllHubs)
    {
        Action<IServiceCollection>[] calls =
        [
            static services => services.AddSignalR().AddProtoo<OpenHub>(),
            ofAllHubs
                ? static services => services.Configure<HubOptions>(static options => (options.EnableDetailedErrors, options.DisableImplicitFromServicesParameters) = (true, true))
                : static services => services.Configure<HubOptions<OpenHub>>(static options => (options.EnableDetailedErrors, options.DisableImplicitFromServicesParameters) = (true, true)),
        ];
        foreach (var permutation in Permutations(calls))
        {
            await using var app = Build([.. permutation]);
            var settings = app.Services.GetRequiredService<HubSettings<OpenHub>>();
            Assert.True(settings.HasDetailedErrors);
            Assert.True(settings.CreateNativeOptions().DisableImplicitFromServicesParameters);
            Assert.True(app.Services.GetRequiredService<IOptions<HubOptions<OpenHub>>>().Value.EnableDetailedErrors);
        }
    }

    private static WebApplication Build(params Action<IServiceCollection>[] calls)
    {
        var builder = WebApplication.CreateSlimBuilder();
        foreach (var call in calls)
        {
            call(builder.Services);
        }

        var app = builder.Build();
        app.MapProtoo<OpenHub>("/protoo");
        app.MapHub<OpenHub>("/hub");
        return app;
    }

    private static ProtooOptions Effective<THub>(WebApplication app)
        where THub : Hub => app.Services.GetRequiredService<HubSettings<THub>>().Options;

    private static (long?, int) NativeLimits<THub>(WebApplication app)
        where THub : Hub
    {
        var settings = app.Services.GetRequiredService<HubSettings<THub>>();
        var limits = Limits(settings.CreateNativeOptions());
        Assert.Equal(limits, (settings.Options.MaximumMessageSize, settings.Options.MaximumConcurrentRequests));
        return limits;
    }

    private static (long?, int) SignalRLimits<THub>(WebApplication app)
        where THub : Hub => Limits(app.Services.GetRequiredService<IOptions<HubOptions<THub>>>().Value);

    private static (long?, int) Limits(HubOptions options) => (options.MaximumReceiveMessageSize, options.MaximumParallelInvocationsPerClient);

    private static void Assign(PropertyInfo property, ProtooOptions options, object? value)
    {
        if (value is not null)
        {
            property.SetValue(options, value);
        }
    }

    private static object Another(object value) => value switch
    {
        bool isOn => !isOn,
        int number => number + 1,
        long number => number + 1,
        TimeSpan time => time + TimeSpan.FromSeconds(1),
        Enum choice => Enum.ToObject(choice.GetType(), 1),
        _ => throw new NotSupportedException(value.GetType().Name),
    };

    private static IEnumerable<IEnumerable<T>> Permutations<T>(IEnumerable<T> items)
    {
        var all = items.ToArray();
        return all.Length == 0
            ? [[]]
            : all.SelectMany((first, i) => Permutations(all.Where((_, j) => j != i)).Select(rest => rest.Prepend(first)));
    }
}

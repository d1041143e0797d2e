using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Protoo;
using Protoo.Clustering;
using Protoo.Hosting;
using Protoo.Protocol;
using Protoo.Rooms;
using Protoo.Transports;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds protoo to SignalR.</summary>
public static class ProtooSignalRBuilderExtensions
{
    /// <summary>
    /// Adds what <c>MapProtoo</c> needs to offer any hub to native protoo clients. A <see cref="ProtooHub"/> needs
    /// <see cref="AddProtoo{THub}"/>.
    /// </summary>
    /// <param name="builder">The result of <c>AddSignalR()</c>.</param>
    /// <param name="configure">Sets options for all hubs; those that <see cref="AddProtoo{THub}"/> sets for a hub take precedence.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static ISignalRServerBuilder AddProtoo(this ISignalRServerBuilder builder, Action<ProtooOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptionsWithValidateOnStart<ProtooOptions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ProtooOptions>, ProtooOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHubProtocol, ProtooHubProtocol>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<HubOptions>, SignalREndpointsWithoutProtoo>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<JsonHubProtocolOptions>, RawJsonInPayloads>());
        services.AddMetrics();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ProtooMetrics>();
        services.TryAddSingleton<Rejections>();
        services.TryAddSingleton<IRosterStoreFactory, InMemoryRosterStoreFactory>();
        services.TryAddSingleton<ILocalInstance, LocalInstance>();
        services.TryAddSingleton<IInstanceRegistry, InstanceRegistry>();
        services.TryAddSingleton<UnusedSettings>();
        services.TryAddSingleton(typeof(HubSettings<>));
        services.TryAddSingleton(typeof(ClientLimits<>));
        if (services.All(static service => service.ServiceType != typeof(ConnectionDrain)))
        {
            services.Replace(ServiceDescriptor.Singleton(typeof(HubConnectionHandler<>), typeof(QuietHubConnectionHandler<>)));
            services.AddSingleton<ConnectionDrain>();
            services.AddHostedService(static provider => provider.GetRequiredService<ConnectionDrain>());
            services.AddSingleton<OpenRoomStates>();
            services.AddHostedService(static provider => provider.GetRequiredService<OpenRoomStates>());
            services.AddSingleton<MatcherPolicy, SignalREndpointMatcherPolicy>();
            services.AddSingleton<MatcherPolicy, NativeEndpointMatcherPolicy>();
        }

        if (configure is not null)
        {
            services.Configure(configure);
        }

        return builder;
    }

    /// <summary>
    /// Adds rooms and peers to a hub, and everything that <see cref="AddProtoo"/> adds. <see cref="IRoomRegistry{THub}"/> can be injected,
    /// slow SignalR clients of the hub are dropped like native ones, and the limits of <see cref="ProtooOptions"/> apply to both.
    /// </summary>
    /// <typeparam name="THub">The hub, usually a <see cref="ProtooHub"/>.</typeparam>
    /// <param name="builder">The result of <c>AddSignalR()</c>.</param>
    /// <param name="configure">Sets options for this hub, which take precedence over those for all hubs and over SignalR's.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static ISignalRServerBuilder AddProtoo<[DynamicallyAccessedMembers(ReflectedMembers.OfHub)] THub>(this ISignalRServerBuilder builder, Action<ProtooOptions>? configure = null)
        where THub : Hub
    {
        builder.AddProtoo();
        var services = builder.Services;
        var name = HubSettings<THub>.Name;
        services.AddOptionsWithValidateOnStart<ProtooOptions>(name);
        if (configure is not null)
        {
            services.Configure(name, configure);
        }

        if (services.Any(static service => service.ServiceType == typeof(RoomRegistry<THub>)))
        {
            return builder;
        }

        // As AddHubOptions<THub> does, but before the app's own settings, which it would otherwise undo.
        var setup = ServiceDescriptor.Singleton<IConfigureOptions<HubOptions<THub>>, HubOptionsSetup<THub>>();
        if (!services.Any(service => service.ServiceType == setup.ServiceType && service.ImplementationType == setup.ImplementationType))
        {
            services.Insert(0, setup);
        }

        services.AddSingleton<RoomRegistry<THub>>();
        services.AddSingleton<Admission<THub>>();
        services.AddSingleton<ClientArguments<THub>>();
        services.AddSingleton<IRoomRegistry<THub>>(static provider => provider.GetRequiredService<RoomRegistry<THub>>());
        services.AddSingleton(static provider => new CheckedHub(
            typeof(THub),
            provider.GetRequiredService<RoomRegistry<THub>>(),
            provider.GetRequiredService<ClientLimits<THub>>()));

        services.AddSingleton<RoomObservers<THub>>();
        services.AddSingleton<IRoomStates<THub>, ObservedRooms<THub>>();
        if (StateTypes.Find(typeof(THub)) is { } types)
        {
            AddState(services, typeof(IRoomStates<THub>), types);
        }

        // The handler of MapHub. That of MapProtoo does not need the filter.
        services.AddSingleton(static provider =>
        {
            var options = provider.GetRequiredService<IOptions<HubOptions<THub>>>().Value;
            options.AddFilter(ActivatorUtilities.CreateInstance<RoomHubFilter>(provider));
            provider.GetRequiredService<HubSettings<THub>>().Complete(options);
            return (HubConnectionHandler<THub>)ActivatorUtilities.CreateInstance<CountedHubConnectionHandler<THub>>(provider);
        });

        // Closed, so that it takes precedence over SignalR's open registration, whether AddStackExchangeRedis replaces that before or after
        // this call.
        services.AddSingleton<HubLifetimeManager<THub>>(provider => ActivatorUtilities.CreateInstance<RoomHubLifetimeManager<THub>>(
            provider,
            CreateLifetimeManager<THub>(provider, services.Last(static service => service.ServiceType == typeof(HubLifetimeManager<>)).ImplementationType!)));
        return builder;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "ProtooHub<,> and its descendants keep what is needed of their types of state.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "All are classes, which share native code.")]
    private static void AddState(IServiceCollection services, Type states, Type[] types)
    {
        services.AddSingleton(states, typeof(RoomStates<,,>).MakeGenericType(types));
        services.AddSingleton(typeof(IRoomRegistry<,,>).MakeGenericType(types), typeof(RoomRegistryWithState<,,>).MakeGenericType(types));
    }

    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "Dependency injection does the same.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "Hubs are classes, which share native code.")]
    private static HubLifetimeManager<THub> CreateLifetimeManager<THub>(
        IServiceProvider provider,
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] Type openType)
        where THub : Hub
    {
        return (HubLifetimeManager<THub>)ActivatorUtilities.CreateInstance(provider, openType.MakeGenericType(typeof(THub)));
    }
}

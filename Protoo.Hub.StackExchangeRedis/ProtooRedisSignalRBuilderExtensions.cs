using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.StackExchangeRedis;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Protoo;
using Protoo.Clustering;
using Protoo.Clustering.Redis;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Extends rooms across instances.</summary>
public static class ProtooRedisSignalRBuilderExtensions
{
    /// <inheritdoc cref="AddProtooRedis(ISignalRServerBuilder, Action{ProtooRedisOptions})" />
    /// <param name="builder">The result of <c>AddSignalR()</c>.</param>
    /// <param name="connectionString">A connection string of StackExchange.Redis, such as <c>localhost:6379</c>, or an address:
    /// <c>redis://user:password@host:port/database</c>, or <c>rediss://</c> for TLS.</param>
    /// <param name="configure">Configures the options.</param>
    /// <exception cref="ArgumentException">The connection string is empty or not valid.</exception>
    public static ISignalRServerBuilder AddProtooRedis(this ISignalRServerBuilder builder, string connectionString, Action<ProtooRedisOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        var configuration = RedisConnectionString.Parse(connectionString);
        return builder.AddProtooRedis(options =>
        {
            options.Configuration = configuration;
            configure?.Invoke(options);
        });
    }

    /// <summary>
    /// Makes this process an instance of a cluster: it shares its rooms with all others that have the same Redis and
    /// <see cref="ProtooRedisOptions.KeyPrefix"/>. It also sets up SignalR's own Redis backplane over the same connection, for what hubs do
    /// besides rooms: do not call <c>AddStackExchangeRedis</c>.
    /// </summary>
    /// <param name="builder">The result of <c>AddSignalR()</c>.</param>
    /// <param name="configure">Configures the options; it must set at least <see cref="ProtooRedisOptions.Configuration"/> or
    /// <see cref="ProtooRedisOptions.ConnectionFactory"/>.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static ISignalRServerBuilder AddProtooRedis(this ISignalRServerBuilder builder, Action<ProtooRedisOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configure);
        var services = builder.AddProtoo().Services;
        services.AddOptionsWithValidateOnStart<ProtooRedisOptions>()
            .Configure(configure)
            .Validate(
                static options => options.ConnectionFactory is not null || options.Configuration?.EndPoints.Count > 0,
                "ProtooRedisOptions.Configuration names no endpoint.")
            .Validate(
                static options => RedisKeys.IsValidPrefix(options.KeyPrefix),
                "ProtooRedisOptions.KeyPrefix has empty braces {}, with which Redis Cluster could not keep keys together.");
        if (services.Any(static service => service.ServiceType == typeof(RedisConnection)))
        {
            return builder;
        }

        services.AddSingleton<IValidateOptions<ProtooRedisOptions>, ProtooRedisOptionsValidator>();
        services.AddSingleton(RedisExpiry.Default);
        services.AddSingleton<RedisFaults>();
        services.AddSingleton<RedisMetrics>();
        services.AddSingleton<RedisConnection>();
        services.AddSingleton<RedisRehearsal>();
        services.AddSingleton<LeaseSweeper>();
        services.AddSingleton(static _ => InstanceId.Create());
        services.AddSingleton<InstanceChannel>();
        services.AddSingleton<ILeases, RedisLeases>();
        services.AddSingleton<Heartbeat>();
        services.AddSingleton<Membership>();
        services.AddSingleton<InstanceRelay>();
        services.AddSingleton<IInstanceRelay>(static provider => provider.GetRequiredService<InstanceRelay>());
        services.AddHostedService<HeartbeatService>();
        services.AddHostedService<KeyRenewal>();
        services.Replace(ServiceDescriptor.Singleton<IRosterStoreFactory, RedisRosterStoreFactory>());

        builder.AddStackExchangeRedis();
        services.AddOptions<RedisOptions>().Configure<RedisConnection>(static (options, connection) =>
            options.ConnectionFactory = async _ => await connection.WaitForConnectionAsync().ConfigureAwait(false));
        services.AddSingleton(typeof(HubLifetimeManager<>), typeof(BackplaneHubLifetimeManager<>));
        return builder;
    }
}

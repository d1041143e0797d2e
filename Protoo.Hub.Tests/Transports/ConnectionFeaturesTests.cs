using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Protoo.Transports;

namespace Protoo.Tests.Transports;

public sealed class ConnectionFeaturesTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().AddSingleton<ProtooMetrics>().BuildServiceProvider();
    private readonly WebSocket _webSocket = WebSocket.CreateFromStream(Stream.Null, new WebSocketCreationOptions { IsServer = true });
    private readonly ProtooConnectionContext _connection;
    private readonly IFeatureCollection _features;

    public ConnectionFeaturesTests()
    {
        _connection = AcceptedWebSocket.ConnectionFor(_webSocket, _services.GetRequiredService<ProtooMetrics>());
        _features = _connection.Features;
    }

    [Fact]
    public void Features_AreTheConnectionItself_ThoughNotAllThatItIs()
    {
        Assert.Same(_connection, _features.Get<IConnectionIdFeature>());
        Assert.Same(_connection, _features[typeof(IConnectionLifetimeNotificationFeature)]);
        Assert.Null(_features.Get<System.IO.Pipelines.IDuplexPipe>());
        Assert.Null(_features[typeof(object)]);
        Assert.Equal(11, _features.Count());
        Assert.All(_features, feature => Assert.Same(_connection, feature.Value));
    }

    [Fact]
    public void Set_AddsReplacesAndRemoves()
    {
        var revision = _features.Revision;
        _features.Set("one");
        _features.Set("two");
        Assert.Equal("two", _features.Get<string>());
        Assert.Equal(12, _features.Count());

        _features.Set<string>(null);
        Assert.Null(_features.Get<string>());
        Assert.Equal(11, _features.Count());
        Assert.True(_features.Revision > revision);
    }

    [Fact]
    public void Set_OverConnection_CountsMore()
    {
        var other = new ItemsFeature();
        _features.Set<IConnectionItemsFeature>(other);
        Assert.Same(other, _features.Get<IConnectionItemsFeature>());
        Assert.Equal(11, _features.Count());

        _features.Set<IConnectionItemsFeature>(null);
        Assert.Null(_features.Get<IConnectionItemsFeature>());
        Assert.Equal(10, _features.Count());
    }

    public void Dispose()
    {
        _webSocket.Dispose();
        _services.Dispose();
    }

    private sealed class ItemsFeature : IConnectionItemsFeature
    {
        public IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();
    }
}

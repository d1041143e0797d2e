using System.Collections;
using System.Collections.Frozen;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Protoo.Transports;

/// <summary>The features of a native connection. The connection itself implements most of them; only additional ones take memory.</summary>
/// <param name="connection">The connection, which implements all features that it has at first.</param>
internal sealed class ConnectionFeatures(object connection) : IFeatureCollection
{
    private static readonly FrozenSet<Type> s_own = FrozenSet.Create(
        typeof(IConnectionIdFeature),
        typeof(IConnectionItemsFeature),
        typeof(IConnectionTransportFeature),
        typeof(IConnectionUserFeature),
        typeof(IConnectionEndPointFeature),
        typeof(IConnectionInherentKeepAliveFeature),
        typeof(IConnectionLifetimeFeature),
        typeof(IConnectionLifetimeNotificationFeature),
        typeof(IHttpContextFeature),
        typeof(IHttpTransportFeature),
        typeof(IBusyConnection));

    // A ProtooHub sets three: too few to hash them. Null hides a feature that the connection implements.
    private KeyValuePair<Type, object?>[] _set = [];

    public bool IsReadOnly => false;

    public int Revision { get; private set; }

    public object? this[Type key]
    {
        get => Find(key) is var place and >= 0 ? _set[place].Value : s_own.Contains(key) ? connection : null;
        set
        {
            var feature = KeyValuePair.Create(key, value);
            if (Find(key) is var place and >= 0)
            {
                _set[place] = feature;
            }
            else
            {
                _set = [.. _set, feature];
            }

            Revision++;
        }
    }

    public TFeature? Get<TFeature>() => (TFeature?)this[typeof(TFeature)];

    public void Set<TFeature>(TFeature? instance) => this[typeof(TFeature)] = instance;

    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator()
    {
        foreach (var type in s_own.Union(_set.Select(static feature => feature.Key)))
        {
            if (this[type] is { } feature)
            {
                yield return KeyValuePair.Create(type, feature);
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int Find(Type key)
    {
        for (var i = 0; i < _set.Length; i++)
        {
            if (_set[i].Key == key)
            {
                return i;
            }
        }

        return -1;
    }
}

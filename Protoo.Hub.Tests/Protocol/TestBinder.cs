using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Protoo.Protocol;

namespace Protoo.Tests.Protocol;

/// <summary>The methods of a hub, and the invocations that wait for a result, as SignalR presents them to a protocol.</summary>
internal sealed class TestBinder : IInvocationBinder
{
    private readonly Dictionary<string, HubMethod> _methods = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Type> _returnTypes = [];
    private readonly Lazy<HubMethods> _all;

    public TestBinder() => _all = new(() => new HubMethods(_methods.Values));

    private TestBinder(HubMethods methods, IEnumerable<string> names)
    {
        _all = new(methods);
        _methods = names.ToDictionary(static name => name, name => methods.Find(name)!, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>What the protocol knows about the methods beyond what SignalR tells it.</summary>
    public HubMethods Methods => _all.Value;

    /// <summary>Binds to the named methods of a hub.</summary>
    public static TestBinder Of<THub>(JsonSerializerOptions options, IServiceProviderIsService? services, params string[] names)
        where THub : Hub
    {
        return new TestBinder(HubMethods.Of(typeof(THub), services, options), names);
    }

    /// <summary>Adds a method whose parameters are all required.</summary>
    public TestBinder Method(string name, params Type[] types)
    {
        _methods.Add(name, new HubMethod(name, [.. types.Select(static (type, i) => new HubParameter(type, $"p{i}", isRequired: true, null))]));
        return this;
    }

    public TestBinder Pending(string invocationId, Type returnType)
    {
        _returnTypes.Add(invocationId, returnType);
        return this;
    }

    public Type GetReturnType(string invocationId)
    {
        return _returnTypes.TryGetValue(invocationId, out var type) ? type : throw new InvalidOperationException($"Unknown invocation ID '{invocationId}'.");
    }

    public IReadOnlyList<Type> GetParameterTypes(string methodName)
    {
        return _methods.TryGetValue(methodName, out var method)
            ? [.. method.Parameters.Select(static parameter => parameter.Type)]
            : throw new HubException("Method does not exist.");
    }

    public Type GetStreamItemType(string streamId) => throw new InvalidOperationException("protoo has no streams.");

    public string? GetTarget(ReadOnlySpan<byte> utf8Bytes)
    {
        return _methods.TryGetValue(Encoding.UTF8.GetString(utf8Bytes), out var method) ? method.Name : null;
    }
}

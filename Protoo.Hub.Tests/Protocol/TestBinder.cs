using System.Text;
using Microsoft.AspNetCore.SignalR;

namespace Protoo.Tests.Protocol;

/// <summary>The methods of a hub, and the invocations that wait for a result, as SignalR tells a protocol of them.</summary>
internal sealed class TestBinder : IInvocationBinder
{
    private readonly Dictionary<string, (string Name, Type[] Types)> _methods = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, Type> _returnTypes = [];

    public TestBinder Method(string name, params Type[] types)
    {
        _methods.Add(name, (name, types));
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
        return _methods.TryGetValue(methodName, out var method) ? method.Types : throw new HubException("Method does not exist.");
    }

    public Type GetStreamItemType(string streamId) => throw new InvalidOperationException("protoo has no streams.");

    public string? GetTarget(ReadOnlySpan<byte> utf8Bytes)
    {
        return _methods.TryGetValue(Encoding.UTF8.GetString(utf8Bytes), out var method) ? method.Name : null;
    }
}

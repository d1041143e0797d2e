using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Protoo.Protocol;

namespace Protoo.Fuzzing;

/// <summary>The methods of a hub, and one invocation that waits for a result, as SignalR presents them to a protocol.</summary>
internal sealed class HubBinder : IInvocationBinder
{
    /// <summary>The id of the invocation that waits.</summary>
    public const string Pending = "p1";

    private readonly Type _returnType;

    private HubBinder(HubMethods methods, Type returnType)
    {
        Methods = methods;
        _returnType = returnType;
    }

    public HubMethods Methods { get; }

    /// <typeparam name="THub">The hub.</typeparam>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    public static HubBinder Of<THub, TResult>(JsonSerializerOptions options) => new(HubMethods.Of(typeof(THub), null, options), typeof(TResult));

    public IReadOnlyList<Type> GetParameterTypes(string methodName)
    {
        return Methods.Find(methodName) is { } method
            ? [.. method.Parameters.Select(static parameter => parameter.Type)]
            : throw new HubException("Method does not exist.");
    }

    public Type GetReturnType(string invocationId)
    {
        return invocationId == Pending ? _returnType : throw new InvalidOperationException($"Unknown invocation ID '{invocationId}'.");
    }

    public Type GetStreamItemType(string streamId) => throw new InvalidOperationException($"Unknown stream ID '{streamId}'.");

    public string? GetTarget(ReadOnlySpan<byte> utf8Bytes) => Methods.Find(Encoding.UTF8.GetString(utf8Bytes))?.Name;
}
